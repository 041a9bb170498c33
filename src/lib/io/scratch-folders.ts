import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import type { ScratchEntry, ScratchFolders } from '../ports/scratch-folders.ts'
import { feedPipes } from './pipes.ts'

/** Folders in the system's place for such. */
export const localScratchFolders = (): ScratchFolders => ({
  make: async () => {
    // macOS reaches its temporary folder through a link, which engines do not mount.
    const path = await mkdtemp(join(await realpath(tmpdir()), 'mlctl-'))
    const inside = (name: string) => join(path, name)
    return {
      path,
      folder: async (name) => {
        await mkdir(inside(name), { recursive: true })
        await chmod(inside(name), 0o777)
        return inside(name)
      },
      tree: (name) => treeOf(inside(name)),
      bytes: (name) => readFile(inside(name)).catch(() => undefined),
      feed: (name, channel, files) => feedPipes({ folder: inside(name), channel, files }),
      remove: () => rm(path, { recursive: true, force: true }),
    }
  },
})

const treeOf = async (folder: string): Promise<readonly ScratchEntry[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const found = await Promise.all(
    entries.map(async (entry): Promise<readonly ScratchEntry[]> => {
      const full = join(entry.parentPath, entry.name)
      const path = relative(folder, full).replaceAll('\\', '/')
      if (entry.isSymbolicLink()) return [{ path, kind: 'link', sizeBytes: 0 }]
      if (!entry.isFile()) return []
      return [{ path, kind: 'file', sizeBytes: (await lstat(full)).size }]
    }),
  )
  return found.flat().sort((a, b) => (a.path < b.path ? -1 : 1))
}
