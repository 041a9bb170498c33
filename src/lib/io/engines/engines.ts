import { join } from 'node:path'
import { StateError } from '../../errors.ts'
import {
  type BuildRequest,
  type ContainerEngine,
  type ContainerEngines,
  ENGINE_NAMES,
  type EngineChoice,
  type EngineName,
  type EngineState,
  type ImageFile,
} from '../../ports/container-engine.ts'
import { imageIn, layersIn } from './answers.ts'
import { buildArguments, wordsOf } from './arguments.ts'
import { type Command, call, follow, written } from './command.ts'
import { startContainer } from './container.ts'
import { probe, saidIn } from './detect.ts'
import { handedToBuild } from './environment.ts'
import { filesIn } from './files.ts'

/** The engines of this machine, found on PATH. */
export const localEngines = (): ContainerEngines => ({
  detect: (choice) =>
    Promise.all(wanted(choice).map((name) => probe(name, commandOf(name, choice)))),
  open: async (choice) => {
    const states: EngineState[] = []
    for (const name of wanted(choice)) {
      const command = commandOf(name, choice)
      const state = await probe(name, command)
      if (state.ready && (choice.need === 'build' || state.canRun)) return engine(command, state)
      states.push(state)
    }
    throw choice.name === undefined ? noEngine(states) : notReady(choice.name, states)
  },
})

const wanted = ({ name }: EngineChoice): readonly EngineName[] =>
  name === undefined ? ENGINE_NAMES : [name]

const commandOf = (name: EngineName, { extraArgs }: EngineChoice): Command => ({
  program: name,
  first: extraArgs,
  // Docker's buildx attaches provenance by default, which turns an image into an index.
  env: { ...process.env, BUILDX_NO_DEFAULT_ATTESTATIONS: '1' },
})

/** Docker, Finch and nerdctl read the one variable, Podman and Buildah the other. */
const withLogins = (command: Command, { loginFolder }: BuildRequest): Command =>
  loginFolder === undefined
    ? command
    : {
        ...command,
        env: {
          ...command.env,
          DOCKER_CONFIG: loginFolder,
          REGISTRY_AUTH_FILE: join(loginFolder, 'auth.json'),
        },
      }

const noEngine = (states: readonly EngineState[]): StateError =>
  new StateError('MLC-CTR-201', 'No container engine answers here.', {
    why: states.map(({ name, detail }) => `${name}: ${detail}`).join('; '),
    hint: 'Start Docker or Podman, or install one; mlctl container lint and push of an archive need none.',
    details: { engines: states },
  })

const notReady = (name: EngineName, states: readonly EngineState[]): StateError => {
  const [state] = states
  const cannotRun = state?.ready === true
  return new StateError(
    'MLC-CTR-202',
    cannotRun ? `${name} builds images but runs no containers.` : `${name} does not answer.`,
    {
      ...(state === undefined || state.detail === 'answers' ? {} : { why: state.detail }),
      hint: cannotRun
        ? 'Take an engine of this machine that runs containers: --engine podman'
        : 'Start or install it, or let mlctl choose: leave --engine out.',
      details: { engines: states },
    },
  )
}

const engine = (command: Command, state: EngineState): ContainerEngine => ({
  state,
  build: async (request, watch) => {
    const { words, variables } = handedToBuild(state.name, request.buildArgs)
    const args = buildArguments(state, request, words)
    const given = { ...command, env: { ...command.env, ...variables } }
    return { exitCode: await follow(withLogins(given, request), args, watch), arguments: args }
  },
  inspectImage: async (image) => {
    if (state.name === 'buildah') return buildahImage(command, image)
    const inspected = await call(command, ['image', 'inspect', image])
    if (inspected.exitCode !== 0) return undefined
    const history = await call(command, [...wordsOf(state).history, image])
    return imageIn(inspected.out, layersIn(history.out))
  },
  run: (request) => startContainer(command, state, request),
  imageFiles: (image) => exported(command, state, image),
  save: (image) =>
    state.name === 'buildah'
      ? written(command, (file) => ['push', image, `docker-archive:${file}`])
      : written(command, (file) => ['save', '--output', file, image]),
})

/** A container that is created and never started gives its files. */
async function* exported(
  command: Command,
  state: EngineState,
  image: string,
): AsyncGenerator<ImageFile> {
  // An image without a command needs one named; it is never looked up.
  const created = await call(command, ['create', '--network', 'none', image, 'train'])
  if (created.exitCode !== 0) throw unreadable(image, saidIn(created.err))
  const id = created.out.trim()
  try {
    yield* filesIn(written(command, (file) => ['export', '--output', file, id]))
  } finally {
    await call(command, [...wordsOf(state).remove, id])
  }
}

const unreadable = (image: string, why: string): StateError =>
  new StateError('MLC-CTR-203', `The files of ${image} cannot be read.`, {
    why,
    hint: 'Look whether the engine can run it at all: its own words are above.',
  })

type BuildahAnswer = {
  readonly FromImageID?: string
  readonly FromImageDigest?: string
  readonly Manifest?: string
  readonly Docker?: {
    readonly os?: string
    readonly architecture?: string
    readonly config?: object
    readonly history?: readonly { readonly created_by?: string }[]
  }
}

/** Buildah words an image as its own config does; sizes by layer it does not tell. */
const buildahImage = async (command: Command, image: string) => {
  const { exitCode, out } = await call(command, ['inspect', '--type', 'image', image])
  if (exitCode !== 0) return undefined
  const answer = JSON.parse(out) as BuildahAnswer
  const manifest = JSON.parse(answer.Manifest ?? '{}') as {
    readonly mediaType?: string
    readonly layers?: readonly { readonly size: number }[]
  }
  const layers = manifest.layers ?? []
  const like = {
    Id: answer.FromImageID,
    Digest: answer.FromImageDigest,
    ManifestType: manifest.mediaType,
    Os: answer.Docker?.os,
    Architecture: answer.Docker?.architecture,
    Config: answer.Docker?.config,
    Size: layers.reduce((sum, { size }) => sum + size, 0),
  }
  const sized = layers.map(({ size }, at) => ({ createdBy: `layer ${at + 1}`, sizeBytes: size }))
  return imageIn(JSON.stringify(like), sized.reverse())
}
