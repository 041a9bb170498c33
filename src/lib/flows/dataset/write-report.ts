import type { ValidationReport } from '../../domain/dataset/check.ts'
import type { Finding } from '../../domain/dataset/findings.ts'
import type { ReportForm } from '../../domain/dataset/reports/forms.ts'
import { findingLine, summaryLine } from '../../domain/dataset/reports/ndjson.ts'
import { renderReport } from '../../domain/dataset/reports/render.ts'
import type { Ports } from '../../ports/all.ts'
import type { Style } from '../../ports/io.ts'
import { outputSet, writeOutput } from './outputs.ts'

type Needs = Pick<Ports, 'files' | 'io'>

export type ReportFlags = {
  readonly form: ReportForm
  /** A file instead of stdout. */
  readonly file?: string
  readonly overwrite: boolean
}

/** What hears findings as they are made, and writes the report at the end. */
export type ReportWriter = {
  readonly onFinding?: (finding: Finding) => void
  readonly finish: (report: ValidationReport) => Promise<void>
  readonly abort: () => Promise<void>
}

/** A file has no colours and no terminal. */
const same = (text: string) => text
export const PLAIN: Style = {
  bold: same,
  dim: same,
  good: same,
  bad: same,
  caution: same,
  accent: same,
  unicode: true,
}

/**
 * A report at the end, in a file or left to the command. @throws what `outputSet` throws for a file
 * of other content.
 */
export const wholeReport = (
  ports: Needs,
  { form, file, overwrite }: ReportFlags,
): ReportWriter => ({
  abort: async () => undefined,
  finish: async (report) => {
    if (file === undefined) return
    const text = renderReport(report, form, PLAIN)
    const ended = text.endsWith('\n') ? text : `${text}\n`
    await writeOutput(outputSet(ports, { overwrite }), file, ended)
  },
})

/** Lines are written together: a call for each would cost more than making them. */
const BATCH_CHARACTERS = 64 * 1024

const batches = (write: (text: string) => void) => {
  let pending = ''
  const flush = () => {
    const text = pending
    pending = ''
    if (text !== '') write(text)
  }
  return {
    flush,
    add: (line: string) => {
      pending += `${line}\n`
      if (pending.length >= BATCH_CHARACTERS) flush()
    },
  }
}

/** Every finding as NDJSON soon after it is made: however many there are, none is kept. */
export const streamedReport = async (
  ports: Needs,
  { file, overwrite }: ReportFlags,
): Promise<ReportWriter> => {
  if (file === undefined) {
    const lines = batches((text) => ports.io.result(text.slice(0, -1)))
    return {
      onFinding: (finding) => lines.add(findingLine(finding)),
      abort: async () => lines.flush(),
      finish: async (report) => {
        lines.add(summaryLine(report))
        lines.flush()
      },
    }
  }
  const set = outputSet(ports, { overwrite })
  const target = await set.open(file)
  // The scanner does not wait between findings: what is not written now stays in memory.
  const lines = batches((text) => target.writeNow(text))
  return {
    onFinding: (finding) => lines.add(findingLine(finding)),
    abort: () => set.abort(),
    finish: async (report) => {
      lines.add(summaryLine(report))
      lines.flush()
      await set.commit()
    },
  }
}
