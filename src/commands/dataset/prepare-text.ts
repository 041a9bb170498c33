import { countOf, grouped } from '../../lib/domain/core/count.ts'
import type { Dropped, PrepareResult } from '../../lib/flows/dataset/manifest.ts'
import type { WrittenFile } from '../../lib/flows/dataset/outputs.ts'
import type { Style } from '../../lib/ports/io.ts'

/** What was made, what was left out, and how it stands against the model. */
export const prepareText = (result: PrepareResult, style: Style): string => {
  const { input, records, dropped, outputs, check, strata, redaction } = result
  const { tied } = result.nearDuplicates
  const classes = Object.entries(strata).filter(([name]) => name !== '')
  return [
    `${countOf(input.rows, 'row')}: ${grouped(records.training)} training and ${countOf(records.validation, 'validation record')}`,
    ...(classes.length > 12
      ? []
      : classes.map(
          ([name, n]) =>
            `  ${name}: ${grouped(n.training)} training, ${grouped(n.validation)} validation`,
        )),
    ...dropText(dropped, style),
    ...(redaction?.found ?? []).map(
      ({ id, what, count }) => `  replaced ${grouped(count)}: ${id} ${style.dim(`(${what})`)}`,
    ),
    ...(tied === 0 ? [] : [`  ${grouped(tied)} kept on the side of one that says nearly the same`]),
    ...outputs.map((file) => fileText(file, file.records)),
    ...(check?.byRule ?? []).map(
      ({ rule, count, severity, what }) => `  ${severity} ×${grouped(count)}: ${rule}: ${what}`,
    ),
    outputs.length === 0 ? 'Nothing was written (dry run).' : verdict(result, style),
  ].join('\n')
}

const verdict = ({ check, model, format }: PrepareResult, style: Style): string =>
  check?.verdict === 'valid'
    ? style.good(`Valid for ${model ?? format}.`)
    : style.bad(`Not valid for ${model ?? format}: see above.`)

/** What was left out, and the first of each reason. */
export const dropText = (dropped: readonly Dropped[], style: Style): readonly string[] =>
  dropped.map(({ reason, count, example }) =>
    style.caution(`  left out ${grouped(count)}: ${reason} (${example})`),
  )

/** A written file; one that held the same bytes before is called unchanged. */
export const fileText = ({ path, status }: WrittenFile, records: number): string =>
  `${path}  ${countOf(records, 'record')}${status === 'written' ? '' : ` (${status})`}`
