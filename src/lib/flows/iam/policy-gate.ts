import {
  POLICY_VERSION,
  type PolicyDocument,
  readPolicy,
} from '../../domain/core/policy-document.ts'
import { gapsOf } from '../../domain/iam/compare.ts'
import {
  findingText,
  type LintFinding,
  type LintPlace,
  type PolicyKind,
} from '../../domain/iam/lint/findings.ts'
import { lintPolicy } from '../../domain/iam/lint/lint.ts'
import { AccessError, GateError, StateError, TemporaryError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { PolicyToValidate } from '../../ports/policy-checks.ts'

/** A policy about to be written, and what it is for people: `trust policy of role X`. */
export type PolicyToWrite = {
  readonly document: unknown
  readonly kind: PolicyKind
  readonly what: string
  /** The policy that is there now: what it says already is somebody's decision, and only shown. */
  readonly existing?: unknown
}

/**
 * The offline linter over a policy about to be written. What is wrong in statements that come new stops;
 * what was there before, and warnings, are answered in words.
 * @throws GateError MLC-IAM-008
 */
export const lintBeforeWriting = (policy: PolicyToWrite, place: LintPlace): readonly string[] => {
  const findings = lintPolicy(policy.document, policy.kind, place)
  const old = oldStatements(policy)
  const stops = findings.filter(
    ({ level, statement }) => level === 'error' && (statement === undefined || !old.has(statement)),
  )
  if (stops.length > 0) throw refused(policy, stops.map(findingText), stops)
  return findings.map((finding: LintFinding) => `${policy.what}: ${findingText(finding)}.`)
}

/** Indexes of statements that the existing policy holds already. */
const oldStatements = ({ document, existing }: PolicyToWrite): ReadonlySet<number> => {
  const [now, before] = [readPolicy(document), readPolicy(existing)]
  if (now === undefined || before === undefined) return new Set()
  const isOld = (statement: PolicyDocument['Statement'][number]) =>
    gapsOf(before, { Version: POLICY_VERSION, Statement: [statement] }).length === 0
  return new Set(now.Statement.flatMap((statement, at) => (isOld(statement) ? [at] : [])))
}

const TYPES: Readonly<Record<PolicyKind, Omit<PolicyToValidate, 'document'>>> = {
  identity: { type: 'IDENTITY_POLICY' },
  trust: { type: 'RESOURCE_POLICY', resourceType: 'AWS::IAM::AssumeRolePolicyDocument' },
  bucket: { type: 'RESOURCE_POLICY', resourceType: 'AWS::S3::Bucket' },
  key: { type: 'RESOURCE_POLICY' },
}

/**
 * Access Analyzer's judgement of policies about to be written: an ERROR stops, the rest is answered in
 * words; where it may not be asked, that is said once.
 * @throws GateError MLC-IAM-008
 */
export const askAccessAnalyzer = async (
  ports: Pick<Ports, 'policyChecks'>,
  policies: readonly PolicyToWrite[],
): Promise<readonly string[]> => {
  const notes: string[] = []
  for (const policy of policies) {
    const findings = await validate(ports, policy)
    if (findings === undefined) {
      return [
        ...notes,
        'Access Analyzer could not be asked (access-analyzer:ValidatePolicy): the offline linter alone has read the policies.',
      ]
    }
    const errors = findings.filter(({ type }) => type === 'ERROR')
    const words = (finding: (typeof findings)[number]) =>
      `${finding.path === undefined ? '' : `${finding.path}: `}${finding.details} (${finding.issueCode})`
    if (errors.length > 0) throw refused(policy, errors.map(words), errors)
    notes.push(...findings.map((finding) => `${policy.what}: ${words(finding)}`))
  }
  return notes
}

const validate = async (ports: Pick<Ports, 'policyChecks'>, policy: PolicyToWrite) => {
  try {
    return await ports.policyChecks.validate({ document: policy.document, ...TYPES[policy.kind] })
  } catch (error) {
    // An emulator that knows no Access Analyzer answers "not found".
    const isSilent = [AccessError, TemporaryError, StateError].some((kind) => error instanceof kind)
    if (isSilent) return undefined
    throw error
  }
}

const refused = ({ what }: PolicyToWrite, says: readonly string[], findings: readonly unknown[]) =>
  new GateError('MLC-IAM-008', `The ${what} breaks a rule; nothing was written.`, {
    why: says.join('; '),
    hint: 'Change what the message names. mlctl explain MLC-IAM-008 tells who judges.',
    details: { findings },
  })
