import { datasetCheck, type ValidationReport } from '../../src/lib/domain/dataset/check.ts'
import type { CollectorOptions } from '../../src/lib/domain/dataset/findings.ts'
import { findFormat } from '../../src/lib/domain/dataset/formats.ts'
import { scan } from '../../src/lib/domain/dataset/scan.ts'
import { chunksOf } from './chunks.ts'

type Files = Readonly<Record<string, readonly string[]>>

/** The validation of conversations, given as the lines of each file. */
export const reportOf = async (
  files: Files,
  options: Partial<CollectorOptions> = {},
): Promise<ValidationReport> => {
  const format = findFormat('converse')
  if (format === undefined) throw new Error('no format')
  const rules = { format, limits: {} }
  const check = datasetCheck({ ...rules, maxFindings: 0, ...options })
  for (const [path, lines] of Object.entries(files)) {
    const file = check.file(path, 'training')
    file.end(await scan(chunksOf(lines.map((line) => `${line}\n`).join('')), rules, file))
  }
  return check.report()
}

const turn = (role: string, text: unknown) => ({ role, content: [{ text }] })

/** One conversation as a line, whose first turn has this text and role. */
export const conversation = (text: unknown, role = 'user'): string =>
  JSON.stringify({ messages: [turn(role, text), turn('assistant', `to ${String(text)}`)] })
