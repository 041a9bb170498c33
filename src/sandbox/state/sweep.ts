import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'

/** Names that `uniqueName` makes: what for, and which process. */
const LEFT = /\.(tmp|data|new|old)\.(\d+)\.[0-9a-f]{12}$/

/** Files that are looked at in one go. */
const BATCH = 50

/** A process of another machine may share the directory: its files are new. */
const RESTED_MS = 10 * 60_000

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH')
  }
}

/** Whether an object's sidecar names this data file. */
const isContent = (folder: string, name: string): boolean => {
  try {
    const sidecar = join(folder, `${name.split('.')[0]}.json`)
    return (JSON.parse(readFileSync(sidecar, 'utf8')) as { file?: string }).file === name
  } catch {
    return false
  }
}

const isLeft = (folder: string, name: string): boolean => {
  const [, kind, pid] = LEFT.exec(name) ?? []
  if (kind === undefined || isAlive(Number(pid))) return false
  if (Date.now() - statSync(join(folder, name)).mtimeMs < RESTED_MS) return false
  return kind !== 'data' || !isContent(folder, name)
}

const foldersIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => join(folder, name))
  } catch {
    return []
  }
}

/**
 * Removes what processes that were killed have left behind: unfinished files, contents that no object
 * names, locks. What belongs to a process that lives, or is newer than ten minutes, stays. Never throws:
 * rubbish does no harm but take room.
 */
export const sweep = async (directory: string): Promise<void> => {
  const documents = join(directory, 'documents')
  const folders = [
    directory,
    documents,
    ...foldersIn(documents),
    ...foldersIn(join(directory, 'objects')),
  ]
  for (const folder of folders) {
    try {
      for (const [at, name] of readdirSync(folder).entries()) {
        // Requests come first: a folder may hold ten thousand objects.
        if (at % BATCH === BATCH - 1) await setImmediate()
        if (isLeft(folder, name)) rmSync(join(folder, name), { recursive: true, force: true })
      }
    } catch {
      // Not there, or another process was faster.
    }
  }
}
