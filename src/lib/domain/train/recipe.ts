import * as v from 'valibot'
import { parseDuration } from '../core/duration.ts'
import { nearest } from '../core/nearest.ts'

const text = v.pipe(v.string('must be a text'), v.trim(), v.minLength(1, 'must not be empty'))
/** YAML reads `2` and `1e-5` as numbers; the API takes texts. */
const value = v.pipe(
  v.union([v.string(), v.number(), v.boolean()], 'must be a text or a number'),
  v.transform(String),
)
const map = v.record(v.string(), value)
const count = v.pipe(v.number('must be a number'), v.integer('must be whole'), v.minValue(1))
const flag = v.boolean('must be true or false')
/** `90m`, or a bare number of seconds. */
const seconds = v.pipe(
  value,
  v.transform((given) =>
    /^\d+$/.test(given) ? Number(given) : (parseDuration(given) ?? -1) / 1_000,
  ),
  v.number(),
  v.minValue(1, 'must be a duration such as 90m, or a number of seconds'),
)

/** How data reaches a container: as files, as pipes of bytes, or as files that are read on demand. */
const inputMode = v.picklist(['File', 'Pipe', 'FastFile'], 'must be File, Pipe or FastFile')

const channel = v.union([
  v.pipe(
    text,
    v.transform((uri): Channel => ({ uri })),
  ),
  v.strictObject({
    uri: text,
    contentType: v.exactOptional(text),
    inputMode: v.exactOptional(inputMode),
    distribution: v.exactOptional(v.picklist(['FullyReplicated', 'ShardedByS3Key'])),
  }),
])

export type InputMode = v.InferOutput<typeof inputMode>

/** Data that a container finds under /opt/ml/input/data/<name>. */
type Channel = {
  readonly uri: string
  readonly contentType?: string
  readonly inputMode?: InputMode
  readonly distribution?: 'FullyReplicated' | 'ShardedByS3Key'
}

const range = v.union([
  v.strictObject({ values: v.pipe(v.array(value), v.minLength(1)) }),
  v.strictObject({
    min: v.number('must be a number'),
    max: v.number('must be a number'),
    integer: v.exactOptional(flag),
    scale: v.exactOptional(v.picklist(['auto', 'linear', 'log', 'reverse-log'])),
  }),
])

/** What runs where, of any kind of job; every member is also a flag. */
const MEMBERS = {
  name: v.exactOptional(text),
  image: v.exactOptional(text),
  role: v.exactOptional(text),
  entrypoint: v.exactOptional(v.array(text)),
  arguments: v.exactOptional(v.array(value)),
  env: v.exactOptional(map),
  instanceType: v.exactOptional(text),
  instances: v.exactOptional(count),
  volumeGb: v.exactOptional(count),
  maxRuntime: v.exactOptional(seconds),
  subnets: v.exactOptional(v.array(text)),
  securityGroups: v.exactOptional(v.array(text)),
  kmsKey: v.exactOptional(text),
  volumeKmsKey: v.exactOptional(text),
  networkIsolation: v.exactOptional(flag),
  encryptTraffic: v.exactOptional(flag),
  output: v.exactOptional(text),
  tags: v.exactOptional(map),
}

/** What a training has beside; a definition of a tuning job may have its own. */
const TRAINING = {
  script: v.exactOptional(text),
  channels: v.exactOptional(v.record(v.string(), channel)),
  hyperparameters: v.exactOptional(map),
  inputMode: v.exactOptional(inputMode),
  spot: v.exactOptional(flag),
  maxWait: v.exactOptional(seconds),
  checkpoints: v.exactOptional(text),
  metrics: v.exactOptional(map),
  retries: v.exactOptional(count),
}

const ranges = v.record(v.string(), range)

/** One algorithm of several that are tuned together: what differs from the recipe. */
const definition = v.strictObject({
  ...TRAINING,
  image: MEMBERS.image,
  env: MEMBERS.env,
  instanceType: MEMBERS.instanceType,
  instances: MEMBERS.instances,
  volumeGb: MEMBERS.volumeGb,
  maxRuntime: MEMBERS.maxRuntime,
  output: MEMBERS.output,
  metric: v.exactOptional(text),
  ranges: v.exactOptional(ranges),
})

