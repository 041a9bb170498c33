import type { Call } from '../../service.ts'
import type { StandIn } from '../stand-in/model.ts'
import { type PackedStandIn, pack, unpack } from '../stand-in/pack.ts'

type Kept = { packed?: PackedStandIn }

/** One document per custom model, named by the 12 characters that end its ARN. */
const documentOf = (modelArn: string): string => `bedrock-stand-in-${modelArn.slice(-12)}`

/** Unpacked stand-ins of late: an evaluation asks the same one a thousand times. */
const recent = new Map<string, { readonly weights: string; readonly model: StandIn }>()
const MOST_RECENT = 4

/** Keeps the fitted stand-in of a custom model. */
export const writeStandIn = (call: Call, modelArn: string, model: StandIn): void => {
  const packed = pack(model)
  call.documents.update<Kept, void>(documentOf(modelArn), {}, (document) => {
    document.packed = packed
  })
}

/** The stand-in of a custom model; undefined when there is none (any more). */
export const readStandIn = (call: Call, modelArn: string): StandIn | undefined => {
  const { packed } = call.documents.read<Kept>(documentOf(modelArn), {})
  if (packed === undefined) return undefined
  const known = recent.get(modelArn)
  // The same ARN can stand for other weights in another state directory, or after a reset.
  if (known !== undefined && known.weights === packed.weights) return known.model
  const model = unpack(packed)
  recent.delete(modelArn)
  recent.set(modelArn, { weights: packed.weights, model })
  const [oldest] = recent.keys()
  if (recent.size > MOST_RECENT && oldest !== undefined) recent.delete(oldest)
  return model
}

/** Forgets the stand-in of a deleted model. */
export const dropStandIn = (call: Call, modelArn: string): void => {
  recent.delete(modelArn)
  call.documents.update<Kept, void>(documentOf(modelArn), {}, (document) => {
    delete document.packed
  })
}
