import type { Example } from './example.ts'
import { promptFeatures, STEP_FEATURES, stepFeatures } from './features.ts'
import { blank, lossOf, type StandIn, slotOf } from './model.ts'
import { generator, shuffled } from './random.ts'
import { tokenize, UNKNOWN, vocabularyOf } from './vocabulary.ts'

/** How a fit is run; `pace` 1 stands for the base model's default learning rate. */
export type FitSettings = {
  readonly seed: string
  readonly epochs: number
  readonly batchSize: number
  readonly pace: number
}

/** One row of a metrics file: losses are means per token, in nats. */
export type MetricRow = { readonly step: number; readonly epoch: number; readonly loss: number }

export type Fit = {
  readonly model: StandIn
  readonly training: readonly MetricRow[]
  /** Per validation set, one row per epoch. */
  readonly validation: readonly (readonly MetricRow[])[]
}

/** Weight updates that a fit may take in all: about a second's worth. */
const BUDGET = 40_000_000
/** Short answers (labels, up to SHORT characters on average) are looked at closely; long ones could not be afforded that way. */
const BREADTH = { short: 400, long: 40 }
const SHORT = 40

const BASE_RATE = 0.25
const DECAY = 1e-4

type Step = { readonly features: Uint32Array; readonly token: number }
type Prepared = { readonly prompt: readonly number[]; readonly tokens: readonly number[] }

const prepare = (model: StandIn, example: Example): Prepared => ({
  prompt: promptFeatures(example.prompt, model.breadth),
  tokens: tokenize(model.numbers, example.completion),
})

function* stepsOf({ prompt, tokens }: Prepared): Generator<Step> {
  for (let at = 0; at < tokens.length; at++) {
    const features = stepFeatures(prompt, tokens.slice(Math.max(0, at - 3), at))
    yield { features, token: tokens[at] ?? UNKNOWN }
  }
}

const costOf = (model: StandIn, { prompt, tokens }: Prepared): number =>
  tokens.reduce((sum, token) => sum + (model.tree.paths[token]?.nodes.length ?? 0), 0) *
  (prompt.length + STEP_FEATURES)

/** The examples that a share of the budget pays for. */
const affordable = (model: StandIn, examples: readonly Prepared[], shares: number): Prepared[] => {
  let left = BUDGET / shares
  return examples.filter((example) => {
    left -= costOf(model, example)
    return left > 0
  })
}

/** The arrays that a fit writes to: weights, sums of squared gradients, and a step's places in both. */
type Tables = {
  readonly weights: Float32Array
  readonly squares: Float32Array
  readonly places: Uint32Array
}

/** One turn of AdaGrad on the log loss; returns the loss before it. */
const turn = (
  { weights, squares, places }: Tables,
  about: { readonly features: Uint32Array; readonly node: number; readonly wanted: number },
  rate: number,
): number => {
  const { features, node, wanted } = about
  let sum = 0
  for (let i = 0; i < features.length; i++) {
    const place = slotOf(features[i] ?? 0, node)
    places[i] = place
    sum += weights[place] ?? 0
  }
  const chance = 1 / (1 + Math.exp(-sum))
  for (let i = 0; i < features.length; i++) {
    const place = places[i] ?? 0
    const weight = weights[place] ?? 0
    const gradient = chance - wanted + DECAY * weight
    const square = (squares[place] ?? 0) + gradient * gradient
    squares[place] = square
    weights[place] = weight - (rate * gradient) / Math.sqrt(square + 1)
  }
  return -Math.log(Math.max(1e-6, wanted === 1 ? chance : 1 - chance))
}

/** Learns one token, turn by turn down the tree; returns its loss before that. */
const learn = (model: StandIn, tables: Tables, { token, features }: Step, rate: number): number => {
  const path = model.tree.paths[token]
  let loss = 0
  for (let i = 0; i < (path?.nodes.length ?? 0); i++) {
    const about = { features, node: path?.nodes[i] ?? 0, wanted: path?.turns[i] ?? 0 }
    loss += turn(tables, about, rate)
  }
  return loss
}

const meanLoss = (model: StandIn, examples: readonly Prepared[]): number => {
  let loss = 0
  let tokens = 0
  for (const example of examples) {
    for (const { token, features } of stepsOf(example)) {
      loss += lossOf(model, token, features)
      tokens++
    }
  }
  return tokens === 0 ? 0 : loss / tokens
}

/** The parent's vocabulary serves when it can spell every answer; then its weights are a head start. */
const startOf = (training: readonly Example[], parent: StandIn | undefined): StandIn => {
  const covers =
    parent !== undefined &&
    training.every((e) => !tokenize(parent.numbers, e.completion).includes(UNKNOWN))
  if (parent !== undefined && covers)
    return blank(parent.vocabulary, parent.breadth, parent.weights.slice())
  const answers = training.map((example) => example.completion)
  const characters = answers.reduce((sum, text) => sum + text.length, 0)
  const short = characters <= SHORT * answers.length
  return blank(vocabularyOf(answers), short ? BREADTH.short : BREADTH.long)
}

/** One pass over the examples in an order of its own; a row per batch. */
const passOver = (
  model: StandIn,
  tables: Tables,
  pass: { readonly order: readonly Prepared[]; readonly batchSize: number; readonly rate: number },
): number[] => {
  const losses: number[] = []
  for (let from = 0; from < pass.order.length; from += pass.batchSize) {
    let loss = 0
    let tokens = 0
    for (const example of pass.order.slice(from, from + pass.batchSize)) {
      for (const step of stepsOf(example)) {
        loss += learn(model, tables, step, pass.rate)
        tokens++
      }
    }
    losses.push(loss / Math.max(1, tokens))
  }
  return losses
}

const tablesFor = ({ weights }: StandIn): Tables => ({
  weights,
  squares: new Float32Array(weights.length),
  places: new Uint32Array(BREADTH.short + STEP_FEATURES),
})

/**
 * Fits a stand-in on training examples, and measures it on each validation set after every epoch. The same seed and
 * the same data give the same result, bit for bit. Starts from `parent` where its vocabulary serves.
 */
export const fitStandIn = (
  training: readonly Example[],
  validation: readonly (readonly Example[])[],
  settings: FitSettings & { readonly parent?: StandIn | undefined },
): Fit => {
  const model = startOf(training, settings.parent)
  const { epochs, batchSize } = settings
  const rate = BASE_RATE * settings.pace
  const next = generator(settings.seed)
  const tables = tablesFor(model)
  const within = (set: readonly Example[], shares: number): Prepared[] =>
    affordable(
      model,
      set.map((example) => prepare(model, example)),
      shares,
    )
  const examples = within(training, epochs)
  // Measuring may take a quarter of the effort of learning, shared among the sets.
  const held = validation.map((set) => within(set, epochs * validation.length * 4))
  const rows: MetricRow[] = []
  const heldRows: MetricRow[][] = validation.map(() => [])
  for (let epoch = 0; epoch < epochs; epoch++) {
    const losses = passOver(model, tables, { order: shuffled(examples, next), batchSize, rate })
    for (const loss of losses) rows.push({ step: rows.length, epoch, loss })
    held.forEach((set, i) => {
      heldRows[i]?.push({ step: rows.length - 1, epoch, loss: meanLoss(model, set) })
    })
  }
  return { model, training: rows, validation: heldRows }
}
