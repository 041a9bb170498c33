import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { WITHOUT_SECOND_HIERARCHY } from './engine-leftovers.ts'

/** Where `.ci/docker` unpacks and builds engines; nothing of it is installed. */
const HOME = resolve('.cache/docker')
const DEBIAN = ['usr/sbin', 'usr/bin'].map((folder) => join(HOME, 'debian', folder))
const NEW = join(HOME, 'new')

type DockerKind = {
  readonly name: string
  readonly daemon: string
  /** Searched for what the daemon starts. */
  readonly path: readonly string[]
  readonly words: readonly string[]
  readonly needs: readonly string[]
}

/** Two ways to keep images: layers of the engine's own, and containerd. */
export const DOCKERS: readonly DockerKind[] = [
  {
    name: 'Docker that keeps layers of its own',
    daemon: join(HOME, 'debian/usr/sbin/dockerd'),
    path: DEBIAN,
    words: ['--storage-driver', 'vfs'],
    needs: [],
  },
  {
    name: 'Docker that keeps images in containerd',
    daemon: join(NEW, 'dockerd'),
    // Builds need a runc with seccomp, Debian's; containers one that is new.
    path: DEBIAN,
    words: [
      ...['--userland-proxy-path', join(NEW, 'docker-proxy')],
      ...['--add-runtime', `new=${join(NEW, 'runc')}`, '--default-runtime', 'new'],
      ...['--seccomp-profile', 'unconfined'],
    ],
    needs: [join(NEW, 'runc'), join(NEW, 'docker-proxy')],
  },
]

/** Why this Docker cannot run here; undefined where it can. Printed, so that no test skips silently. */
export const whyNotDocker = ({ name, daemon, needs }: DockerKind): string | undefined => {
  const reason = reasonHere([daemon, ...needs])
  if (reason !== undefined) process.stderr.write(`${name} is not tested: ${reason}\n`)
  return reason
}

const reasonHere = (files: readonly string[]): string | undefined => {
  if (process.platform !== 'linux') return 'it is started for Linux only'
  if (process.getuid?.() !== 0) return 'it takes root'
  const missing = [...files, join(HOME, 'config/cli-plugins/docker-buildx')].filter(
    (file) => !existsSync(file),
  )
  if (missing.length > 0) return `bash .ci/docker has not made ${missing.join(', ')}`
  const tools = ['docker', 'busybox', 'unshare', 'setpriv'].filter((name) => !isInstalled(name))
  return tools.length === 0 ? undefined : `not installed: ${tools.join(', ')}`
}

const isInstalled = (name: string): boolean =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, name)))

export type TestDocker = {
  readonly folder: string
  /** `--engine docker` with the words that lead to this daemon. */
  readonly flags: string
  readonly docker: (...args: readonly string[]) => string
  readonly stop: () => Promise<void>
}

const BRIDGE = 'docker0'
const hasBridge = (): boolean => existsSync(`/sys/class/net/${BRIDGE}`)

/**
 * A Docker of its own for a test file, over a socket in a temporary folder. It changes no rules of the
 * firewall: published ports go through its proxy. One at a time, for daemons share the bridge.
 */
export const startDocker = async (kind: DockerKind): Promise<TestDocker> => {
  const hadBridge = hasBridge()
  const folder = mkdtempSync(join(tmpdir(), 'mlctl-docker-'))
  const child = spawnDaemon(kind, folder)
  const words = ['--host', `unix://${folder}/d.sock`, '--config', join(HOME, 'config')]
  const docker = (...args: readonly string[]) =>
    execFileSync('docker', [...words, ...args], { encoding: 'utf8', timeout: 60_000 })
  await untilServed(child, join(folder, 'd.sock'))
  return {
    folder,
    flags: `--engine docker ${words.map((word) => `--engine-arg=${word}`).join(' ')}`,
    docker,
    stop: async () => {
      const left = docker('ps', '--all', '--quiet').split('\n').filter(Boolean)
      if (left.length > 0) docker('rm', '--force', '--volumes', ...left)
      const gone = new Promise((done) => child.once('close', done))
      child.kill('SIGTERM')
      await gone
      if (!hadBridge) spawnSync('ip', ['link', 'delete', BRIDGE])
      rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
    },
  }
}

/** In a mount namespace of its own: the second cgroup hierarchy of some machines is hidden from it alone. */
const spawnDaemon = ({ daemon, path, words }: DockerKind, folder: string): ChildProcess => {
  mkdirSync(join(folder, 'data'))
  const command = [
    ...[daemon, '--host', `unix://${folder}/d.sock`, '--pidfile', join(folder, 'pid')],
    ...['--data-root', join(folder, 'data'), '--exec-root', join(folder, 'run')],
    ...['--iptables=false', '--ip6tables=false', '--bip', '10.213.77.1/24'],
    // The limits of this process may be lower than what engines ask for.
    ...['--default-ulimit', 'nofile=1024:1024', '--default-ulimit', 'nproc=1024:1024'],
    ...words,
  ]
  const script = ['unshare', '-m', 'sh', '-c', WITHOUT_SECOND_HIERARCHY, 'sh']
  // A killed test run takes its daemon along.
  return spawn('setpriv', ['--pdeathsig', 'TERM', ...script, ...command], {
    env: { ...process.env, PATH: [...path, process.env.PATH].join(delimiter) },
    stdio: 'ignore',
    detached: true,
  })
}

const untilServed = async (child: ChildProcess, socket: string): Promise<void> => {
  for (let tries = 0; !existsSync(socket); tries++) {
    if (child.exitCode !== null || tries > 400) throw new Error('docker does not start')
    await pause(50)
  }
}
