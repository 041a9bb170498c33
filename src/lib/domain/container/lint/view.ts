import type { ContainerKind } from '../rules/rule.ts'
import type { ContextFile } from './context.ts'
import { DEFAULT_PATH, type Dockerfile, parseDockerfile, type Step } from './dockerfile.ts'
import { type ImageFile, type PlannedImage, plannedImage } from './image.ts'

/** A value that must not be published, at an index of the text. */
export type Secret = { readonly what: string; readonly start: number }

/** A build context as it was read, and what is asked about it. */
export type LintInput = {
  /** Path as it is shown, and content. */
  readonly dockerfile: { readonly path: string; readonly text: string }
  /** What .dockerignore lets through. */
  readonly files: readonly ContextFile[]
  readonly hasIgnoreFile: boolean
  /** Contents by path in the context; binary and large files are not there. */
  readonly texts: ReadonlyMap<string, string>
  readonly secretsIn: (text: string) => readonly Secret[]
  readonly kind?: ContainerKind | undefined
  /** `linux/amd64` */
  readonly platform: string
  readonly buildArgs: Readonly<Record<string, string>>
  /** The stage that is built; the last one when absent. */
  readonly target?: string | undefined
}

/** Something that the container starts: a file of the image, and what runs it. */
export type Program = {
  /** Absolute, in the image. */
  readonly path: string
  /** Undefined: nothing that COPY puts there. */
  readonly file: ImageFile | undefined
  readonly text: string | undefined
  /** `kernel`: by its own #! line or header; else the name of an interpreter. */
  readonly runBy: string
  /** Of the Dockerfile. */
  readonly line: number
}

/** A build context taken apart once for all checks. */
export type LintView = LintInput & {
  readonly parsed: Dockerfile
  readonly image: PlannedImage
  readonly programs: readonly Program[]
  /** Whether it answers requests, as far as files and labels tell. */
  readonly serves: boolean
  /** RUN of the stages that the image is made of. */
  readonly runs: readonly Step[]
  /** What each stage of the Dockerfile makes, those included that only build. */
  readonly stages: readonly PlannedImage[]
}

/** Undefined when the Dockerfile has no stage to look at, or none of the wanted name. */
export const lintView = (input: LintInput, parsed: Dockerfile): LintView | undefined => {
  const stage =
    input.target === undefined
      ? parsed.stages.at(-1)
      : parsed.stages.find(({ name }) => name === input.target?.toLowerCase())
  if (stage === undefined) return undefined
  const image = plannedImage(parsed, stage, input.files)
  const heredocs = image.steps.flatMap(({ line, heredoc }) =>
    heredoc === undefined ? [] : [[`Dockerfile:${line}`, heredoc] as const],
  )
  const texts = new Map([...input.texts, ...heredocs])
  const stages = parsed.stages.map((one) => plannedImage(parsed, one, input.files))
  const made = { ...input, texts, parsed, image, runs: runsOf(image), stages }
  const programs = programsOf(made)
  return { ...made, programs, serves: doesServe(made, programs) }
}

/** @see parseDockerfile */
export const parsedInput = ({ dockerfile, platform, buildArgs }: LintInput): Dockerfile =>
  parseDockerfile(dockerfile.text, { platform, buildArgs })

const runsOf = ({ steps }: PlannedImage): readonly Step[] =>
  steps.filter(({ keyword }) => keyword === 'RUN')

type Seen = Pick<LintView, 'image' | 'texts' | 'kind'>

export const textOf = ({ texts }: Pick<LintView, 'texts'>, file: ImageFile): string | undefined =>
  texts.get(file.file.origin ?? file.file.path)

export const searchPath = ({ image }: Pick<LintView, 'image'>): readonly string[] =>
  [
    ...new Set([
      ...(image.environment.get('PATH')?.value ?? '').split(':'),
      ...DEFAULT_PATH.split(':'),
    ]),
  ].filter((folder) => folder.startsWith('/'))

const INTERPRETER = /^(?:python|pypy)[\d.]*$|^(?:node|bash|sh|dash|Rscript|ruby|perl|julia)$/

/** The name of an interpreter that a program word means. */
export const interpreterOf = (word: string): string | undefined => {
  const name = word.split('/').at(-1) ?? ''
  return INTERPRETER.test(name) ? name : undefined
}

export const WORDS = ['train', 'serve'] as const

const programsOf = (seen: Seen): readonly Program[] => {
  const { entrypoint } = seen.image
  if (entrypoint === undefined) return WORDS.flatMap((word) => onPath(seen, word, 0))
  const [first, ...rest] = entrypoint.exec ?? []
  if (first === undefined) return []
  const interpreter = interpreterOf(first)
  if (interpreter === undefined) {
    if (!first.includes('/')) return onPath(seen, first, entrypoint.line)
    return [programAt(seen, first, { runBy: 'kernel', line: entrypoint.line })]
  }
  const script = scriptOf(rest)
  if (script === undefined) return []
  return [programAt(seen, script, { runBy: interpreter, line: entrypoint.line })]
}

/** The file among the arguments of an interpreter; none after -m and -c. */
export const scriptOf = (args: readonly string[]): string | undefined => {
  for (const [i, arg] of args.entries()) {
    if (arg === '-m' || arg === '-c' || arg === '-e') return undefined
    // These take a value of their own: python -W ignore, node --require x.
    if (['-W', '-X', '-r', '--require', '--import'].includes(args[i - 1] ?? '')) continue
    if (!arg.startsWith('-')) return arg
  }
  return undefined
}

const onPath = (seen: Seen, word: string, line: number): readonly Program[] =>
  searchPath(seen)
    .map((folder) => `${folder}/${word}`)
    .filter((path) => seen.image.files.has(path))
    .slice(0, 1)
    .map((path) => programAt(seen, path, { runBy: 'kernel', line }))

const programAt = (
  seen: Seen,
  word: string,
  how: { readonly runBy: string; readonly line: number },
): Program => {
  const path = word.startsWith('/') ? word : `${seen.image.workdir}/${word}`.replace('//', '/')
  const clean = path.replaceAll('/./', '/')
  const file = seen.image.files.get(clean)
  const text = file === undefined ? undefined : textOf(seen, file)
  return { path: clean, file, text, ...how, line: file?.line ?? how.line }
}

const doesServe = (seen: Seen, programs: readonly Program[]): boolean => {
  if (seen.kind !== undefined) return seen.kind === 'serving' || seen.kind === 'combined'
  const labels = [...seen.image.labels.keys()]
  return (
    programs.some(({ path }) => path.endsWith('/serve')) ||
    labels.some((name) => name.startsWith('com.amazonaws.sagemaker.capabilities.')) ||
    [...seen.image.files.values()].some((file) => textOf(seen, file)?.includes('/invocations'))
  )
}
