import { createHash } from 'node:crypto'
import { nearest } from '../../domain/core/nearest.ts'
import {
  CHAT_FORMAT_NAMES,
  type ChatFormat,
  chatFormatOf,
  findChatFormat,
} from '../../domain/dataset/convert/chat-formats.ts'
import { checkRecord, findFormat } from '../../domain/dataset/formats.ts'
import type { TableKind } from '../../domain/dataset/table-kind.ts'
import { type BadRow, isBadRow, type Row } from '../../domain/dataset/table-row.ts'
import { UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { refuseBadRows } from './bad-rows.ts'
import { type Dropped, dropLog } from './manifest.ts'
import { outputSet, type WrittenFile } from './outputs.ts'
import { lookAtTable, readRows } from './read-rows.ts'
import { noRecords } from './recipe.ts'
import { refuseSame } from './write-sides.ts'

type Needs = Pick<Ports, 'files' | 'objects' | 'io'>

export type ConvertRequest = {
  readonly input: string
  readonly out: string
  readonly to: ChatFormat
  /** Looked for in the first record when absent. */
  readonly from?: ChatFormat
  /** How the file is packed in rows: JSON Lines, a JSON array, Parquet. */
  readonly kind?: TableKind
  readonly skipBadRows?: boolean
  readonly overwrite?: boolean
}

export type ConvertResult = {
  readonly input: { readonly path: string; readonly sha256: string; readonly records: number }
  readonly from: string
  readonly to: string
  readonly records: number
  readonly dropped: readonly Dropped[]
  readonly output: WrittenFile
}

/** @throws UsageError MLC-DATA-031 for a name that is no form of conversations. */
export const requireChatFormat = (name: string): ChatFormat => {
  const found = findChatFormat(name)
  if (found !== undefined) return found
  const [meant] = nearest(name, CHAT_FORMAT_NAMES)
  throw new UsageError('MLC-DATA-031', `There is no form of conversations called ${name}.`, {
    hint: `${meant === undefined ? '' : `Did you mean ${meant}? `}All: ${CHAT_FORMAT_NAMES.join(', ')}.`,
  })
}

/**
 * Writes conversations of one form as JSON Lines of another. What the other form cannot hold (tools,
 * media, a second question) is never dropped silently: such a record is refused.
 * @throws DataError MLC-DATA-015 for records that cannot be converted, MLC-DATA-014 for none;
 * UsageError MLC-DATA-031 when the form is not clear; StateError MLC-DATA-030.
 */
export const convertDataset = async (
  ports: Needs,
  request: ConvertRequest,
): Promise<ConvertResult> => {
  const { input, out, to } = request
  refuseSame(ports, [input, out])
  const source = await lookAtTable(ports, input, request.kind)
  const hash = createHash('sha256')
  const set = outputSet(ports, { overwrite: request.overwrite === true })
  const drops = dropLog()
  let [from, seen, records] = [request.from, 0, 0]
  try {
    const file = await set.open(out)
    for await (const row of await readRows(ports, source, hash)) {
      seen++
      from ??= isBadRow(row) ? undefined : formOf(row, input)
      const made = converted(row, from, to)
      if (typeof made === 'string') {
        await file.write(`${made}\n`)
        records++
      } else drops.add(made)
    }
    const dropped = drops.all()
    refuseBadRows(request, dropped)
    if (records === 0) throw noRecords(input)
    const [output] = await set.commit()
    if (output === undefined || from === undefined) throw noRecords(input)
    const sha256 = hash.digest('hex')
    return {
      input: { path: input, sha256, records: seen },
      from: from.name,
      to: to.name,
      records,
      dropped,
      output,
    }
  } catch (error) {
    await set.abort()
    throw error
  }
}

const formOf = ({ root }: Row, input: string): ChatFormat => {
  const found = root === undefined ? undefined : chatFormatOf(root)
  if (found !== undefined) return found
  throw new UsageError('MLC-DATA-031', `${input} is of no known form of conversations.`, {
    hint: 'Name it with --from, or make records of columns: mlctl dataset prepare.',
    details: { keys: Object.keys(root ?? {}) },
  })
}

const converted = (
  row: Row | BadRow,
  from: ChatFormat | undefined,
  to: ChatFormat,
): string | BadRow => {
  if (isBadRow(row)) return row
  const bad = (reason: BadRow['reason'], message: string) => ({ line: row.line, reason, message })
  const read = row.root === undefined ? undefined : from?.read(row.root)
  if (read === undefined) return bad('not-convertible', 'the row is no JSON object')
  if (!read.ok) return bad('not-convertible', `${from?.name}: ${read.problem}`)
  const written = to.write(read.value)
  if (!written.ok) return bad('not-convertible', `${to.name}: ${written.problem}`)
  const format = findFormat(to.name)
  const faults = format === undefined ? [] : checkRecord(format, written.value, {}).broken
  const fault = faults.find(({ rule }) => rule.severity === 'error')
  if (fault !== undefined) return bad('breaks-rule', `${fault.rule.id}: ${fault.place.message}`)
  return JSON.stringify(written.value)
}
