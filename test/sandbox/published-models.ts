import { existsSync } from 'node:fs'

type Checker = {
  model(service: string): { readonly operations: Readonly<Record<string, unknown>> }
  checkOutput(service: string, operation: string, output: unknown): unknown[]
  checkError(service: string, operation: string, code: string): unknown[]
}

const CHECKER = new URL('../../../shared/aws-models/check.mjs', import.meta.url)

/** The independent models of the sibling folder `../shared`; undefined when it is absent. */
const checker: Checker | undefined = existsSync(CHECKER)
  ? ((await import(CHECKER.href)) as Checker)
  : undefined

if (checker === undefined) {
  process.emitWarning(
    'skipped: answers are not checked against ../shared/aws-models, which is absent',
  )
}

/** The sibling folder holds the operations somebody asked for, not all. */
const isKnown = (service: string, operation: string): boolean =>
  checker !== undefined && Object.hasOwn(checker.model(service).operations, operation)

/** S3 declares hardly any of its errors and EC2 none; everywhere else an undeclared code is a mistake. */
const DECLARES_NO_ERRORS = new Set(['s3', 'sts', 'ec2'])

/** Members that the JavaScript client reads as text where the published model has a number. */
const READ_AS_TEXT = new Set(['PartNumberMarker', 'NextPartNumberMarker'])

/** EC2 spells the states of VPC endpoints in lower case, its own model with a capital (AWS CLI's pages). */
const isSpelling = (finding: unknown): boolean =>
  /^VpcEndpoints?(\[\d+\])?\.State$/.test(String((finding as { path?: unknown }).path))

/** Throws when an answer, as the SDK has read it, breaks the published API model. */
export const judgeOutput = (service: string, operation: string, output: object): void => {
  if (!isKnown(service, operation)) return
  const members = Object.fromEntries(
    Object.entries(output).filter(([name]) => name !== '$metadata' && !READ_AS_TEXT.has(name)),
  )
  const found = (checker?.checkOutput(service, operation, members) ?? []).filter(
    (finding) => !(service === 'ec2' && isSpelling(finding)),
  )
  if (found.length > 0) throw new Error(`${service}.${operation}: ${JSON.stringify(found)}`)
}

/** Throws when an operation does not declare the error it answered. */
export const judgeError = (service: string, operation: string, code: string): void => {
  if (DECLARES_NO_ERRORS.has(service) || !isKnown(service, operation)) return
  const found = checker?.checkError(service, operation, code) ?? []
  if (found.length > 0) throw new Error(`${service}.${operation}: ${JSON.stringify(found)}`)
}
