import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'

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
 * Runs `work` while holding `folder` as a lock: making a folder is atomic on every file system. The
 * lock of a process that died on this machine is taken over by renaming it away, which only one of
 * several contenders can do.
 */
export const withLock = async <T>(folder: string, work: () => Promise<T>): Promise<T> => {
  await take(folder)
  try {
    return await work()
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const take = async (folder: string): Promise<void> => {
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      await mkdir(folder, { mode: 0o700 })
      const holder: Holder = { pid: process.pid, host: hostname(), since: new Date().toISOString() }
      await writeFile(join(folder, 'holder.json'), JSON.stringify(holder), { mode: 0o600 })
      return
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause
      const holder = await readHolder(folder)
      if (!isDead(holder)) throw new LockHeld(holder)
      await setAside(folder)
    }
  }
  throw new LockHeld(await readHolder(folder))
}

const setAside = async (folder: string): Promise<void> => {
  const aside = `${folder}.${process.pid}.stale`
  try {
    await rename(folder, aside)
    await rm(aside, { recursive: true, force: true })
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause
  }
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
