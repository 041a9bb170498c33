import { deflateSync, inflateSync } from 'node:zlib'
import { blank, type StandIn, WEIGHTS } from './model.ts'
import type { Vocabulary } from './vocabulary.ts'

/** A stand-in as it is kept on disk: weights as deflated 16-bit steps of `scale`, in base64. */
export type PackedStandIn = {
  readonly vocabulary: Vocabulary
  readonly breadth: number
  readonly scale: number
  readonly weights: string
}

/** Packs a fitted stand-in; at most 0.7 MB, commonly some tens of kilobytes. */
export const pack = (model: StandIn): PackedStandIn => {
  const largest = model.weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0)
  const scale = largest === 0 ? 1 : largest / 32767
  const steps = Int16Array.from(model.weights, (weight) => Math.round(weight / scale))
  const weights = deflateSync(new Uint8Array(steps.buffer)).toString('base64')
  return { vocabulary: model.vocabulary, breadth: model.breadth, scale, weights }
}

/** The stand-in back from its packed form. */
export const unpack = (packed: PackedStandIn): StandIn => {
  const bytes = inflateSync(Buffer.from(packed.weights, 'base64'))
  const steps = new Int16Array(WEIGHTS)
  new Uint8Array(steps.buffer).set(bytes)
  return blank(
    packed.vocabulary,
    packed.breadth,
    Float32Array.from(steps, (step) => step * packed.scale),
  )
}
