import * as v from 'valibot'
import { nearest } from '../core/nearest.ts'
import type { DataRecipe, FinetuneSpec, PartialSpec } from './spec.ts'

const text = v.pipe(v.string('must be a text'), v.trim(), v.minLength(1, 'must not be empty'))
/** YAML reads `2` and `1e-5` as numbers; the API takes texts. */
const value = v.pipe(
  v.union([v.string(), v.number(), v.boolean()], 'must be a text or a number'),
  v.transform(String),
)
const map = v.record(v.string(), value)
const count = v.pipe(v.number('must be a number'), v.integer('must be whole'), v.minValue(0))
const oneOf = <const T extends readonly string[]>(words: T) =>
  v.picklist(words, `must be ${words.slice(0, -1).join(', ')} or ${words.at(-1)}`)

const prepare = v.object({
  prompt: v.exactOptional(text),
  completion: v.exactOptional(text),
  promptColumn: v.exactOptional(text),
  completionColumn: v.exactOptional(text),
  system: v.exactOptional(text),
  labels: v.exactOptional(map),
  validationSplit: v.exactOptional(
    v.pipe(v.number('must be a number'), v.minValue(0), v.ltValue(1)),
  ),
  seed: v.exactOptional(v.pipe(v.number('must be a number'), v.integer('must be a whole number'))),
  stratify: v.exactOptional(text),
  group: v.exactOptional(text),
  inputFormat: v.exactOptional(text),
  sql: v.exactOptional(text),
  sample: v.exactOptional(value),
  balance: v.exactOptional(oneOf(['under', 'over'])),
  dedup: v.exactOptional(oneOf(['off', 'exact', 'normalised', 'near'])),
  nearDuplicates: v.exactOptional(oneOf(['together', 'auto', 'apart'])),
  minTokens: v.exactOptional(count),
  maxTokens: v.exactOptional(count),
  skipBadRows: v.exactOptional(v.boolean('must be true or false')),
  redact: v.exactOptional(oneOf(['TYPE', 'hash', 'mask'])),
  allow: v.exactOptional(text),
  minConfidence: v.exactOptional(oneOf(['high', 'medium', 'low'])),
})

const data = v.object({
  train: v.exactOptional(text),
  validation: v.exactOptional(text),
  source: v.exactOptional(text),
  prepare: v.exactOptional(prepare),
})

const vpc = v.object({
  subnetIds: v.array(text, 'must be a list'),
  securityGroupIds: v.array(text, 'must be a list'),
})

const recipe = v.object({
  name: v.exactOptional(text),
  baseModel: v.exactOptional(text),
  customizationType: v.exactOptional(
    v.picklist(
      ['FINE_TUNING', 'CONTINUED_PRE_TRAINING'],
      'must be FINE_TUNING or CONTINUED_PRE_TRAINING',
    ),
  ),
  data: v.exactOptional(data),
  bucket: v.exactOptional(text),
  prefix: v.exactOptional(text),
  output: v.exactOptional(text),
  role: v.exactOptional(text),
  kmsKey: v.exactOptional(text),
  vpc: v.exactOptional(vpc),
  hyperparameters: v.exactOptional(map),
  use: v.exactOptional(
    v.picklist(['on-demand', 'provisioned'], 'must be on-demand or provisioned'),
  ),
  tags: v.exactOptional(map),
})

const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  '': Object.keys(recipe.entries),
  data: Object.keys(data.entries),
  'data.prepare': Object.keys(prepare.entries),
  vpc: Object.keys(vpc.entries),
}

export type RecipeProblem = { readonly path: readonly string[]; readonly message: string }

/** What a recipe file says, or everything that is wrong with it; unknown members are errors. */
export const readRecipe = (
  document: unknown,
):
  | { readonly ok: true; readonly spec: PartialSpec }
  | { readonly ok: false; readonly problems: readonly RecipeProblem[] } => {
  const parsed = v.safeParse(recipe, document)
  const unknown = unknownMembers(document)
  if (!parsed.success || unknown.length > 0) {
    return { ok: false, problems: [...unknown, ...(parsed.issues ?? []).map(problemOf)] }
  }
  const { data: given, ...rest } = parsed.output
  if (given === undefined) return { ok: true, spec: rest }
  const problem = dataProblem(given)
  if (problem !== undefined) return { ok: false, problems: [problem] }
  return { ok: true, spec: { ...rest, data: dataOf(given) } }
}

type Given = v.InferOutput<typeof data>

const dataProblem = (given: Given): RecipeProblem | undefined => {
  const at = (member: string, message: string) => ({ path: ['data', member], message })
  if (given.source === undefined) {
    if (given.train === undefined) return { path: ['data'], message: 'needs train, or source' }
    return given.prepare && at('prepare', 'says how a source is prepared, but there is no source')
  }
  if (given.train !== undefined) return at('train', 'cannot stand beside source: give one of them')
  if (given.validation !== undefined) {
    return at('validation', 'cannot stand beside source: use prepare.validationSplit')
  }
  return undefined
}

const dataOf = ({ train, validation, source, prepare: how }: Given): DataRecipe =>
  source === undefined
    ? { train: train ?? '', ...(validation === undefined ? {} : { validation }) }
    : { source, prepare: how ?? {} }

/** Looked for apart from the schema, which stops at the first and takes a list for a map. */
const unknownMembers = (document: unknown): readonly RecipeProblem[] =>
  Object.entries(MEMBERS).flatMap(([at, known]) => {
    const folder = at === '' ? [] : at.split('.')
    const map = folder.reduce<unknown>(
      (value, member) => (isMap(value) ? value[member] : undefined),
      document,
    )
    if (Array.isArray(map)) return [{ path: folder, message: MUST_BE_MAP }]
    const names = isMap(map) ? Object.keys(map) : []
    return names
      .filter((name) => !known.includes(name))
      .map((name) => ({ path: [...folder, name], message: unknownText(name, known) }))
  })

const MUST_BE_MAP = 'must be a map of members'

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const unknownText = (name: string, known: readonly string[]): string => {
  const [near] = nearest(name, known)
  const hint = near === undefined ? `known: ${known.join(', ')}` : `did you mean ${near}?`
  return `is no member of a recipe; ${hint}`
}

const problemOf = (issue: v.BaseIssue<unknown>): RecipeProblem => {
  const path = (issue.path ?? []).map((item) => String(item.key))
  const isMapIssue = ['object', 'record'].includes(issue.type) && !isMap(issue.input)
  if (issue.input === undefined) return { path, message: 'is missing' }
  return { path, message: isMapIssue ? MUST_BE_MAP : issue.message }
}

/** The recipe that gives this spec again: what the wizard writes and CI replays. */
export const recipeOf = (spec: FinetuneSpec): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    MEMBERS['']
      ?.map((member) => [member, spec[member as keyof FinetuneSpec]] as const)
      .filter(([, member]) => member !== undefined && !isEmpty(member)) ?? [],
  )

const isEmpty = (member: unknown): boolean =>
  typeof member === 'object' && member !== null && Object.keys(member).length === 0