const tune = v.strictObject({
  metric: v.exactOptional(text),
  goal: v.picklist(['minimize', 'maximize'], 'must be minimize or maximize'),
  strategy: v.exactOptional(v.picklist(['Bayesian', 'Random', 'Grid', 'Hyperband'])),
  trainings: v.exactOptional(count),
  parallel: v.exactOptional(count),
  earlyStopping: v.exactOptional(flag),
  ranges: v.exactOptional(ranges),
  definitions: v.exactOptional(v.record(v.string(), definition)),
})

const recipe = v.strictObject({
  ...MEMBERS,
  ...TRAINING,
  keepAlive: v.exactOptional(seconds),
  tune: v.exactOptional(tune),
})

const place = v.strictObject({ uri: text, path: v.exactOptional(text) })
/** Data that a processing container finds, or leaves, at a path. */
type Place = { readonly uri: string; readonly path?: string }

const places = v.record(
  v.string(),
  v.union([
    v.pipe(
      text,
      v.transform((uri): Place => ({ uri })),
    ),
    place,
  ]),
)

const processRecipe = v.strictObject({
  ...MEMBERS,
  inputs: v.exactOptional(places),
  outputs: v.exactOptional(places),
})

const transformRecipe = v.strictObject({
  name: MEMBERS.name,
  model: v.exactOptional(text),
  input: v.exactOptional(text),
  output: MEMBERS.output,
  instanceType: MEMBERS.instanceType,
  instances: MEMBERS.instances,
  contentType: v.exactOptional(text),
  accept: v.exactOptional(text),
  split: v.exactOptional(v.picklist(['None', 'Line', 'RecordIO', 'TFRecord'])),
  assemble: v.exactOptional(v.picklist(['None', 'Line'])),
  batch: v.exactOptional(v.picklist(['MultiRecord', 'SingleRecord'])),
  concurrency: v.exactOptional(count),
  maxPayloadMb: v.exactOptional(count),
  env: MEMBERS.env,
  kmsKey: MEMBERS.kmsKey,
  tags: MEMBERS.tags,
})

/** train.yaml as it is written, checked; durations are seconds. */
export type TrainRecipe = v.InferOutput<typeof recipe>

/** What `tune` of a recipe says. */
export type TuneRecipe = v.InferOutput<typeof tune>
/** Values that a hyperparameter may take. */
export type TuneRange = v.InferOutput<typeof range>

export type ProcessRecipe = v.InferOutput<typeof processRecipe>
export type TransformRecipe = v.InferOutput<typeof transformRecipe>

const SCHEMAS = { train: recipe, process: processRecipe, transform: transformRecipe } as const

export type RecipeKind = keyof typeof SCHEMAS

export type RecipeOf = {
  readonly train: TrainRecipe
  readonly process: ProcessRecipe
  readonly transform: TransformRecipe
}

/** Where something is wrong with a recipe, and what. */
export type RecipeProblem = { readonly path: readonly string[]; readonly problem: string }

/** Reads a recipe; unknown members are problems, with the nearest known one. */
export const readRecipe = <K extends RecipeKind>(
  kind: K,
  given: unknown,
): { readonly recipe: RecipeOf[K] } | { readonly problems: readonly RecipeProblem[] } => {
  const read = v.safeParse(SCHEMAS[kind], given ?? {})
  if (read.success) return { recipe: read.output as RecipeOf[K] }
  const known = Object.keys(SCHEMAS[kind].entries)
  return {
    problems: read.issues.map((issue) => {
      const path = (issue.path ?? []).map(({ key }) => String(key))
      const last = path.at(-1) ?? ''
      const isUnknown = issue.type === 'strict_object' && issue.expected === 'never'
      const close = isUnknown && path.length === 1 ? nearest(last, known)[0] : undefined
      const suggestion = close === undefined ? '' : `; did you mean ${close}?`
      return { path, problem: isUnknown ? `is unknown${suggestion}` : issue.message }
    }),
  }
}
