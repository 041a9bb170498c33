/** How far a build is, as its lines tell. */
export type BuildPicture = {
  readonly step: number
  /** 0 while unknown. */
  readonly total: number
  /** The instruction that runs, or ran last. */
  readonly current: string
  /** Steps taken from the cache. */
  readonly cached: number
  /** The end of what the current step printed; of the failing step once one failed. */
  readonly tail: readonly string[]
  readonly failure: { readonly step: string; readonly reason: string } | undefined
  /** BuildKit's names of its steps, by digest, with what each printed. */
  readonly vertexes: Readonly<Record<string, Vertex>>
}

type Vertex = { readonly name: string; readonly tail: readonly string[] }

/** As much as explains a failing pip or apt. */
const TAIL_LINES = 30

export const NOTHING_BUILT: BuildPicture = {
  step: 0,
  total: 0,
  current: '',
  cached: 0,
  tail: [],
  failure: undefined,
  vertexes: {},
}

/**
 * Takes one line of any builder: BuildKit's rawjson (a document per line), its plain form (`#5 [2/4]
 * RUN …`), and the steps of Podman, Buildah and Docker's old builder (`STEP 2/4: RUN …`). Lines that
 * are none of these are output of the current step.
 * @see https://github.com/moby/buildkit/blob/master/client/graph.go
 */
export const readBuildLine = (picture: BuildPicture, line: string): BuildPicture => {
  const text = line.trimEnd()
  if (text === '') return picture
  if (text.startsWith('{')) {
    const status = statusIn(text)
    if (status !== undefined) return readStatus(picture, status)
  }
  for (const { form, read } of LINES) {
    const found = form.exec(text)
    if (found !== null) return read(picture, found)
  }
  return { ...picture, tail: lastOf(picture.tail, [text]) }
}

const LINES: readonly {
  readonly form: RegExp
  readonly read: (picture: BuildPicture, found: RegExpExecArray) => BuildPicture
}[] = [
  {
    form: /^(?:\[\d+\/\d+\] )?STEP (\d+)\/(\d+): (.*)$|^Step (\d+)\/(\d+) : (.*)$/,
    read: (picture, [, a, b, c, d, e, f]) => begun(picture, [a ?? d, b ?? e], c ?? f ?? ''),
  },
  {
    form: /^#\d+ \[(?:[^\]]* )?(\d+)\/(\d+)\] (.*)$/,
    read: (picture, [, step, total, text = '']) => begun(picture, [step, total], text),
  },
  {
    form: /^(?:--> |\s*---> )Using cache|^#\d+ CACHED$/,
    read: (picture) => ({ ...picture, cached: picture.cached + 1 }),
  },
  // Ids of layers, names and the summary at the end are no output of a step.
  {
    form: /^--> [0-9a-f]+$|^ ---> |^COMMIT |^Successfully |^[0-9a-f]{64}$/,
    read: (picture) => picture,
  },
  { form: /^#\d+ (?:DONE|sha256:|transferring|resolve|\.\.\.)/, read: (picture) => picture },
  {
    form: /^(?:#\d+ ERROR: |ERROR: |Error: |error |Error response from daemon: )(.*)$/,
    read: (picture, [, reason = '']) => ({
      ...picture,
      failure: picture.failure ?? { step: picture.current, reason },
    }),
  },
  {
    form: /^#\d+ [\d.]+ (.*)$/,
    read: (picture, [, text = '']) => ({ ...picture, tail: lastOf(picture.tail, [text]) }),
  },
]

const begun = (
  picture: BuildPicture,
  [step = '0', total = '0']: readonly (string | undefined)[],
  current: string,
): BuildPicture => ({ ...picture, step: Number(step), total: Number(total), current, tail: [] })

const lastOf = (tail: readonly string[], more: readonly string[]): readonly string[] =>
  [...tail, ...more].slice(-TAIL_LINES)

type Status = {
  readonly vertexes?: readonly {
    readonly digest?: string
    readonly name?: string
    readonly started?: string
    readonly completed?: string
    readonly cached?: boolean
    readonly error?: string
  }[]
  readonly logs?: readonly { readonly vertex?: string; readonly data?: string }[]
}

const statusIn = (text: string): Status | undefined => {
  try {
    return JSON.parse(text) as Status
  } catch {
    return undefined
  }
}

const readStatus = (picture: BuildPicture, status: Status): BuildPicture => {
  let now = picture
  for (const vertex of status.vertexes ?? []) now = readVertex(now, vertex)
  for (const log of status.logs ?? []) now = readLog(now, log)
  return now
}

const STAGE = /^\[(?:[^\]]* )?(\d+)\/(\d+)\] (.*)$/

const readVertex = (
  picture: BuildPicture,
  vertex: NonNullable<Status['vertexes']>[number],
): BuildPicture => {
  const { digest = '', name = '', started, completed, cached, error = '' } = vertex
  const known = picture.vertexes[digest]
  const vertexes = { ...picture.vertexes, [digest]: known ?? { name, tail: [] } }
  if (error !== '') {
    const tail = known?.tail ?? picture.tail
    return { ...picture, vertexes, tail, failure: picture.failure ?? { step: name, reason: error } }
  }
  if (cached === true) return { ...picture, vertexes, cached: picture.cached + 1 }
  const stage = STAGE.exec(name)
  if (stage === null || started === undefined || completed !== undefined) {
    return { ...picture, vertexes }
  }
  return { ...begun(picture, stage.slice(1, 3), stage[3] ?? ''), vertexes }
}

const readLog = (
  picture: BuildPicture,
  { vertex = '', data = '' }: NonNullable<Status['logs']>[number],
): BuildPicture => {
  const lines = Buffer.from(data, 'base64').toString('utf8').trimEnd().split('\n')
  const known = picture.vertexes[vertex] ?? { name: '', tail: [] }
  const tail = lastOf(known.tail, lines)
  // A failure keeps the output of its own step, whatever others still print.
  if (picture.failure !== undefined && picture.failure.step !== known.name) return picture
  return { ...picture, tail, vertexes: { ...picture.vertexes, [vertex]: { ...known, tail } } }
}
