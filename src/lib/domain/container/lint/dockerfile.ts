import {
  DockerfileParser,
  type Instruction,
  JSONInstruction,
  ModifiableInstruction,
  PropertyInstruction,
} from 'dockerfile-ast'
import { expanded } from './expand.ts'

/** A name and its value: ENV, ARG, LABEL. `value` is undefined where none is given or known. */
export type Pair = {
  readonly name: string
  readonly value: string | undefined
  readonly line: number
}

/** One instruction, from line `line` (from 1); variables are replaced where their values are known. */
export type Step = {
  readonly keyword: string
  readonly line: number
  /** As written, continuation lines joined and comments between them left out. */
  readonly raw: string
  readonly flags: Readonly<Record<string, string>>
  /** The words after the flags; undefined where a variable is unknown. */
  readonly words: readonly (string | undefined)[]
  /** The words of exec form; undefined in shell form. */
  readonly exec: readonly string[] | undefined
  readonly pairs: readonly Pair[]
  /** COPY and RUN <<EOF: text between the marks. */
  readonly heredoc: string | undefined
}

export type Stage = {
  /** From 0, in the order of FROM. */
  readonly index: number
  readonly name: string | undefined
  /** The image or stage in FROM; undefined where a variable is unknown. */
  readonly base: string | undefined
  /** An earlier stage that FROM names. */
  readonly parent: Stage | undefined
  /** As written, variables replaced where they are known. */
  readonly platform: string | undefined
  readonly line: number
  readonly steps: readonly Step[]
}

export type Dockerfile = {
  readonly stages: readonly Stage[]
  /** Lines that are no instruction, or stand where they may not. */
  readonly faults: readonly { readonly line: number; readonly message: string }[]
}

const KEYWORDS = new Set(
  'ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME WORKDIR'.split(
    ' ',
  ),
)

/** What BuildKit sets for linux/amd64; https://docs.docker.com/reference/dockerfile/#automatic-platform-args-in-the-global-scope */
const platformArgs = (platform: string): ReadonlyMap<string, string> => {
  const [os = 'linux', architecture = 'amd64'] = platform.split('/')
  return new Map([
    ['TARGETPLATFORM', platform],
    ['TARGETOS', os],
    ['TARGETARCH', architecture],
  ])
}

/** What nearly every base image has; `ENV PATH=/opt/x:$PATH` builds on it. */
export const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

type Making = { -readonly [K in keyof Stage]: Stage[K] } & {
  steps: Step[]
  variables: Map<string, string>
}

/**
 * A Dockerfile as stages of plain steps. `buildArgs` are those given on the command line; `platform`
 * is what is built for.
 */
export const parseDockerfile = (
  text: string,
  given: { readonly platform: string; readonly buildArgs: Readonly<Record<string, string>> },
): Dockerfile => {
  const stages: Making[] = []
  const faults: { line: number; message: string }[] = []
  const global = new Map(platformArgs(given.platform))
  const parsed = DockerfileParser.parse(text.replaceAll('\r\n', '\n'))
  for (const instruction of parsed.getInstructions()) {
    const keyword = instruction.getKeyword()
    const line = instruction.getRange().start.line + 1
    const stage = stages.at(-1)
    if (!KEYWORDS.has(keyword)) {
      faults.push({ line, message: `${instruction.getInstruction()} is no instruction` })
    } else if (keyword === 'FROM') {
      stages.push(stageOf(stepOf(instruction, global), stages))
    } else if (stage !== undefined) {
      const step = stepOf(instruction, stage.variables)
      stage.steps.push(step)
      remember(step, stage.variables, { global, buildArgs: given.buildArgs })
    } else if (keyword === 'ARG') {
      remember(stepOf(instruction, global), global, { global, buildArgs: given.buildArgs })
    } else {
      faults.push({ line, message: `${keyword} stands before the first FROM` })
    }
  }
  if (stages.length === 0) faults.push({ line: 1, message: 'there is no FROM' })
  return { stages, faults }
}

