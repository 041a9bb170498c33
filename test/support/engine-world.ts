import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import {
  ENGINE_FOLDER,
  removeLeftovers,
  SOCKET,
  WITHOUT_SECOND_HIERARCHY,
  writeOwner,
} from './engine-leftovers.ts'

const NEEDED = ['podman', 'crun', 'unshare', 'busybox', 'iptables'] as const

/** Why no container can run here; undefined where one can. Printed, so that no test skips silently. */
export const whyNoEngine = (): string | undefined => {
  const reason = reasonHere()
  if (reason !== undefined) process.stderr.write(`containers are not tested: ${reason}\n`)
  return reason
}

const reasonHere = (): string | undefined => {
  if (process.platform !== 'linux') return 'their engine is started for Linux only'
  if (process.getuid?.() !== 0) return 'it takes root to start an engine of our own'
  const missing = NEEDED.filter((name) => !isInstalled(name))
  return missing.length === 0 ? undefined : `not installed: ${missing.join(', ')}`
}

const isInstalled = (name: string): boolean =>
  (process.env.PATH ?? '').split(':').some((folder) => existsSync(join(folder, name)))

export type TestEngine = {
  readonly folder: string
  /** For docker's command line. */
  readonly dockerHost: string
  /** Words before podman's subcommands that lead to this engine. */
  readonly podmanArgs: readonly string[]
  readonly podman: (...args: readonly string[]) => string
  readonly stop: () => Promise<void>
}

/**
 * A Podman of its own for a test file: images and containers in a temporary folder, served over a
 * socket. One long-lived service, for it hides the second cgroup hierarchy of this machine from
 * itself alone, and containers with a network can only be stopped from the same mount namespace.
 * @param storage `vfs` works everywhere and copies every layer whole; see `storageForLarge`.
 */
export const startEngine = async (storage: 'vfs' | 'overlay' = 'vfs'): Promise<TestEngine> => {
  removeLeftovers()
  const folder = mkdtempSync(join(tmpdir(), ENGINE_FOLDER))
  const socket = join(folder, SOCKET)
  // The limits of this process may be lower than what engines ask for.
  writeFileSync(
    join(folder, 'containers.conf'),
    '[containers]\ndefault_ulimits=["nofile=1024:1024","nproc=1024:1024"]\n',
  )
  const store = ['--root', join(folder, 'images'), '--runroot', join(folder, 'run')]
  const words = [...store, '--storage-driver', storage, '--cgroup-manager', 'cgroupfs']
  const serve = ['podman', ...words, 'system', 'service', '--time=0', `unix://${socket}`]
  const child = spawn('unshare', ['-m', 'sh', '-c', WITHOUT_SECOND_HIERARCHY, 'sh', ...serve], {
    // Where a container runs out of memory, its monitor leaves a file `oom` in the working folder.
    cwd: folder,
    env: { ...process.env, CONTAINERS_CONF: join(folder, 'containers.conf') },
    stdio: 'ignore',
    detached: true,
  })
  if (child.pid !== undefined) writeOwner(folder, child.pid, words)
  const podmanArgs = ['--remote', '--url', `unix://${socket}`]
  const podman = (...args: readonly string[]) =>
    execFileSync('podman', [...podmanArgs, ...args], { encoding: 'utf8', timeout: 60_000 })
  await untilServed(child, socket)
  return {
    folder,
    dockerHost: `unix://${socket}`,
    podmanArgs,
    podman,
    stop: async () => {
      podman('rm', '--all', '--force', '--time', '0')
      const gone = new Promise((resolve) => child.once('close', resolve))
      child.kill('SIGTERM')
      await gone
      // A container's monitor may still be writing down how it ended.
      rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
    },
  }
}

/** statfs(2) */
const OVERLAY_FILES = 0x794c7630

/** For images of hundreds of megabytes: layers as differences, where the file system can hold those. */
export const storageForLarge = (): 'vfs' | 'overlay' =>
  statfsSync(tmpdir()).type === OVERLAY_FILES ? 'vfs' : 'overlay'

const untilServed = async (child: ChildProcess, socket: string): Promise<void> => {
  for (let tries = 0; !existsSync(socket); tries++) {
    if (child.exitCode !== null || tries > 200) throw new Error('podman does not start')
    await pause(50)
  }
}

/** The static busybox with its names as links: a system of 2 MB to put programs into. */
export const buildBase = (engine: TestEngine, name: string): void => {
  const context = join(engine.folder, 'base')
  mkdirSync(context)
  const busybox = execFileSync('sh', ['-c', 'command -v busybox'], { encoding: 'utf8' }).trim()
  execFileSync('cp', ['-L', busybox, join(context, 'busybox')])
  writeFileSync(
    join(context, 'Dockerfile'),
    [
      'FROM scratch',
      'COPY busybox /bin/busybox',
      'RUN ["/bin/busybox", "mkdir", "-p", "/usr/bin", "/tmp"]',
      'RUN ["/bin/busybox", "--install", "-s", "/bin"]',
      'ENV PATH=/usr/bin:/bin',
      '',
    ].join('\n'),
  )
  engine.podman('build', '--isolation', 'chroot', '--format', 'docker', '-t', name, context)
}

export type Program = {
  readonly name: string
  readonly text: string | Uint8Array
  readonly mode?: number
}

/**
 * Builds an image of these programs in /usr/bin, and lines of a Dockerfile after them. Others may go on
 * meanwhile: tests that run side by side measure how long servers take.
 */
export const buildImage = async (
  engine: TestEngine,
  base: string,
  image: {
    readonly name: string
    readonly programs: readonly Program[]
    readonly lines?: readonly string[]
    readonly format?: 'docker' | 'oci'
  },
): Promise<string> => {
  const context = mkdtempSync(join(engine.folder, 'context-'))
  const { name, programs, lines = [], format = 'docker' } = image
  for (const { name: file, text, mode = 0o755 } of programs) {
    writeFileSync(join(context, file), text, { mode })
  }
  const copies = programs.map(({ name: file }) => `COPY ${file} /usr/bin/${file}`)
  writeFileSync(join(context, 'Dockerfile'), [`FROM ${base}`, ...copies, ...lines, ''].join('\n'))
  const build = ['build', '--isolation', 'chroot', '--format', format, '-t', name, context]
  await promisify(execFile)('podman', [...engine.podmanArgs, ...build], { timeout: 60_000 })
  return name
}
