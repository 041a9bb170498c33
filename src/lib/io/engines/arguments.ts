import type { BuildRequest, EngineState, RunRequest } from '../../ports/container-engine.ts'
import type { HandedOver } from './environment.ts'

/** What distinguishes the command lines of the engines; all else they share. */
type EngineWords = {
  /** The subcommand that builds, with what makes one Docker v2s2 manifest and no attestations. */
  readonly build: readonly string[]
  /** The answer of the history as one JSON document per line, or one array. */
  readonly history: readonly string[]
  readonly remove: readonly string[]
}

const JSON_LINES = ['history', '--no-trunc', '--human=false', '--format', '{{json .}}'] as const
const DOCKER_REMOVE = ['rm', '--force', '--volumes'] as const

/**
 * Buildx adds a provenance manifest, which makes an index of every image, unless told not to; and from
 * Docker 29 on, where containerd keeps the images, it makes OCI manifests unless told so. Builders that
 * know one form only take no notice.
 */
const BUILDKIT = [
  '--provenance=false',
  '--sbom=false',
  '--output',
  'type=docker,oci-mediatypes=false',
] as const

const WORDS: Readonly<Record<EngineState['name'] | 'buildx', EngineWords>> = {
  // The old builder knows no --provenance: flags are only added after the probe.
  docker: { build: ['build'], history: JSON_LINES, remove: DOCKER_REMOVE },
  buildx: {
    build: ['buildx', 'build', ...BUILDKIT, '--progress', 'rawjson'],
    history: JSON_LINES,
    remove: DOCKER_REMOVE,
  },
  podman: {
    build: ['build', '--format', 'docker'],
    history: ['history', '--no-trunc', '--format', 'json'],
    // Else a container that ignores SIGTERM holds the clean-up for ten seconds.
    remove: ['rm', '--force', '--volumes', '--time', '0'],
  },
  finch: {
    build: ['build', ...BUILDKIT, '--progress', 'plain'],
    history: JSON_LINES,
    remove: DOCKER_REMOVE,
  },
  nerdctl: {
    build: ['build', ...BUILDKIT, '--progress', 'plain'],
    history: JSON_LINES,
    remove: DOCKER_REMOVE,
  },
  buildah: {
    build: ['build', '--format', 'docker', '--layers'],
    history: [],
    remove: ['rm'],
  },
}

export const wordsOf = ({ name, buildx }: EngineState): EngineWords =>
  WORDS[name === 'docker' && buildx ? 'buildx' : name]

/**
 * @param args The words that hand the values of ARGs over.
 * @see facts of each engine: https://docs.docker.com/reference/cli/docker/buildx/build/, podman-build(1)
 */
export const buildArguments = (
  state: EngineState,
  request: Omit<BuildRequest, 'buildArgs'>,
  args: HandedOver['words'],
): readonly string[] => [
  ...wordsOf(state).build,
  '--file',
  request.dockerfile,
  '--tag',
  request.name,
  '--platform',
  request.platform,
  ...args,
  ...(request.target === undefined ? [] : ['--target', request.target]),
  ...each('--secret', request.secrets),
  ...each('--cache-from', request.cacheFrom),
  ...each('--cache-to', request.cacheTo),
  ...(request.noCache ? ['--no-cache'] : []),
  ...request.buildOptions,
  request.context,
]

const each = (flag: string, values: readonly string[]): readonly string[] =>
  values.flatMap((value) => [flag, value])

/** @param environment The words that hand its variables over. */
export const createArguments = (
  request: Omit<RunRequest, 'environment'>,
  environment: HandedOver['words'],
): readonly string[] => [
  'create',
  '--hostname',
  request.hostname,
  // Toolkits resolve their own name before they start, for up to 15 minutes.
  '--add-host',
  `${request.hostname}:127.0.0.1`,
  ...(request.network === 'none' ? ['--network', 'none'] : []),
  ...(request.network === 'published' && request.port !== undefined
    ? ['--publish', `127.0.0.1::${request.port}`]
    : []),
  ...environment,
  ...request.mounts.flatMap(({ from, to, readOnly }) => [
    '--volume',
    `${from}:${to}${readOnly ? ':ro' : ''}`,
  ]),
  ...(request.memoryMiB === undefined ? [] : ['--memory', `${request.memoryMiB}m`]),
  ...(request.entrypoint === undefined ? [] : ['--entrypoint', request.entrypoint]),
  request.image,
  ...request.arguments,
]
