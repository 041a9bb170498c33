import { digest64, digestTable } from '../../domain/dataset/digest-table.ts'
import type { RecordFormatName } from '../../domain/dataset/limits.ts'
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
  const repairer = lineRepairer(format.name)
  const source = await openSource(ports, input)
  const writer = await ports.files.writer(output)
  try {
    for await (const chunk of source) {
      repairer.push(chunk)
      await writer.write(repairer.take())
    }
    repairer.end()
    await writer.write(repairer.take())
  } catch (error) {
    await writer.abort()
    throw error
  }
  await writer.close()
  return { input, output, ...repairer.report() }
}

/** Repairs lines as they stream by; `take` hands over what is ready. */
const lineRepairer = (format: RecordFormatName) => {
  const log = repairLog()
  const seen = digestTable()
  let ready = ''
  let records = 0
  const add = (line: number, text: string) => {
    if (seen.add(digest64(text), line) !== undefined) {
      log.add(line, { rule: 'record.duplicate', what: 'exact duplicate removed' })
      return
    }
    records++
    ready += `${text}\n`
  }
  const splitter = lineSplitter({
    line: ({ bytes, number, ending }) => {
      if (firstBadByte(bytes) >= 0) throw cannotCopy(`line ${number} is not UTF-8`)
      const line = utf8Text(bytes) + (ending === 'crlf' ? '\r' : '')
      const { text, repairs } = repairLine(format, line)
      for (const repair of repairs) log.add(number, repair)
      if (text !== undefined) add(number, text)
    },
    tooLong: ({ number }) => {
      throw cannotCopy(`line ${number} is too long`)
    },
  })
  return {
    push: splitter.push,
    end: splitter.end,
    take: () => {
      const text = ready
      ready = ''
      return text
    },
    report: () => ({ records, ...log.report() }),
  }
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
