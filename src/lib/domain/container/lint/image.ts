import { type ContextFile, takenBy } from './context.ts'
import type { Dockerfile, Stage, Step } from './dockerfile.ts'

/** A file that COPY puts into the image. */
export type ImageFile = {
  readonly file: ContextFile
  /** `COPY --chmod=…`, as written. */
  readonly chmod: string | undefined
  readonly line: number
}

/** A variable and where it was set last. */
export type Variable = { readonly value: string | undefined; readonly line: number }

/** What can be told of the image before it is built: the steps of one stage and of those it builds on. */
export type PlannedImage = {
  readonly stage: Stage
  /** The image under all of them; undefined where a variable is unknown. */
  readonly base: string | undefined
  readonly steps: readonly Step[]
  readonly environment: ReadonlyMap<string, Variable>
  readonly labels: ReadonlyMap<string, Variable>
  /** Absolute path in the image → what is put there. */
  readonly files: ReadonlyMap<string, ImageFile>
  /** Folders into which something of unknown content is put: COPY from an image, ADD of an archive. */
  readonly unknownFolders: readonly string[]
  readonly workdir: string
  readonly user: { readonly name: string; readonly line: number } | undefined
  readonly entrypoint: Step | undefined
  readonly cmd: Step | undefined
}

/** A path in the image, against the working directory there. */
export const imagePath = (path: string, workdir: string): string => {
  const parts: string[] = []
  for (const part of (path.startsWith('/') ? path : `${workdir}/${path}`).split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return `/${parts.join('/')}`
}

type Draft = {
  workdir: string
  readonly files: Map<string, ImageFile>
  readonly unknownFolders: string[]
}

/** The image that a stage makes; `--target` names it, the last one without. */
export const plannedImage = (
  dockerfile: Dockerfile,
  stage: Stage,
  context: readonly ContextFile[],
): PlannedImage => {
  const chain = lineage(stage)
  const steps = chain.flatMap((one) => one.steps)
  const draft: Draft = { workdir: '/', files: new Map(), unknownFolders: [] }
  for (const step of steps) place(step, draft, { dockerfile, stage, context })
  const last = (keyword: string) => steps.findLast((step) => step.keyword === keyword)
  const entrypoint = last('ENTRYPOINT')
  const cmd = last('CMD')
  const user = last('USER')
  return {
    stage,
    base: chain[0]?.base,
    steps,
    environment: latest(steps, 'ENV'),
    labels: latest(steps, 'LABEL'),
    ...draft,
    user: user === undefined ? undefined : { name: user.words[0] ?? '', line: user.line },
    entrypoint,
    // ENTRYPOINT in a child resets the CMD of its parent.
    cmd: cmd !== undefined && isReset(chain, entrypoint, cmd) ? undefined : cmd,
  }
}

const lineage = (stage: Stage): readonly Stage[] =>
  stage.parent === undefined ? [stage] : [...lineage(stage.parent), stage]

const isReset = (chain: readonly Stage[], entrypoint: Step | undefined, cmd: Step): boolean => {
  const at = (step: Step | undefined) =>
    step === undefined ? -1 : chain.findIndex(({ steps }) => steps.includes(step))
  return at(entrypoint) > at(cmd)
}

const latest = (steps: readonly Step[], keyword: string): ReadonlyMap<string, Variable> =>
  new Map(
    steps
      .filter((step) => step.keyword === keyword)
      .flatMap(({ pairs }) => pairs.map(({ name, value, line }) => [name, { value, line }])),
  )

type World = {
  readonly dockerfile: Dockerfile
  readonly stage: Stage
  readonly context: readonly ContextFile[]
}

const place = (step: Step, draft: Draft, world: World): void => {
  if (step.keyword === 'WORKDIR') draft.workdir = imagePath(step.words[0] ?? '', draft.workdir)
  if (step.keyword === 'COPY' || step.keyword === 'ADD') copy(step, draft, world)
}

const copy = (step: Step, draft: Draft, { dockerfile, stage, context }: World): void => {
  const target = step.words.at(-1)
  const sources = step.words.slice(0, -1)
  if (target === undefined) return
  const into = imagePath(target, draft.workdir)
  if (step.heredoc !== undefined) {
    const isFolder = target.endsWith('/')
    const path = isFolder ? `${into}/${sources[0]?.replace(/^<<-?/, '') ?? ''}` : into
    draft.files.set(path, written(step))
    return
  }
  const from = step.flags.from
  const other = from === undefined ? undefined : stageNamed(dockerfile, from, stage)
  if (from !== undefined && other === undefined) {
    draft.unknownFolders.push(into)
    return
  }
  const available =
    other === undefined ? context : filesOf(plannedImage(dockerfile, other, context), step)
  const isFolder =
    target.endsWith('/') || sources.length > 1 || [...draft.files.keys()].some(within(into))
  let placed = 0
  for (const source of sources) {
    if (source === undefined || /^(?:https?|git):|\.(?:tar|tgz|txz|tar\..+)$/.test(source)) continue
    for (const { file, below, name } of takenBy(source, available)) {
      placed++
      const path = below === '' ? (isFolder ? `${into}/${name}` : into) : `${into}/${below}`
      draft.files.set(imagePath(path, '/'), placedFile(file, step))
    }
  }
  // From another stage more may come than COPY put there: what RUN made is not known.
  if (placed === 0 || other !== undefined) draft.unknownFolders.push(into)
}

const placedFile = (file: ContextFile, { flags, line }: Step): ImageFile => ({
  file,
  chmod: flags.chmod,
  line,
})

/** A text in the Dockerfile itself; its path is made so that no file of the context has it. */
const written = (step: Step): ImageFile =>
  placedFile({ path: `Dockerfile:${step.line}`, sizeBytes: 0, executable: false }, step)

const filesOf = ({ files }: PlannedImage, { flags }: Step): readonly ContextFile[] =>
  [...files].map(([path, { file, chmod }]) => ({
    ...file,
    origin: file.origin ?? file.path,
    path: path.slice(1),
    executable: file.executable || isExecutableMode(flags.chmod ?? chmod),
  }))

/** `755`, `0755`, `+x`, `u=rwx,go=rx`. */
export const isExecutableMode = (mode: string | undefined): boolean => {
  if (mode === undefined) return false
  return /^[0-7]{3,4}$/.test(mode)
    ? (Number.parseInt(mode, 8) & 0o111) !== 0
    : /[+=][rws]*x/.test(mode)
}

const within = (folder: string) => (path: string) => path.startsWith(`${folder}/`)

/** The earlier stage that `--from` names, by name or number. */
export const stageNamed = (
  { stages }: Dockerfile,
  from: string,
  before: Stage,
): Stage | undefined =>
  stages.find(
    ({ name, index }) =>
      index < before.index && (name === from.toLowerCase() || String(index) === from),
  )
