import {
  asList,
  POLICY_VERSION,
  type PolicyDocument,
  readPolicy,
  type Statement,
} from '../core/policy-document.ts'

/**
 * Services whose jobs take roles of the customer's. Each names the account of its job when it takes a role, so
 * that a condition on it shuts no job of the account out;
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html.
 */
const JOB_SERVICES = /^(?:bedrock|sagemaker|states)\.amazonaws\.com(?:\.cn)?$/

/** A role for jobs: its trust names one of their services. */
export const isJobRole = (trustPolicy: unknown): boolean =>
  trustStatements(trustPolicy).some((statement) => jobServicesOf(statement).length > 0)

export const trustStatements = (policy: unknown): readonly Statement[] =>
  readPolicy(policy)?.Statement ?? []

const jobServicesOf = ({ Principal }: Statement): readonly string[] =>
  (typeof Principal === 'object' ? asList(Principal.Service) : []).filter((name) =>
    JOB_SERVICES.test(name),
  )

const SOURCE_KEYS = new Set(['aws:sourceaccount', 'aws:sourcearn', 'aws:sourceorgid'])

/** A statement that lets a service of jobs in, for the jobs of any account. */
export const trustsAnyJob = (statement: Statement): boolean =>
  statement.Effect === 'Allow' &&
  jobServicesOf(statement).length > 0 &&
  !Object.values(statement.Condition ?? {})
    .flatMap((keys) => Object.keys(keys))
    .some((key) => SOURCE_KEYS.has(key.toLowerCase()))

/**
 * Who else a statement lets in: people, roles and services of which nobody knows whether they name an
 * account. A condition on it could shut them out.
 */
export const othersIn = ({ Principal }: Statement): readonly string[] => {
  if (typeof Principal !== 'object') return Principal === undefined ? [] : ['everyone']
  return Object.entries(Principal).flatMap(([kind, names]) =>
    asList(names).filter((name) => kind !== 'Service' || !JOB_SERVICES.test(name)),
  )
}

/** What a service does with a role, all of it in one request. */
const TAKING = /^sts:(?:assumerole|tagsession|setsourceidentity)$/i

/** A condition on the account takes nothing from those whom the statement is for. */
const canBeBound = (statement: Statement): boolean =>
  othersIn(statement).length === 0 && asList(statement.Action).every((one) => TAKING.test(one))

/** Whether all of a trust that is loose can be bound without shutting anybody out. */
export const canBindTrust = (trust: unknown): boolean => {
  const loose = trustStatements(trust).filter(trustsAnyJob)
  return loose.length > 0 && loose.every(canBeBound)
}

/** The statement for jobs of the account alone. */
export const boundStatement = (statement: Statement, account: string): Statement => {
  const { Condition = {} } = statement
  const StringEquals = { ...Condition.StringEquals, 'aws:SourceAccount': account }
  return { ...statement, Condition: { ...Condition, StringEquals } }
}

/**
 * The trust with the account's own condition wherever only services of jobs are let in without one. It lets
 * in nobody new, and statements that name anybody else stay as they are.
 */
export const boundTrust = (trust: unknown, account: string): PolicyDocument => {
  const document = readPolicy(trust) ?? { Version: POLICY_VERSION, Statement: [] }
  return {
    ...document,
    Statement: document.Statement.map((one) =>
      trustsAnyJob(one) && canBeBound(one) ? boundStatement(one, account) : one,
    ),
  }
}
