import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What the name of an engine's folder begins with. */
export const ENGINE_FOLDER = 'mlctl-engine-'
/** Where in its folder an engine is asked. */
export const SOCKET = 'p.sock'
const OWNER = 'owner.json'

/** A process by its number and the time it was started, since numbers are used again. */
type Running = { readonly pid: number; readonly started: string }
type Owned = { readonly owner: Running; readonly service: Running; readonly words: string[] }

/** Writes down whose engine this is. @param words What leads Podman to its images and containers. */
export const writeOwner = (folder: string, service: number, words: readonly string[]): void => {
  const owned = { owner: running(process.pid), service: running(service), words }
  writeFileSync(join(folder, OWNER), JSON.stringify(owned))
}

/**
 * Removes the engines of test runs that were killed. Their containers hold ports of this machine: the
 * rules that forward a port outlive even the container, and whoever is given that port later, hears
 * nothing on it.
 */
export const removeLeftovers = (): void => {
  for (const name of readdirSync(tmpdir())) {
    if (name.startsWith(ENGINE_FOLDER)) removeIfLeft(join(tmpdir(), name))
  }
}

const removeIfLeft = (folder: string): void => {
  const { owner, service, words } = ownedBy(folder) ?? {}
  if (owner === undefined || isRunning(owner) || !claimed(folder)) return
  // Through the service where it lives on: the containers' networks are mounted where it alone sees them.
  const lives = service !== undefined && isRunning(service)
  const engine = lives ? ['--remote', '--url', `unix://${folder}/${SOCKET}`] : (words ?? [])
  const remove = ['podman', ...engine, 'rm', '--all', '--force', '--time', '0']
  spawnSync('unshare', ['-m', 'sh', '-c', WITHOUT_SECOND_HIERARCHY, 'sh', ...remove])
  if (lives) process.kill(service.pid, 'SIGKILL')
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
}

/** Containers can only be run where Podman does not see a second cgroup hierarchy. */
export const WITHOUT_SECOND_HIERARCHY = 'umount /sys/fs/cgroup/unified 2>/dev/null; exec "$@"'

const ownedBy = (folder: string): Owned | undefined => {
  try {
    return JSON.parse(readFileSync(join(folder, OWNER), 'utf8'))
  } catch {
    return undefined
  }
}

/** Of two who clean up at once, the one that can rename the file. */
const claimed = (folder: string): boolean => {
  try {
    renameSync(join(folder, OWNER), join(folder, 'claimed.json'))
    return true
  } catch {
    return false
  }
}

const running = (pid: number): Running => ({ pid, started: startedAt(pid) ?? '' })

const isRunning = ({ pid, started }: Running): boolean => startedAt(pid) === started

/** Field 22 of proc(5)'s stat, counted behind the name, which may hold blanks. */
const startedAt = (pid: number): string | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  } catch {
    return undefined
  }
}
