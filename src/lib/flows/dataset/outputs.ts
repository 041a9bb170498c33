import { createHash } from 'node:crypto'
import { StateError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { digestFile } from './digest.ts'

type Needs = Pick<Ports, 'files' | 'io'>

export type WrittenFile = {
  readonly path: string
  readonly sha256: string
  readonly sizeBytes: number
  /** `unchanged`: the same bytes were there already, and were left alone. */
  readonly status: 'written' | 'unchanged' | 'replaced'
}

/** A file that appears when its set is committed, or never. */
export type PendingFile = {
  readonly write: (text: string) => Promise<void>
  /** As `write`, for callers that cannot wait. Not to be mixed with writes that are under way. */
  readonly writeNow: (text: string) => void
}

const BATCH_CHARACTERS = 1024 * 1024

type Pending = Awaited<ReturnType<typeof pendingFile>>

/**
 * Files that a command writes together. Nothing is replaced unasked: at `commit` a file with other
 * content in the place of one of them must be granted, by `overwrite` or by the person at the
 * terminal, before any of them appears. A grant holds for the later commits of the set.
 */
export const outputSet = (
  ports: Needs,
  { overwrite = false }: { readonly overwrite?: boolean } = {},
) => {
  let open: Pending[] = []
  let granted = overwrite
  const abort = async (): Promise<void> => {
    const all = open
    open = []
    for (const one of all) await one.abort()
  }
  const grant = async (paths: readonly string[]): Promise<void> => {
    if (granted || paths.length === 0) return
    granted = await mayReplace(ports, paths)
    if (!granted) throw keptError(paths)
  }
  /** `dependents` are files that will change whenever one of these does: they are asked for now. */
  const commit = async (dependents: readonly string[] = []): Promise<readonly WrittenFile[]> => {
    try {
      const standing = []
      for (const one of open) standing.push(await one.compare())
      const changed = standing.filter(({ status }) => status !== 'unchanged')
      const replaced = changed.filter(({ status }) => status === 'replaced').map(({ path }) => path)
      await grant([...replaced, ...(changed.length > 0 ? await existing(ports, dependents) : [])])
      for (const [i, one] of open.entries()) {
        await (standing[i]?.status === 'unchanged' ? one.abort() : one.close())
      }
      open = []
      return standing
    } catch (error) {
      await abort()
      throw error
    }
  }
  return {
    open: async (path: string): Promise<PendingFile> => {
      const file = await pendingFile(ports, path)
      open.push(file)
      return file
    },
    commit,
    abort,
  }
}

export type OutputSet = ReturnType<typeof outputSet>

/** One whole text through `outputSet`. @throws StateError MLC-DATA-030 when it may not replace. */
export const writeOutput = async (
  set: OutputSet,
  path: string,
  text: string,
): Promise<readonly WrittenFile[]> => {
  const file = await set.open(path)
  await file.write(text)
  return set.commit()
}

const pendingFile = async (ports: Needs, path: string) => {
  const writer = await ports.files.writer(path)
  const hash = createHash('sha256')
  const encoder = new TextEncoder()
  let [pending, sizeBytes] = ['', 0]
  const count = (text: string) => {
    const bytes = encoder.encode(text)
    hash.update(bytes)
    sizeBytes += bytes.length
  }
  const flush = async () => {
    const text = pending
    pending = ''
    if (text === '') return
    count(text)
    await writer.write(text)
  }
  return {
    abort: () => writer.abort(),
    close: () => writer.close(),
    writeNow: (text: string) => {
      const all = pending + text
      pending = ''
      count(all)
      writer.writeNow(all)
    },
    write: async (text: string) => {
      pending += text
      if (pending.length >= BATCH_CHARACTERS) await flush()
    },
    compare: async (): Promise<WrittenFile> => {
      await flush()
      const sha256 = hash.digest('hex')
      const there = await ports.files.stat(path)
      const same =
        there?.sizeBytes === sizeBytes && (await digestFile(ports, path)).sha256 === sha256
      const status = there === undefined ? 'written' : same ? 'unchanged' : 'replaced'
      return { path, sha256, sizeBytes, status }
    },
  }
}

const existing = async ({ files }: Needs, paths: readonly string[]): Promise<readonly string[]> => {
  const there = []
  for (const path of paths) if ((await files.stat(path)) !== undefined) there.push(path)
  return there
}

const mayReplace = ({ io }: Needs, paths: readonly string[]): Promise<boolean> | boolean =>
  io.interactive &&
  io.ask({
    kind: 'confirm',
    flag: '--overwrite',
    message: `${paths.join(', ')} ${paths.length === 1 ? 'holds' : 'hold'} something else. Replace?`,
    initial: false,
    read: (answer) => answer,
  })

const keptError = (paths: readonly string[]) =>
  new StateError('MLC-DATA-030', `${paths.join(', ')} would be overwritten.`, {
    why: 'The content there differs from what would be written.',
    hint: 'Pass --overwrite to replace it, or name another file. Nothing was written.',
    details: { paths },
  })
