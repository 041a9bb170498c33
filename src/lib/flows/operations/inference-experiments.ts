import * as v from 'valibot'
import type { NewInferenceExperiment } from '../../ports/inference-experiments.ts'
import { defineOperation } from './define.ts'

const document = v.record(v.string(), v.unknown())

/** Starts a shadow test; one of this name is this one. */
export const createExperiment = defineOperation({
  name: 'sagemaker.CreateInferenceExperiment',
  input: v.object({ name: v.string(), experiment: document }),
  observe: async (ports, { name }) => {
    const found = await ports.inferenceExperiments.find(name)
    if (found === undefined) return { fingerprint: 'absent', satisfied: false }
    return { fingerprint: found.arn, satisfied: true, output: { arn: found.arn } }
  },
  perform: (ports, { experiment }) =>
    ports.inferenceExperiments.create(experiment as unknown as NewInferenceExperiment),
})

const OVER = ['Stopping', 'Completed', 'Cancelled']

/** Ends a shadow test; what becomes of its variants is in the call. */
export const stopExperiment = defineOperation({
  name: 'sagemaker.StopInferenceExperiment',
  input: v.object({
    name: v.string(),
    actions: v.record(v.string(), v.picklist(['Retain', 'Remove', 'Promote'])),
    desiredState: v.picklist(['Completed', 'Cancelled']),
    reason: v.exactOptional(v.string()),
  }),
  observe: async (ports, { name }) => {
    const status = (await ports.inferenceExperiments.find(name))?.status ?? 'absent'
    return { fingerprint: status, satisfied: OVER.includes(status), output: {} }
  },
  perform: async (ports, { name, ...stop }) => {
    await ports.inferenceExperiments.stop(name, stop)
    return {}
  },
})
