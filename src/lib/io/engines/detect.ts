import type { EngineName, EngineState } from '../../ports/container-engine.ts'
import { jsonIn, versionsIn } from './answers.ts'
import { type Command, call } from './command.ts'

/** A daemon on a slow machine wakes within this time; a dead socket hangs. */
const PROBE_MS = 15_000

type Probed = Omit<EngineState, 'name' | 'installed' | 'canRun' | 'detail'> & {
  readonly detail?: string
  readonly canRun?: false
}

const MISSING = /ENOENT/

/** Whether an engine is there and answers. Never throws: what it says is in `detail`. */
export const probe = async (name: EngineName, command: Command): Promise<EngineState> => {
  const version = await call(command, VERSION_WORDS[name], { timeoutMs: PROBE_MS })
  const none = { ready: false, podmanBehind: false, buildx: false, rootless: false }
  const canRun = name !== 'buildah'
  if (version.exitCode === undefined && MISSING.test(version.err)) {
    return { name, installed: false, ...none, canRun, detail: 'not installed' }
  }
  if (version.exitCode !== 0) {
    return { name, installed: true, ...none, canRun, detail: saidIn(version.err || version.out) }
  }
  const [probed, elsewhere] = [
    await PROBES[name](command, version.out),
    await otherMachine(name, command),
  ]
  const away =
    elsewhere !== undefined && probed.ready
      ? ({ canRun: false, detail: `it runs on another machine (${elsewhere})` } as const)
      : {}
  return { name, installed: true, canRun, detail: 'answers', ...probed, ...away }
}

/**
 * Where an engine works that is not on this machine: it builds and pushes, but sees no folder of ours and
 * publishes no port here. Docker's contexts tell; DOCKER_HOST goes before them.
 */
const otherMachine = async (name: EngineName, command: Command): Promise<string | undefined> => {
  if (name === 'podman') return remote(command.env.CONTAINER_HOST)
  if (name !== 'docker') return undefined
  if (command.env.DOCKER_HOST) return remote(command.env.DOCKER_HOST)
  const words = ['context', 'inspect', '--format', '{{.Endpoints.docker.Host}}']
  const { exitCode, out } = await call(command, words, { timeoutMs: PROBE_MS })
  return exitCode === 0 ? remote(out.trim()) : undefined
}

const remote = (host: string | undefined): string | undefined =>
  /^(?:tcp|ssh|https?):\/\/(?!(?:[^@/]*@)?(?:localhost|127\.|\[::1\]))/.test(host ?? '')
    ? host
    : undefined

const DOCKER_LIKE = ['version', '--format', '{{json .}}'] as const

const VERSION_WORDS: Readonly<Record<EngineName, readonly string[]>> = {
  docker: DOCKER_LIKE,
  finch: DOCKER_LIKE,
  nerdctl: DOCKER_LIKE,
  podman: ['version', '--format', 'json'],
  buildah: ['version', '--json'],
}

const dockerLike = async (command: Command, answer: string): Promise<Probed> => {
  const { client, server, podmanBehind } = versionsIn(answer)
  const buildx = podmanBehind
    ? undefined
    : await call(command, ['buildx', 'version'], { timeoutMs: PROBE_MS })
  const info = await call(command, ['info', '--format', '{{json .SecurityOptions}}'], {
    timeoutMs: PROBE_MS,
  })
  return {
    ready: server !== '',
    version: server || client,
    podmanBehind,
    buildx: buildx?.exitCode === 0,
    rootless: info.out.includes('rootless'),
    ...(server === '' ? { detail: 'there is no daemon behind it' } : {}),
  }
}

const podman = async (command: Command, answer: string): Promise<Probed> => {
  const { client, server } = versionsIn(answer)
  // `version` answers without storage; only `info` shows that it can work.
  const info = await call(command, ['info', '--format', '{{.Host.Security.Rootless}}'], {
    timeoutMs: PROBE_MS,
  })
  const ready = info.exitCode === 0
  return {
    ready,
    version: server || client,
    podmanBehind: false,
    buildx: false,
    rootless: info.out.trim() === 'true',
    ...(ready ? {} : { detail: saidIn(info.err) }),
  }
}

const buildah = async (_command: Command, answer: string): Promise<Probed> => {
  const version = (jsonIn(answer) as { readonly version?: string } | undefined)?.version ?? ''
  return { ready: true, version, podmanBehind: false, buildx: false, rootless: false }
}

const PROBES: Readonly<Record<EngineName, (command: Command, answer: string) => Promise<Probed>>> =
  { docker: dockerLike, finch: dockerLike, nerdctl: dockerLike, podman, buildah }

/** What an engine said, without its warnings, on one line. */
export const saidIn = (text: string): string =>
  text
    .trim()
    .split('\n')
    .filter((line) => !line.includes('level=warning'))
    .join('; ')
    .slice(0, 1000) || 'it gave no reason'
