import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { TreeEntry } from '../ports/files.ts'

/**
 * Everything below `folder`, in order of names. Links are told and not followed: they may lead in a
 * circle, or out.
 */
export async function* treeOf(
  folder: string,
  enter: (path: string) => boolean,
  below = '',
): AsyncIterable<TreeEntry> {
  const names = await readdir(join(folder, below))
  for (const name of names.sort()) {
    const path = below === '' ? name : `${below}/${name}`
    const found = await lstat(join(folder, path))
    const executable = (found.mode & 0o111) !== 0
    const entry = { path, sizeBytes: found.size, executable }
    if (found.isDirectory()) {
      yield { ...entry, kind: 'folder' }
      if (enter(path)) yield* treeOf(folder, enter, path)
    } else {
      const kind = found.isFile() ? 'file' : found.isSymbolicLink() ? 'link' : 'other'
      yield { ...entry, kind }
    }
  }
}
