import * as v from 'valibot'
import { digestOf } from '../../domain/core/digest.ts'
import type { ProvisionedModelView } from '../../ports/provisioned-models.ts'
import { defineOperation, type Observation } from './define.ts'

const ABSENT: Observation = { fingerprint: 'absent', satisfied: false }

const purchase = v.object({
  provisionedModelName: v.string(),
  /** ARN of the custom model. */
  modelId: v.string(),
  modelUnits: v.pipe(v.number(), v.integer(), v.minValue(1)),
  commitmentDuration: v.exactOptional(v.picklist(['OneMonth', 'SixMonths'])),
  clientRequestToken: v.string(),
  tags: v.record(v.string(), v.string()),
})

/** Whether a purchase found under the wanted name is the wanted one. */
export const isSamePurchase = (
  found: ProvisionedModelView,
  wanted: Pick<v.InferOutput<typeof purchase>, 'modelId' | 'modelUnits' | 'commitmentDuration'>,
): boolean =>
  found.desiredModelArn === wanted.modelId &&
  found.desiredModelUnits === wanted.modelUnits &&
  found.commitmentDuration === wanted.commitmentDuration

/** Buys model units. The token makes a repeated call answer with the first purchase. */
export const createProvisionedModel = defineOperation({
  name: 'bedrock.CreateProvisionedModelThroughput',
  input: purchase,
  observe: async (ports, input) => {
    const found = await ports.provisionedModels.find(input.provisionedModelName)
    if (found === undefined) return ABSENT
    return {
      fingerprint: digestOf([found.provisionedModelArn, found.desiredModelArn]),
      satisfied: found.status !== 'Failed' && isSamePurchase(found, input),
      output: { provisionedModelArn: found.provisionedModelArn },
    }
  },
  perform: (ports, input) => ports.provisionedModels.create(input),
})

const change = v.object({
  /** The ARN stays when the name changes. */
  provisionedModelArn: v.string(),
  desiredName: v.exactOptional(v.string()),
  desiredModelId: v.exactOptional(v.string()),
})

/** Renames a purchase, or puts another model under it. */
export const updateProvisionedModel = defineOperation({
  name: 'bedrock.UpdateProvisionedModelThroughput',
  input: change,
  observe: async (ports, input) => {
    const found = await ports.provisionedModels.find(input.provisionedModelArn)
    if (found === undefined) return ABSENT
    const named = input.desiredName ?? found.provisionedModelName
    const model = input.desiredModelId ?? found.desiredModelArn
    return {
      fingerprint: digestOf([found.provisionedModelName, found.desiredModelArn]),
      satisfied: found.provisionedModelName === named && found.desiredModelArn === model,
      output: { provisionedModelArn: found.provisionedModelArn },
    }
  },
  perform: async (ports, input) => {
    const { provisionedModelArn, ...wanted } = input
    await ports.provisionedModels.update(provisionedModelArn, wanted)
    return { provisionedModelArn }
  },
})

const removal = v.object({ provisionedModelArn: v.string(), provisionedModelName: v.string() })

/** Ends a purchase and its bill. By ARN: the name may belong to a newer purchase by now. */
export const deleteProvisionedModel = defineOperation({
  name: 'bedrock.DeleteProvisionedModelThroughput',
  input: removal,
  observe: async (ports, input) => {
    const found = await ports.provisionedModels.find(input.provisionedModelArn)
    if (found === undefined) return { ...ABSENT, satisfied: true, output: {} }
    return { fingerprint: digestOf([found.provisionedModelArn]), satisfied: false }
  },
  perform: async (ports, input) => {
    await ports.provisionedModels.delete(input.provisionedModelArn)
    return {}
  },
})