const stageOf = (from: Step, earlier: readonly Making[]): Making => {
  const [base, as, name] = from.words
  const named = as?.toLowerCase() === 'as' ? name?.toLowerCase() : undefined
  const parent = earlier.findLast((stage) => stage.name === base?.toLowerCase())
  return {
    index: earlier.length,
    name: named,
    base,
    parent: base === undefined ? undefined : parent,
    platform: from.flags.platform,
    line: from.line,
    steps: [],
    // ENV of the parent holds in its children; ARG does not, but what it left in ENV does.
    variables: new Map([['PATH', DEFAULT_PATH], ...(parent ? environmentOf(parent) : [])]),
  }
}

const environmentOf = (stage: Stage): readonly (readonly [string, string])[] => [
  ...(stage.parent === undefined ? [] : environmentOf(stage.parent)),
  ...stage.steps
    .filter(({ keyword }) => keyword === 'ENV')
    .flatMap(({ pairs }) =>
      pairs.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value] as const])),
    ),
]

const remember = (
  { keyword, pairs }: Step,
  variables: Map<string, string>,
  from: {
    readonly global: ReadonlyMap<string, string>
    readonly buildArgs: Readonly<Record<string, string>>
  },
): void => {
  for (const { name, value } of pairs) {
    if (keyword === 'ENV' && value !== undefined) variables.set(name, value)
    if (keyword !== 'ARG') continue
    const known = from.buildArgs[name] ?? value ?? from.global.get(name)
    if (known !== undefined) variables.set(name, known)
  }
}

const stepOf = (instruction: Instruction, variables: ReadonlyMap<string, string>): Step => {
  const line = instruction.getRange().start.line + 1
  const heredoc = heredocOf(instruction)
  const content = (instruction.getArgumentsContent() ?? '').replace(/\\\n/g, ' ')
  const raw = heredoc === undefined ? content : (content.split('\n')[0] ?? '')
  const exec = instruction instanceof JSONInstruction ? execForm(raw) : undefined
  const flags = instruction instanceof ModifiableInstruction ? instruction.getFlags() : []
  return {
    keyword: instruction.getKeyword(),
    line,
    raw,
    flags: Object.fromEntries(
      flags.map((flag) => [
        flag.getName(),
        expanded(flag.getValue() ?? '', variables) ?? flag.getValue() ?? '',
      ]),
    ),
    words: (exec ?? wordsOf(raw)).map((word) => expanded(word, variables)),
    exec,
    pairs: instruction instanceof PropertyInstruction ? pairsOf(instruction, variables) : [],
    heredoc,
  }
}

/** Docker takes what is no JSON array of strings for shell form: single quotes, for one. */
const execForm = (raw: string): readonly string[] | undefined => {
  if (!raw.trimStart().startsWith('[')) return undefined
  try {
    const value: unknown = JSON.parse(raw)
    return Array.isArray(value) && value.every((one) => typeof one === 'string') ? value : undefined
  } catch {
    return undefined
  }
}

const wordsOf = (raw: string): readonly string[] =>
  [...raw.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? '',
  )

const pairsOf = (
  instruction: PropertyInstruction,
  variables: ReadonlyMap<string, string>,
): readonly Pair[] =>
  instruction.getProperties().map((property) => {
    const value = property.getValue()
    return {
      name: property.getName(),
      value: value === null ? undefined : expanded(value, variables),
      line: property.getRange().start.line + 1,
    }
  })

const heredocOf = (instruction: Instruction): string | undefined => {
  const content = instruction.getArgumentsContent() ?? ''
  const mark = /^[^\n]*<<-?["']?(\w+)/.exec(content)?.[1]
  if (mark === undefined) return undefined
  const lines = content.split('\n').slice(1)
  const end = lines.findIndex((one) => one.trim() === mark)
  return `${lines.slice(0, end === -1 ? lines.length : end).join('\n')}\n`
}
