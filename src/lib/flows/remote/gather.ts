import { readableSize } from '../../domain/core/readable-size.ts'
import { linkedPath } from '../../domain/remote/link-targets.ts'
import {
  ENVIRONMENT_SIGNS,
  IGNORE_FILES,
  isLeftOut,
  isNeverPacked,
  mayHoldIncluded,
  type Selection,
  selectionOf,
  within,
} from '../../domain/remote/selection.ts'
import { DataError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { FolderEntry, PackedEntry } from '../../ports/folders.ts'

export type GatherWish = {
  readonly folder: string
  readonly include: readonly string[]
  readonly exclude: readonly string[]
  readonly maxBytes: number
}

export type Gathered = {
  readonly entries: readonly PackedEntry[]
  readonly sizeBytes: number
}

type GatherPorts = Pick<Ports, 'files' | 'folders' | 'io'>

/** More names than this are data or packages, not a program. */
const MAX_ENTRIES = 100_000
/** How many culprits a refusal names. */
const NAMED = 10

/**
 * What of a folder goes to the remote machine: all that its ignore files, the flags and the table of
 * things that always stay at home let pass. Sockets and pipes stay.
 * @throws DataError MLC-RMT-002 when it is more than `maxBytes`, MLC-RMT-003 for links out of it.
 */
export const gather = async (ports: GatherPorts, wish: GatherWish): Promise<Gathered> => {
  const entries: PackedEntry[] = []
  const start = selectionOf(wish.include, wish.exclude)
  await visit(ports, { top: wish.folder, path: '', selection: start, onlyIncluded: false }, entries)
  refuseLinksOut(entries)
  const sizeBytes = entries.reduce((sum, entry) => sum + sizeOf(entry), 0)
  if (sizeBytes > wish.maxBytes) throw tooLarge(entries, sizeBytes, wish.maxBytes)
  return { entries, sizeBytes }
}

type Visit = {
  readonly top: string
  /** Below the top; '' for the top itself. */
  readonly path: string
  readonly selection: Selection
  /** The folder itself is left out: only what `--include` names is taken from it. */
  readonly onlyIncluded: boolean
}

const visit = async (ports: GatherPorts, at: Visit, into: PackedEntry[]): Promise<void> => {
  const { top, path } = at
  const here = path === '' ? top : `${top}/${path}`
  const found = await ports.folders.entries(here)
  const isEnvironment = found.some(({ name }) => ENVIRONMENT_SIGNS.includes(name))
  if (path !== '' && isEnvironment) return
  const selection = within(at.selection, path, {
    git: await ignoreText(ports, here, found, IGNORE_FILES[0]),
    own: await ignoreText(ports, here, found, IGNORE_FILES[1]),
  })
  for (const entry of found) {
    const inner = path === '' ? entry.name : `${path}/${entry.name}`
    const isFolder = entry.kind === 'folder'
    if (isNeverPacked(entry.name, isFolder)) continue
    const asked = at.onlyIncluded ? { ...selection, ...ONLY_INCLUDED } : selection
    const isOut = isLeftOut(asked, inner, isFolder)
    if (isFolder) {
      if (isOut && !mayHoldIncluded(selection, inner)) continue
      await visit(ports, { top, path: inner, selection, onlyIncluded: isOut }, into)
    } else if (!isOut) take(ports, { ...entry, path: inner }, into)
  }
}

/** Rules that leave out everything; `--include` still beats them. */
const ONLY_INCLUDED = {
  exclude: selectionOf([], ['*']).exclude,
} satisfies Partial<Selection>

const ignoreText = async (
  ports: GatherPorts,
  folder: string,
  found: readonly FolderEntry[],
  name: string,
): Promise<string | undefined> =>
  found.some((entry) => entry.name === name && entry.kind === 'file')
    ? ports.files.readText(`${folder}/${name}`)
    : undefined

const take = (
  ports: GatherPorts,
  { name: _name, ...entry }: PackedEntry & { readonly name: string },
  into: PackedEntry[],
): void => {
  if (entry.kind === 'other') {
    ports.io.warn(`${entry.path} is neither a file nor a folder; it stays here.`)
    return
  }
  if (into.length >= MAX_ENTRIES) {
    throw new DataError('MLC-RMT-002', `The folder holds more than ${MAX_ENTRIES} files.`, {
      hint: `Name what is not needed in ${IGNORE_FILES[1]}, or start in another folder. Nothing was sent.`,
    })
  }
  into.push(entry)
}

const refuseLinksOut = (entries: readonly PackedEntry[]): void => {
  const out = entries.filter(
    ({ kind, path, target }) => kind === 'link' && linkedPath(path, target ?? '') === undefined,
  )
  if (out.length === 0) return
  const shown = out.slice(0, NAMED).map(({ path, target }) => `${path} -> ${target}`)
  throw new DataError('MLC-RMT-003', 'Links lead out of the folder that is to be packed.', {
    why: `${shown.join(', ')}${out.length > NAMED ? `, and ${out.length - NAMED} more` : ''}`,
    hint: `Copy what they lead to, or leave them out: --exclude ${out[0]?.path}. Nothing was sent.`,
    details: { links: out.map(({ path, target }) => ({ path, target })) },
  })
}

const sizeOf = ({ kind, sizeBytes }: PackedEntry): number => (kind === 'file' ? sizeBytes : 0)

const tooLarge = (entries: readonly PackedEntry[], sizeBytes: number, maxBytes: number) => {
  const largest = entries.toSorted((a, b) => sizeOf(b) - sizeOf(a)).slice(0, NAMED)
  const named = largest.slice(0, 3).map((entry) => `${entry.path} (${readableSize(sizeOf(entry))})`)
  return new DataError(
    'MLC-RMT-002',
    `The folder is ${readableSize(sizeBytes)}, more than ${readableSize(maxBytes)}.`,
    {
      why: `The largest: ${named.join(', ')}.`,
      hint: `Leave out what is not needed (--exclude, ${IGNORE_FILES[1]}), bring data by --data from S3, or raise --max-size. Nothing was sent.`,
      details: { sizeBytes, maxBytes, largest: largest.map(({ path }) => path) },
    },
  )
}
