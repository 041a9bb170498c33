import {
  type BuildPicture,
  NOTHING_BUILT,
  readBuildLine,
} from '../../domain/container/build/progress.ts'
import { buildRemedy } from '../../domain/container/build/remedy.ts'
import { CancelledError, DataError, OutcomeError, StateError, UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { BuildRequest, ContainerEngine, EngineImage } from '../../ports/container-engine.ts'
import type { ApplyOptions } from '../apply.ts'
import { baseLogin } from './base-login.ts'
import { type EngineFlags, openEngine } from './engine.ts'
import { lint } from './lint.ts'
import { platformFor } from './platform.ts'

type BuildPorts = Pick<
  Ports,
  'containerEngines' | 'files' | 'io' | 'clock' | 'imageRepositories' | 'imageRegistries'
>

export type BuildInput = EngineFlags &
  Omit<BuildRequest, 'context' | 'dockerfile' | 'platform'> & {
    readonly folder: string
    /** Relative to the folder; `Dockerfile` when absent. */
    readonly dockerfile: string | undefined
    readonly platform: string | undefined
    readonly instanceType: string | undefined
    readonly skipLint: boolean
    /** Rules of lint that are not looked at. */
    readonly ignore: readonly string[]
  }

export type BuildResult = {
  readonly image: string
  /** Digest of the config: the image's id here and in a registry alike. */
  readonly imageId: string
  readonly digest: string | undefined
  readonly platform: string
  readonly manifestType: string
  readonly sizeBytes: number
  readonly layers: EngineImage['layers']
  readonly engine: { readonly name: string; readonly version: string }
  readonly tookMs: number
  readonly cachedSteps: number
}

/** What Docker's classic store pushes, which names no type by itself. */
const DOCKER_MANIFEST = 'application/vnd.docker.distribution.manifest.v2+json'

/**
 * `build` for the command line, whose flags of planning belong to CodeBuild.
 * @throws UsageError MLC-CTR-246 with --dry-run or --plan-out; what `build` throws.
 */
export const buildHere = (
  ports: BuildPorts,
  input: BuildInput,
  { dryRun, planOut }: ApplyOptions,
): Promise<BuildResult> => {
  if (!dryRun && planOut === undefined) return build(ports, input)
  throw new UsageError('MLC-CTR-246', 'A build on this machine has no plan.', {
    hint: 'mlctl container lint looks at it without building; --engine codebuild has a plan.',
  })
}

/**
 * Builds an image as SageMaker takes it: one platform, Docker manifest, no attestations.
 * @throws OutcomeError MLC-CTR-220 with the failing step and its output; StateError MLC-CTR-221
 * without a Dockerfile; DataError MLC-CTR-223 when the context has errors; CancelledError
 * MLC-CTR-222 on Ctrl-C.
 */
export const build = async (ports: BuildPorts, input: BuildInput): Promise<BuildResult> => {
  const { files, clock } = ports
  const request = await prepareBuild(ports, input)
  const engine = await openEngine(ports, input, 'build')
  const begun = clock.now()
  const login = await baseLogin(ports, request)
  const logins = login === undefined ? {} : { loginFolder: login.path }
  const picture = await watched(ports, engine, { ...request, ...logins }).finally(login?.remove)
  const image = await engine.inspectImage(input.name)
  if (image === undefined) throw vanished(input.name, engine)
  ports.io.detail(`context ${files.absolute(input.folder)}`)
  return {
    image: input.name,
    imageId: image.id,
    digest: image.digest,
    platform: `${image.os}/${image.architecture}`,
    manifestType: image.manifestType ?? DOCKER_MANIFEST,
    sizeBytes: image.sizeBytes,
    layers: image.layers,
    engine: { name: engine.state.name, version: engine.state.version ?? '' },
    tookMs: clock.now() - begun,
    cachedSteps: picture.cached,
  }
}

/**
 * What is to be built, once lint has nothing against it. @throws StateError MLC-CTR-221, DataError
 * MLC-CTR-223, UsageError MLC-CTR-119.
 */
export const prepareBuild = async (
  ports: Pick<Ports, 'files' | 'io'>,
  input: BuildInput,
): Promise<BuildRequest> => {
  const request = await requestOf(ports, input)
  if (!input.skipLint) await linted(ports, input, request)
  return request
}

const requestOf = async (
  { files }: Pick<Ports, 'files'>,
  input: BuildInput,
): Promise<BuildRequest> => {
  const {
    folder,
    dockerfile: named,
    platform,
    instanceType,
    skipLint: _,
    ignore: __,
    ...rest
  } = input
  const context = files.absolute(folder)
  const dockerfile = `${context}/${named ?? 'Dockerfile'}`
  if ((await files.stat(dockerfile)) === undefined) {
    throw new StateError('MLC-CTR-221', `There is no ${dockerfile}.`, {
      hint: 'Make one: mlctl container init; or name it: -f path/in/the/folder',
    })
  }
  return { ...rest, context, dockerfile, platform: platformFor({ platform, instanceType }) }
}

/** What is sure to fail on SageMaker is not worth the minutes of a build. */
const linted = async (
  ports: Pick<Ports, 'files' | 'io'>,
  input: BuildInput,
  { dockerfile, platform, buildArgs, target }: BuildRequest,
) => {
  const report = await lint(ports, {
    ...{ folder: input.folder, dockerfile, platform, buildArgs, target },
    ignore: input.ignore,
    strict: false,
    form: 'text',
  })
  if (report.verdict === 'valid') return
  const errors = report.findings.filter(({ severity }) => severity === 'error')
  throw new DataError('MLC-CTR-223', `${input.folder} is not built: lint finds errors.`, {
    why: errors.map(({ rule, message }) => `${rule} ${message}`).join('\n  '),
    hint: 'See mlctl container lint; --ignore CTR105 leaves a rule out, --skip-lint all.',
    details: { findings: report.findings },
  })
}

const watched = async (
  { io }: BuildPorts,
  engine: ContainerEngine,
  request: BuildRequest,
): Promise<BuildPicture> => {
  const progress = io.progress(`building ${request.name} with ${engine.state.name}`)
  let picture = NOTHING_BUILT
  try {
    const { exitCode } = await engine.build(request, {
      signal: io.signal,
      onLine: (line) => {
        io.detail(line)
        const before = picture.step
        picture = readBuildLine(picture, line)
        if (picture.step !== before) progress.update({ label: labelOf(picture) })
      },
    })
    if (io.signal.aborted) throw cancelled(request.name)
    if (exitCode !== 0) throw failed(request.name, engine, picture)
    return picture
  } finally {
    progress.stop()
  }
}

const labelOf = ({ step, total, current }: BuildPicture): string => `${step}/${total} ${current}`

const failed = (name: string, { state }: ContainerEngine, picture: BuildPicture): OutcomeError => {
  const { failure, current, step, total, tail } = picture
  const where = failure?.step || current
  // What comes before the first step (base images, the context) has no number.
  const which = where === '' || total === 0 ? '' : `: step ${step}/${total} failed`
  const why = [where, failure?.reason, ...tail].filter(Boolean).join('\n  ')
  return new OutcomeError('MLC-CTR-220', `${name} was not built${which}.`, {
    why,
    hint: buildRemedy(where, why),
    details: { engine: state.name, step: where, reason: failure?.reason ?? '', log: tail },
  })
}

const vanished = (name: string, { state }: ContainerEngine): OutcomeError =>
  new OutcomeError('MLC-CTR-220', `${name} was built, but ${state.name} does not have it.`, {
    hint: 'An --output of your own may have sent it elsewhere; mlctl needs it in the engine.',
  })

const cancelled = (name: string): CancelledError =>
  new CancelledError('MLC-CTR-222', `The build of ${name} was stopped.`, {
    hint: 'Steps that ended are in the cache: the same line goes on from there.',
  })
