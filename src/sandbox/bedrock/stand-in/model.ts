import { mix } from './random.ts'
import { type Tree, treeOf } from './tree.ts'
import { numbersOf, type Vocabulary } from './vocabulary.ts'

/** Weights per stand-in: a power of two, so that a hash becomes an index by masking. */
export const WEIGHTS = 1 << 18
const MASK = WEIGHTS - 1

/**
 * The sandbox's stand-in for a customized model: log-linear over hashed features of the prompt and of
 * the answer so far, next token by next token. It is a stand-in and no foundation model: it learns
 * from the uploaded records alone, and no advice on hyperparameters may be drawn from it.
 */
export type StandIn = {
  readonly vocabulary: Vocabulary
  readonly numbers: ReadonlyMap<string, number>
  readonly tree: Tree
  readonly weights: Float32Array
  /** How many features of a prompt it looks at. */
  readonly breadth: number
}

/** A stand-in of this vocabulary and breadth; with no weights given it has learnt nothing yet. */
export const blank = (
  vocabulary: Vocabulary,
  breadth: number,
  weights = new Float32Array(WEIGHTS),
): StandIn => ({
  vocabulary,
  numbers: numbersOf(vocabulary),
  tree: treeOf(vocabulary.counts),
  weights,
  breadth,
})

/** Where the weight of a feature at a node of the tree lives. */
export const slotOf = (feature: number, node: number): number => mix(feature, node) & MASK

/** Chance of turn 1 at a node, given the step's features. */
export const turnChance = (model: StandIn, node: number, features: Uint32Array): number => {
  let sum = 0
  for (const feature of features) sum += model.weights[slotOf(feature, node)] ?? 0
  return 1 / (1 + Math.exp(-sum))
}

/** Negative log likelihood of a token at a step, in nats. */
export const lossOf = (model: StandIn, token: number, features: Uint32Array): number => {
  const path = model.tree.paths[token]
  let loss = 0
  path?.nodes.forEach((node, i) => {
    const chance = turnChance(model, node, features)
    loss -= Math.log(Math.max(1e-6, path.turns[i] === 1 ? chance : 1 - chance))
  })
  return loss
}
