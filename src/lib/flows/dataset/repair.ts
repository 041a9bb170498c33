import { createHash } from 'node:crypto'
import { digestTable } from '../../domain/dataset/digest-table.ts'
import { lineSplitter } from '../../domain/dataset/lines.ts'
import { type Repair, type RepairTarget, repairLine } from '../../domain/dataset/repair.ts'
import { firstBadByte, utf8Text } from '../../domain/dataset/text.ts'
import { DataError, UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { DataTarget } from './model.ts'
import { openSource } from './open-source.ts'
import { outputSet } from './outputs.ts'

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

export type RepairPaths = {
  readonly input: string
  readonly output: string
  /** Replaces what is at `output`, whatever it holds. */
  readonly overwrite?: boolean
}

/**
 * Writes a repaired copy; the input is never touched. Lines that no repair fits are copied as they
 * are, for the validation of the copy to report.
 * @throws UsageError MLC-DATA-006 when output and input are the same file; DataError MLC-DATA-007
 * when a line is no UTF-8 or too long to be copied safely; what `outputSet` throws for a file there.
 */
export const repairFile = async (
  ports: Pick<Ports, 'files' | 'objects' | 'io'>,
  { input, output, overwrite = false }: RepairPaths,
  target: DataTarget,
): Promise<RepairReport> => {
  if (ports.files.absolute(input) === ports.files.absolute(output)) throw sameFile(output)
  const repairer = lineRepairer(target)
  const source = await openSource(ports, input)
  const outputs = outputSet(ports, { overwrite })
  const copy = await outputs.open(output)
  try {
    for await (const chunk of source) {
      repairer.push(chunk)
      await copy.write(repairer.take())
    }
    repairer.end()
    await copy.write(repairer.take())
  } catch (error) {
    await outputs.abort()
    throw error
  }
  await outputs.commit()
  return { input, output, ...repairer.report() }
}

/**
 * Whether a text was there before. A record is dropped for it, so 128 bits must agree: two tables of
 * 64 bits each, of the same place.
 */
const exactTwins = () => {
  const [first, second] = [digestTable(), digestTable()]
  return {
    isTwin: (text: string, line: number): boolean => {
      const bytes = createHash('sha256').update(text).digest()
      const half = (at: number) => ({
        high: bytes.readUInt32LE(at),
        low: bytes.readUInt32LE(at + 4),
      })
      const [one, other] = [first.add(half(0), line), second.add(half(8), line)]
      return one !== undefined && one === other
    },
  }
}

/** Repairs lines as they stream by; `take` hands over what is ready. */
const lineRepairer = ({ format, limits }: DataTarget) => {
  const target: RepairTarget = { format: format.name, limits }
  const log = repairLog()
  const twins = exactTwins()
  let ready = ''
  let records = 0
  const add = (line: number, text: string) => {
    if (twins.isTwin(text, line)) {
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
      const { text, repairs } = repairLine(target, line)
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
