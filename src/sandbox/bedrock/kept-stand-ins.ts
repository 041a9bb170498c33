import type { Call } from '../service.ts'
import type { StandIn } from './stand-in/model.ts'
import { type PackedStandIn, pack, unpack } from './stand-in/pack.ts'

/** One document per custom model, named by the 12 characters that end its ARN. */
const documentOf = (modelArn: string): string => `bedrock-stand-in-${modelArn.slice(-12)}`

/** Keeps the fitted stand-in of a custom model. */
export const writeStandIn = (call: Call, modelArn: string, model: StandIn): void => {
  const packed = pack(model)
  call.documents.update<{ packed?: PackedStandIn }, void>(documentOf(modelArn), {}, (document) => {
    document.packed = packed
  })
}

/** The stand-in of a custom model; undefined when there is none (any more). */
export const readStandIn = (call: Call, modelArn: string): StandIn | undefined => {
  const { packed } = call.documents.read<{ packed?: PackedStandIn }>(documentOf(modelArn), {})
  return packed === undefined ? undefined : unpack(packed)
}

/** Forgets the stand-in of a deleted model. */
export const dropStandIn = (call: Call, modelArn: string): void => {
  call.documents.update<{ packed?: PackedStandIn }, void>(documentOf(modelArn), {}, (document) => {
    delete document.packed
  })
}
