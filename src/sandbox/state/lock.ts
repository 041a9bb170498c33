import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { PRIVATE_DIRECTORY, PRIVATE_FILE, uniqueName } from './atomic-file.ts'
import { claim } from './claim.ts'
import { errorCode, onDisk, SandboxStateError } from './state-error.ts'

/** A change takes milliseconds: a lock this old belongs to a suspended process or a reused pid. */
const STALE_MS = 60_000
const GIVE_UP_MS = 75_000
/** Breaking a lock takes microseconds; an older guard was left by a process killed in between. */
const GUARD_STALE_MS = 5_000

type Owner = { readonly pid: number; readonly host: string; readonly token: string }

/** Blocks this thread; a document change is synchronous, so there is nothing else to run. */
const pause = (milliseconds: number): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
}

const ageOf = (path: string): number => {
  try {
    return Date.now() - statSync(path).mtimeMs
  } catch {
    return 0
  }
}

const readOwner = (lock: string): Owner | undefined => {
  try {
    return JSON.parse(readFileSync(join(lock, 'owner'), 'utf8')) as Owner
  } catch {
    return undefined
  }
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return errorCode(error) !== 'ESRCH'
  }
}

/** A pid says something only on the machine that gave it. */
const isStale = (lock: string, owner: Owner): boolean =>
  (owner.host === hostname() && !isAlive(owner.pid)) || ageOf(join(lock, 'owner')) > STALE_MS

/**
 * Takes the lock by renaming a prepared directory, owner file inside, into place: a directory that
 * is not empty cannot be replaced, so exactly one wins and a lock without an owner never exists.
 */
const tryTake = (lock: string, token: string): boolean => {
  const prepared = uniqueName(`${lock}.new`)
  mkdirSync(prepared, { mode: PRIVATE_DIRECTORY })
  const owner: Owner = { pid: process.pid, host: hostname(), token }
  writeFileSync(join(prepared, 'owner'), JSON.stringify(owner), { mode: PRIVATE_FILE })
  try {
    renameSync(prepared, lock)
    return true
  } catch (error) {
    rmSync(prepared, { recursive: true, force: true })
    // Windows answers EPERM for a target that exists.
    const taken = ['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(errorCode(error) ?? '')
    if (taken && readOwner(lock) !== undefined) return false
    if (errorCode(error) === 'ENOTEMPTY' || errorCode(error) === 'EEXIST') return false
    throw error
  }
}

/** Removes a lock in one step; what is left under the new name is only rubbish. */
const remove = (lock: string): void => {
  const rubbish = uniqueName(`${lock}.old`)
  renameSync(lock, rubbish)
  rmSync(rubbish, { recursive: true, force: true })
}

/**
 * Breaks a lock whose owner is gone. Only the holder of the guard breaks, and it looks again first:
 * otherwise a slow process could remove the lock that another has taken in the meantime.
 */
const breakStale = (lock: string): void => {
  const guard = `${lock}.guard`
  try {
    mkdirSync(guard, { mode: PRIVATE_DIRECTORY })
  } catch {
    if (ageOf(guard) > GUARD_STALE_MS) rmSync(guard, { recursive: true, force: true })
    return
  }
  try {
    const owner = readOwner(lock)
    if (owner !== undefined && isStale(lock, owner)) remove(lock)
  } finally {
    rmSync(guard, { recursive: true, force: true })
  }
}

const take = (lock: string, token: string): void => {
  const started = Date.now()
  for (let wait = 0.5; !tryTake(lock, token); wait = Math.min(wait * 1.5, 20)) {
    const owner = readOwner(lock)
    if (owner !== undefined && isStale(lock, owner)) {
      breakStale(lock)
      continue
    }
    if (Date.now() - started > GIVE_UP_MS) {
      const text = `The sandbox is locked by process ${owner?.pid ?? '?'}; if it is gone, remove ${lock}`
      throw new SandboxStateError('ELOCKED', lock, text)
    }
    pause(wait)
  }
}

/**
 * Runs `work` while no other process holds the lock of this directory. `work` gets a check that
 * throws when the lock has been broken meanwhile (this process was suspended too long); call it
 * last before changing anything. Throws SandboxStateError when the directory cannot be written.
 */
export const withLock = <T>(directory: string, work: (stillHeld: () => void) => T): T => {
  claim(directory)
  const lock = join(directory, 'lock')
  const token = uniqueName('t')
  onDisk(directory, () => take(lock, token))
  const isOurs = (): boolean => readOwner(lock)?.token === token
  try {
    return work(() => {
      if (isOurs()) return
      throw new SandboxStateError('ELOCKED', lock, `The lock ${lock} was lost while this waited`)
    })
  } finally {
    if (isOurs()) onDisk(directory, () => remove(lock))
  }
}
