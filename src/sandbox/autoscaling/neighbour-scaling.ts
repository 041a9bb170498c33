import type { Scaling } from '../sagemaker/hosting.ts'
import type { Ground } from '../sagemaker/state.ts'
import { advance } from './advance.ts'
import { readScaling } from './state.ts'

/** Application Auto Scaling as SageMaker's endpoints see it. */
export const createScaling = (groundOf: (region: string) => Ground): Scaling => ({
  advance: (region, endpointName, until) => advance(groundOf(region), endpointName, until),
  isTarget: (region, resourceId) =>
    Object.values(readScaling(groundOf(region)).targets).some(
      (target) => target.resourceId === resourceId,
    ),
})
