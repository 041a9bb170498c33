import type { ValidationReport } from '../../domain/dataset/check.ts'
import { UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { dataTarget } from './model.ts'
import { type RepairReport, repairFile } from './repair.ts'
import { validateDataset } from './validate.ts'

export type CheckRequest = {
  readonly files: readonly string[]
  readonly validation?: string
  readonly maxFindings: number
  readonly fix: boolean
  readonly out?: string
}

export type CheckResult = ValidationReport & { readonly fixed?: RepairReport }

/**
 * Checks the data; with `fix`, writes a repaired copy first and checks that.
 * @throws UsageError MLC-DATA-018 when --fix and --out do not go together or several files are given.
 */
export const checkData = async (
  ports: Pick<Ports, 'files' | 'objects' | 'io' | 'settings'>,
  given: { readonly model?: string | undefined; readonly format?: string | undefined },
  request: CheckRequest,
): Promise<CheckResult> => {
  const { files, validation, maxFindings, fix, out } = request
  const target = await dataTarget(ports, given)
  const [input] = files
  const rest = { maxFindings, ...(validation === undefined ? {} : { validation }) }
  if (!fix && out === undefined) return validateDataset(ports, { ...target, files, ...rest })
  if (!fix || out === undefined || input === undefined || files.length > 1) throw fixNeeds()
  const fixed = await repairFile(ports, { input, output: out }, target)
  for (const { rule, what, count } of fixed.repaired) {
    ports.io.note(`repaired ${count}: ${what} (${rule})`)
  }
  return { ...(await validateDataset(ports, { ...target, files: [out], ...rest })), fixed }
}

const fixNeeds = () =>
  new UsageError('MLC-DATA-018', '--fix takes one file and needs --out.', {
    hint: 'mlctl dataset validate in.jsonl --fix -o out.jsonl; the input is never changed.',
  })
