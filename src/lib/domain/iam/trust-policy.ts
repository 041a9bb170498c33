import {
  asList,
  conditionFacts,
  POLICY_VERSION,
  type PolicyDocument,
  type Statement,
} from '../core/policy-document.ts'
import { decide } from './evaluate.ts'
import { kindOf } from './roles/purposes.ts'
import { jobArnPattern, jobArnProbe, type RoleScope } from './spec.ts'

/**
 * Who may use the role: its service, and only for jobs of this account and region. The two conditions
 * keep another account's job from borrowing the role (confused deputy); see
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html.
 */
export const trustPolicy = (scope: RoleScope): PolicyDocument => ({
  Version: POLICY_VERSION,
  Statement: [trustStatement(scope, [jobArnPattern(scope)])],
})

const trustStatement = (scope: RoleScope, jobArns: readonly string[]): Statement => ({
  Sid: kindOf(scope).trustSid,
  Effect: 'Allow',
  Principal: { Service: kindOf(scope).service },
  Action: 'sts:AssumeRole',
  Condition: {
    StringEquals: { 'aws:SourceAccount': scope.account },
    ArnLike: { 'aws:SourceArn': jobArns.length === 1 ? (jobArns[0] ?? '') : jobArns },
  },
})

/** How a trust policy stands to a job of the scope. */
export type TrustVerdict =
  | { readonly kind: 'right' }
  /** Works, and lets others borrow the role: worth a word, never changed behind anybody's back. */
  | { readonly kind: 'open'; readonly why: string }
  | { readonly kind: 'wrong'; readonly why: string }
  /** A Deny that no added statement can lift. */
  | { readonly kind: 'denied'; readonly why: string }

export const judgeTrust = (policy: PolicyDocument | undefined, scope: RoleScope): TrustVerdict => {
  if (policy === undefined) return { kind: 'wrong', why: 'it is not readable as a policy' }
  const job = jobArnProbe(scope)
  const { service } = kindOf(scope)
  const ask = (sourceAccount: string, sourceArn: string) =>
    decide([{ name: 'trust policy', policy }], {
      action: 'sts:AssumeRole',
      principal: { Service: service },
      context: { 'aws:SourceAccount': sourceAccount, 'aws:SourceArn': sourceArn },
    })
  const answer = ask(scope.account, job)
  if (answer.decision === 'explicitDeny') return { kind: 'denied', why: answer.why }
  if (answer.decision !== 'allowed') return { kind: 'wrong', why: whyNot(policy, scope) }
  const stranger = scope.account === '999999999999' ? '888888888888' : '999999999999'
  return ask(stranger, job.replace(scope.account, stranger)).decision === 'allowed'
    ? { kind: 'open', why: 'it has no aws:SourceAccount or aws:SourceArn of this account' }
    : { kind: 'right' }
}

/** The likeliest reason, for people; the policy itself is shown beside it. */
const whyNot = (policy: PolicyDocument, scope: RoleScope): string => {
  const { service, jobs } = kindOf(scope)
  const allows = policy.Statement.filter(({ Effect }) => Effect === 'Allow')
  const services = allows.flatMap(({ Principal }) =>
    typeof Principal === 'object' ? asList(Principal.Service) : [],
  )
  if (!services.includes(service)) {
    return services.length === 0
      ? `it does not allow ${service}`
      : `it allows ${services.join(', ')}, not ${service}`
  }
  return `its conditions shut out ${jobs} of account ${scope.account} in ${scope.region}`
}

/**
 * The existing trust policy plus what a job of the scope needs, nothing dropped: one more region goes
 * into our own statement, anything else becomes a further statement.
 */
export const addTrust = (
  existing: PolicyDocument | undefined,
  scope: RoleScope,
): PolicyDocument => {
  const wanted = trustPolicy(scope)
  if (existing === undefined) return wanted
  const ours = existing.Statement.findIndex((statement) => isOurs(statement, scope))
  if (ours < 0)
    return { ...existing, Statement: [...existing.Statement, freeSid(existing, wanted)] }
  const jobArns = new Set([
    ...asList(existing.Statement[ours]?.Condition?.ArnLike?.['aws:SourceArn']),
    jobArnPattern(scope),
  ])
  return {
    ...existing,
    Statement: existing.Statement.map((statement, at) =>
      at === ours ? trustStatement(scope, [...jobArns].sort()) : statement,
    ),
  }
}

/** Ours: the same account and service, and no condition besides the two that we write. */
const isOurs = (statement: Statement, scope: RoleScope): boolean => {
  const jobArns = asList(statement.Condition?.ArnLike?.['aws:SourceArn'])
  const like = trustStatement(scope, jobArns)
  return (
    statement.Sid === like.Sid &&
    conditionFacts(statement.Condition).join() === conditionFacts(like.Condition).join()
  )
}

const freeSid = (existing: PolicyDocument, wanted: PolicyDocument): Statement => {
  const [statement] = wanted.Statement
  if (statement === undefined) throw new Error('a trust policy has one statement')
  const taken = existing.Statement.some(({ Sid }) => Sid === statement.Sid)
  if (!taken) return statement
  const { Sid: _, ...nameless } = statement
  return nameless
}
