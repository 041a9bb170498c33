import { statSync } from 'node:fs'
import type { StoredObject } from './records.ts'

/** Within a tick of the kernel's clock two changes of a folder get the same time; ticks are 10 ms at most. */
const TICK_MS = 50

/** Folders whose listings are remembered; the one asked for longest ago goes first. */
const MOST_FOLDERS = 8

type Kept = {
  readonly changedAt: bigint
  /** Its inode: a folder may be removed and made again. */
  readonly folder: bigint
  readonly objects: readonly StoredObject[]
}

/** By absolute path, in order of use. */
const kept = new Map<string, Kept>()

const byKey = (objects: readonly StoredObject[]): readonly StoredObject[] =>
  objects
    .map((object) => ({ object, bytes: Buffer.from(object.key) }))
    .sort((a, b) => Buffer.compare(a.bytes, b.bytes))
    .map(({ object }) => object)

/**
 * Remembers what a folder of sidecars holds, in order of key: a listing of ten pages reads ten thousand
 * files once. Every change of an object renames or removes a file there, which changes the folder's
 * time, in whatever process it happens; a folder that has not rested is read anew.
 */
export const listed = (
  folder: string,
  read: (folder: string) => readonly StoredObject[],
): readonly StoredObject[] => {
  const stat = statSync(folder, { bigint: true, throwIfNoEntry: false })
  if (stat === undefined) return []
  const known = kept.get(folder)
  kept.delete(folder)
  if (known !== undefined && known.changedAt === stat.mtimeNs && known.folder === stat.ino) {
    kept.set(folder, known)
    return known.objects
  }
  const rested = Date.now() - Number(stat.mtimeMs) > TICK_MS
  const objects = byKey(read(folder))
  const [oldest] = kept.keys()
  if (kept.size >= MOST_FOLDERS && oldest !== undefined) kept.delete(oldest)
  if (rested) kept.set(folder, { changedAt: stat.mtimeNs, folder: stat.ino, objects })
  return objects
}
