import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { fileError } from './file-errors.ts'

export type Holder = { readonly pid: number; readonly host: string; readonly since: string }

/** Thrown when somebody else holds the lock. */
export class LockHeld extends Error {
  readonly holder: Holder | undefined
  constructor(holder: Holder | undefined) {
    super('lock held')
    this.holder = holder
  }
}

/**
 * Runs `work` while holding `folder` as a lock: renaming a folder into place is atomic. The lock of
 * a process that died on this machine is taken over by renaming it away, which only one of several
 * contenders can do.
 * @throws LockHeld, and what `fileError` makes of a folder that cannot be written.
 */
export const withLock = async <T>(folder: string, work: () => Promise<T>): Promise<T> => {
  await take(folder)
  try {
    return await work()
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** How a rename says that a folder with something in it is there already; EPERM on Windows. */
const TAKEN = ['ENOTEMPTY', 'EEXIST', 'EPERM']
let locks = 0

/** The lock is prepared with its holder and renamed into place: one without a holder never exists. */
const take = async (folder: string): Promise<void> => {
  const prepared = `${folder}.${process.pid}-${locks++}.new`
  try {
    await mkdir(prepared, { mode: 0o700 })
    const holder: Holder = { pid: process.pid, host: hostname(), since: new Date().toISOString() }
    await writeFile(join(prepared, 'holder.json'), JSON.stringify(holder), { mode: 0o600 })
    for (let attempt = 0; attempt < 3; attempt++) {
      if (await moved(prepared, folder)) return
      const there = await readHolder(folder)
      if (!isDead(there)) throw new LockHeld(there)
      await setAside(folder)
    }
    throw new LockHeld(await readHolder(folder))
  } catch (cause) {
    await rm(prepared, { recursive: true, force: true })
    throw cause instanceof LockHeld ? cause : fileError(cause, folder)
  }
}

const moved = async (from: string, to: string): Promise<boolean> => {
  try {
    await rename(from, to)
    return true
  } catch (cause) {
    if (TAKEN.includes((cause as NodeJS.ErrnoException).code ?? '')) return false
    throw cause
  }
}

const setAside = async (folder: string): Promise<void> => {
  const aside = `${folder}.${process.pid}.stale`
  try {
    await rename(folder, aside)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause
    return
  }
  // Somebody else may have taken the lock over since it was looked at: it is given back.
  const holder = await readHolder(aside)
  if (!isDead(holder) && (await moved(aside, folder))) throw new LockHeld(holder)
  await rm(aside, { recursive: true, force: true })
}

const readHolder = async (folder: string): Promise<Holder | undefined> => {
  try {
    return JSON.parse(await readFile(join(folder, 'holder.json'), 'utf8')) as Holder
  } catch {
    return undefined
  }
}

/** Only a process of this machine can be known to be dead. */
const isDead = (holder: Holder | undefined): boolean => {
  if (holder === undefined || holder.host !== hostname()) return false
  try {
    process.kill(holder.pid, 0)
    return false
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'ESRCH'
  }
}
