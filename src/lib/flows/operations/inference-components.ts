import * as v from 'valibot'
import type { InferenceComponentStatus } from '../../ports/inference-components.ts'
import { waitSteady } from '../endpoint/wait.ts'
import { defineOperation } from './define.ts'

/**
 * Places an inference component on an endpoint, once that is in service. One of this name on this endpoint
 * is this one; its copies are scaled, so their number is not compared.
 */
export const createInferenceComponent = defineOperation({
  name: 'sagemaker.CreateInferenceComponent',
  input: v.object({
    inferenceComponentName: v.string(),
    endpointName: v.string(),
    variantName: v.string(),
    specification: v.record(v.string(), v.unknown()),
    copyCount: v.number(),
    tags: v.record(v.string(), v.string()),
  }),
  observe: async (ports, { inferenceComponentName, endpointName }) => {
    const found = await ports.inferenceComponents.find(inferenceComponentName)
    if (found === undefined) return { fingerprint: 'absent', satisfied: false }
    return {
      fingerprint: found.createdAt,
      satisfied: found.endpointName === endpointName && LIVES.includes(found.status),
      output: { inferenceComponentArn: found.inferenceComponentArn },
    }
  },
  perform: async (ports, input) => {
    await waitSteady(ports, input.endpointName, { timeoutMs: undefined })
    return ports.inferenceComponents.create(input)
  },
})

const LIVES: readonly InferenceComponentStatus[] = ['Creating', 'InService', 'Updating']

/** Components take minutes to go, and their endpoint cannot be deleted before. */
const SETTLES_MS = 900_000

/** Removes an inference component; done only once it is gone. */
export const deleteInferenceComponent = defineOperation({
  name: 'sagemaker.DeleteInferenceComponent',
  input: v.object({ inferenceComponentName: v.string() }),
  settlesWithinMs: SETTLES_MS,
  observe: async (ports, input) => {
    const found = await ports.inferenceComponents.find(input.inferenceComponentName)
    if (found === undefined) return { fingerprint: 'absent', satisfied: true, output: {} }
    return { fingerprint: found.createdAt, satisfied: false }
  },
  perform: async (ports, { inferenceComponentName }) => {
    const found = await ports.inferenceComponents.find(inferenceComponentName)
    if (found?.status !== 'Deleting') await ports.inferenceComponents.delete(inferenceComponentName)
    return {}
  },
})
