import type { Service } from '../service.ts'

/** Application Auto Scaling for the variants of SageMaker endpoints. */
export const autoscaling: Service = { name: 'application-autoscaling', operations: {} }
