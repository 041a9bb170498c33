import { createHash } from 'node:crypto'
import {
  type Selection,
  type SelectionOptions,
  selection,
} from '../../domain/dataset/prepare/selection.ts'
import { isBadRow } from '../../domain/dataset/table-row.ts'
import { DataError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { makeCandidate, type Recipe } from './make-records.ts'
import { type Dropped, dropLog } from './manifest.ts'
import { readRows, type TableSource } from './read-rows.ts'
import type { RedactionReport } from './redaction.ts'
import type { SidedLine } from './write-sides.ts'

type Needs = Pick<Ports, 'files' | 'objects' | 'io'>

/** A table looked through once: what its rows are, and which records are chosen. */
export type Looked = {
  readonly sha256: string
  readonly rows: number
  readonly candidates: number
  readonly dropped: readonly Dropped[]
  readonly selection: Selection
  readonly redaction: RedactionReport | undefined
  /** By row, a bit: it gave a candidate. */
  readonly isCandidate: RowBits
}

/** The first pass: makes every record once, keeps numbers of it only, and chooses. */
export const lookThrough = async (
  ports: Needs,
  source: TableSource,
  how: { readonly recipe: Recipe; readonly options: SelectionOptions },
): Promise<Looked> => {
  const hash = createHash('sha256')
  const drops = dropLog()
  const chosen = selection(how.options, drops.add)
  const isCandidate = rowBits()
  let candidates = 0
  for await (const row of await readRows(ports, source, hash)) {
    const made = makeCandidate(how.recipe, row)
    let index: number | undefined
    if (isBadRow(made)) drops.add(made)
    else index = chosen.add(made)
    isCandidate.push(index !== undefined)
    if (index !== undefined) candidates++
  }
  const selected = chosen.choose()
  return {
    sha256: hash.digest('hex'),
    rows: isCandidate.size(),
    candidates,
    dropped: drops.all(),
    selection: selected,
    // Taken now, for the second pass makes the chosen records once more.
    redaction: how.recipe.redaction?.report(),
    isCandidate,
  }
}

/**
 * The second pass: makes the chosen records again.
 * @throws DataError MLC-DATA-020 when the file is not what the first pass saw.
 */
export async function* chosenLines(
  ports: Needs,
  source: TableSource,
  { recipe, looked }: { readonly recipe: Recipe; readonly looked: Looked },
): AsyncIterable<SidedLine> {
  const { copies, split } = looked.selection
  const hash = createHash('sha256')
  let [row, candidate] = [0, 0]
  for await (const one of await readRows(ports, source, hash)) {
    if (!looked.isCandidate.get(row++)) continue
    const at = candidate++
    const n = copies[at] ?? 0
    if (n === 0) continue
    const made = makeCandidate(recipe, one)
    if (isBadRow(made)) throw changed(source.path)
    const role = split.isValidation[at] === 1 ? 'validation' : 'training'
    yield { text: made.text, role, copies: n }
  }
  if (hash.digest('hex') !== looked.sha256) throw changed(source.path)
}

type RowBits = ReturnType<typeof rowBits>

const rowBits = () => {
  let bytes = new Uint8Array(1024)
  let size = 0
  return {
    push: (bit: boolean): void => {
      if (size >> 3 === bytes.length) {
        const larger = new Uint8Array(bytes.length * 2)
        larger.set(bytes)
        bytes = larger
      }
      if (bit) bytes[size >> 3] = (bytes[size >> 3] ?? 0) | (1 << (size & 7))
      size++
    },
    get: (row: number): boolean => ((bytes[row >> 3] ?? 0) & (1 << (row & 7))) !== 0,
    size: () => size,
  }
}

const changed = (path: string) =>
  new DataError('MLC-DATA-020', `${path} was changed while it was read.`, {
    hint: 'Run the command again.',
  })
