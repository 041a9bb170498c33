import { promptOf } from './example.ts'
import { promptFeatures, stepFeatures } from './features.ts'
import { type StandIn, turnChance } from './model.ts'
import { generator } from './random.ts'
import { END, UNKNOWN } from './vocabulary.ts'

/** How to answer: at temperature 0 always the likeliest token, else drawn with `seed`. */
export type AnswerSettings = {
  readonly maxTokens: number
  readonly temperature: number
  readonly stopSequences: readonly string[]
  readonly seed: string
}

export type Answer = {
  readonly text: string
  readonly stopReason: 'end_turn' | 'max_tokens' | 'stop_sequence'
}

/** The likeliest token: the best leaf of the tree, found by opening the likeliest node first. */
const likeliest = (model: StandIn, features: Uint32Array): number => {
  const open: { node: number; chance: number }[] = [{ node: model.tree.root, chance: 1 }]
  for (;;) {
    let best = 0
    for (let i = 1; i < open.length; i++) {
      if ((open[i]?.chance ?? 0) > (open[best]?.chance ?? 0)) best = i
    }
    const [here] = open.splice(best, 1)
    if (here === undefined) return END
    if (here.node < 0) return -1 - here.node
    const children = model.tree.children[here.node]
    if (children === undefined) return END
    const chance = turnChance(model, here.node, features)
    open.push({ node: children[0], chance: here.chance * (1 - chance) })
    open.push({ node: children[1], chance: here.chance * chance })
  }
}

/** A token drawn by its chances, sharpened turn by turn when the temperature is below 1. */
const drawn = (
  model: StandIn,
  features: Uint32Array,
  choose: { readonly temperature: number; readonly next: () => number },
): number => {
  let node = model.tree.root
  while (node >= 0) {
    const chance = turnChance(model, node, features)
    const odds = (chance / Math.max(1e-9, 1 - chance)) ** (1 / choose.temperature)
    const children = model.tree.children[node]
    if (children === undefined) return END
    node =
      choose.next() < odds / (1 + odds) || odds === Number.POSITIVE_INFINITY
        ? children[1]
        : children[0]
  }
  return -1 - node
}

const stopAt = (text: string, stops: readonly string[]): number => {
  const found = stops.map((stop) => text.indexOf(stop)).filter((at) => at >= 0)
  return found.length === 0 ? -1 : Math.min(...found)
}

/** Completes a prompt token by token; the same settings give the same answer. */
export const answer = (model: StandIn, prompt: string, settings: AnswerSettings): Answer => {
  const known = promptFeatures(promptOf(prompt), model.breadth)
  const next = generator(settings.seed)
  const history: number[] = []
  let text = ''
  while (history.length < settings.maxTokens) {
    const features = stepFeatures(known, history)
    const token =
      settings.temperature === 0
        ? likeliest(model, features)
        : drawn(model, features, { temperature: settings.temperature, next })
    if (token === END || token === UNKNOWN) return { text, stopReason: 'end_turn' }
    history.push(token)
    text += model.vocabulary.tokens[token] ?? ''
    const stop = stopAt(text, settings.stopSequences)
    if (stop >= 0) return { text: text.slice(0, stop), stopReason: 'stop_sequence' }
  }
  return { text, stopReason: 'max_tokens' }
}
