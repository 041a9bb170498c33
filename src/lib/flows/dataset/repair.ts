import { digest64, digestTable } from '../../domain/dataset/digest-table.ts'
import { lineSplitter } from '../../domain/dataset/lines.ts'
import { type Repair, repairLine } from '../../domain/dataset/repair.ts'
import { firstBadByte, utf8Text } from '../../domain/dataset/text.ts'
import { DataError, UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { DataTarget } from './model.ts'
import { openSource } from './open-source.ts'

export type RepairReport = {
  readonly input: string
  readonly output: string
  readonly records: number
  /** Exact, per rule. */
  readonly repaired: readonly {
    readonly rule: string
    readonly what: string
    readonly count: number
  }[]
  /** The first repairs, each with its line in the input. */
  readonly repairs: readonly (Repair & { readonly line: number })[]
}

const REPAIRS_LISTED = 100

/**
 * Writes a repaired copy; the input is never touched. Lines that no repair fits are copied as they
 * are, for the validation of the copy to report.
 * @throws UsageError MLC-DATA-006 when output and input are the same file; DataError MLC-DATA-007
 * when a line is no UTF-8 or too long to be copied safely.
 */
export const repairFile = async (
  ports: Pick<Ports, 'files' | 'objects'>,
  paths: { readonly input: string; readonly output: string },
  { format }: DataTarget,
): Promise<RepairReport> => {
  const { input, output } = paths
  if (ports.files.absolute(input) === ports.files.absolute(output)) throw sameFile(output)
  const log = repairLog()
  const seen = digestTable()
  let pending: string[] = []
  let records = 0
  const splitter = lineSplitter({
    line: ({ bytes, number, ending }) => {
      if (firstBadByte(bytes) >= 0) throw cannotCopy(`line ${number} is not UTF-8`)
      const { text, repairs } = repairLine(
        format.name,
        utf8Text(bytes) + (ending === 'crlf' ? '\r' : ''),
      )
      for (const repair of repairs) log.add(number, repair)
      if (text === undefined) return
      if (seen.add(digest64(text), number) !== undefined) {
        log.add(number, { rule: 'record.duplicate', what: 'exact duplicate removed' })
        return
      }
      records++
      pending.push(`${text}\n`)
    },
    tooLong: ({ number }) => {
      throw cannotCopy(`line ${number} is too long`)
    },
  })
  const source = await openSource(ports, input)
  const writer = await ports.files.writer(output)
  const flush = async () => {
    if (pending.length > 0) await writer.write(pending.join(''))
    pending = []
  }
  try {
    for await (const chunk of source) {
      splitter.push(chunk)
      await flush()
    }
    splitter.end()
    await flush()
  } catch (error) {
    await writer.abort()
    throw error
  }
  await writer.close()
  return { input, output, records, ...log.report() }
}

const repairLog = () => {
  const counts = new Map<string, { rule: string; what: string; count: number }>()
  const listed: (Repair & { line: number })[] = []
  return {
    add: (line: number, repair: Repair) => {
      const entry = counts.get(repair.rule) ?? { ...repair, count: 0 }
      entry.count++
      counts.set(repair.rule, entry)
      if (listed.length < REPAIRS_LISTED) listed.push({ line, ...repair })
    },
    report: () => ({ repaired: [...counts.values()], repairs: listed }),
  }
}

const sameFile = (output: string) =>
  new UsageError('MLC-DATA-006', `--out ${output} is the input itself.`, {
    why: 'The input is never changed.',
    hint: 'Name another file.',
  })

const cannotCopy = (reason: string) =>
  new DataError('MLC-DATA-007', `The file cannot be repaired: ${reason}.`, {
    why: 'What its bytes mean can only be guessed, and a repair must not guess.',
    hint: 'Convert the encoding first, for example: iconv -f WINDOWS-1252 -t UTF-8; then run it again.',
  })
