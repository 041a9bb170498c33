import { parseArn } from '../../core/arn.ts'
import { asList, type Statement } from '../../core/policy-document.ts'
import { matchesGlob } from '../glob.ts'
import { actionProblem } from './action-names.ts'
import type { LintFinding, LintPlace, PolicyKind } from './findings.ts'

/** What a rule is told of a statement. */
export type RuleInput = {
  readonly statement: Statement
  readonly kind: PolicyKind
  readonly place: LintPlace
}

type Verdict = Pick<LintFinding, 'level' | 'says'>
export type StatementRule = {
  readonly rule: string
  readonly judge: (input: RuleInput) => readonly Verdict[]
}

const error = (says: string): Verdict => ({ level: 'error', says })
const warning = (says: string): Verdict => ({ level: 'warning', says })

/** Keys of a condition in lower case, as IAM reads them. */
const conditionKeys = ({ Condition }: Statement): readonly string[] =>
  Object.values(Condition ?? {}).flatMap((keys) =>
    Object.keys(keys).map((key) => key.toLowerCase()),
  )

const allows = ({ Effect }: Statement): boolean => Effect === 'Allow'

/** Every rule about one statement; source of each: facts of security, least privilege and preflight. */
export const STATEMENT_RULES: readonly StatementRule[] = [
  {
    rule: 'action.everything',
    judge: ({ statement, kind }) =>
      allows(statement) && kind !== 'key' && asList(statement.Action).some((one) => one === '*')
        ? [error('it allows every action of every service')]
        : [],
  },
  {
    rule: 'action.whole-service',
    judge: ({ statement, kind }) =>
      allows(statement) && kind !== 'key'
        ? asList(statement.Action)
            .filter((one) => /^[a-z0-9-]+:\*$/i.test(one))
            .map((one) => warning(`it allows a whole service: ${one}`))
        : [],
  },
  {
    rule: 'action.all-but',
    judge: ({ statement }) =>
      allows(statement) && statement.NotAction !== undefined
        ? [error('it allows all actions but some (NotAction): new actions of AWS are let in too')]
        : [],
  },
  {
    rule: 'resource.all-but',
    judge: ({ statement }) =>
      allows(statement) && statement.NotResource !== undefined
        ? [error('it allows all resources but some (NotResource)')]
        : [],
  },
  {
    rule: 'principal.all-but',
    judge: ({ statement }) =>
      allows(statement) && statement.NotPrincipal !== undefined
        ? [error('it allows everyone but some (NotPrincipal)')]
        : [],
  },
  {
    rule: 'action.unknown',
    judge: ({ statement }) =>
      [...asList(statement.Action), ...asList(statement.NotAction)].flatMap((action) => {
        if (action === '*') return []
        const problem = actionProblem(action, matchesGlob)
        return problem === undefined ? [] : [error(problem)]
      }),
  },
  { rule: 'pass-role.to-anyone', judge: (input) => judgePassRole(input) },
  { rule: 'statement.parts', judge: (input) => judgeParts(input) },
  {
    rule: 'resource.elsewhere',
    judge: ({ statement, place }) =>
      [...asList(statement.Resource), ...asList(statement.NotResource)].flatMap((resource) =>
        judgeArn(resource, place, namesAliases(statement)),
      ),
  },
  { rule: 'trust.confused-deputy', judge: (input) => judgeTrustGuard(input) },
  {
    rule: 'principal.everyone',
    judge: ({ statement, kind }) =>
      allows(statement) && kind !== 'identity' && namesEveryone(statement)
        ? [
            conditionKeys(statement).some((key) => GUARDS.includes(key))
              ? warning('it allows everyone whom its conditions let through')
              : error('it allows everyone'),
          ]
        : [],
  },
]

/** Conditions that shut strangers out. */
const GUARDS = [
  'aws:principalaccount',
  'aws:principalarn',
  'aws:principalorgid',
  'aws:sourceaccount',
  'aws:sourcearn',
  'kms:calleraccount',
]

const namesEveryone = ({ Principal }: Statement): boolean =>
  Principal === '*' ||
  (Principal !== undefined && Object.values(Principal).flatMap(asList).includes('*'))

const judgePassRole = ({ statement }: RuleInput): readonly Verdict[] => {
  const passes = asList(statement.Action).some((action) =>
    matchesGlob(action.toLowerCase(), 'iam:passrole'),
  )
  // Of a statement that allows everything, that is said already.
  if (!allows(statement) || !passes || asList(statement.Action).includes('*')) return []
  if (conditionKeys(statement).includes('iam:passedtoservice')) return []
  const onAll = asList(statement.Resource).some((resource) => /(^\*$|role\/\*$)/.test(resource))
  return [
    onAll
      ? error('it hands any role to any service: iam:PassRole needs a role and iam:PassedToService')
      : warning('iam:PassRole has no iam:PassedToService'),
  ]
}

/** Identity policies have resources and no principals; trust policies the other way round. */
const judgeParts = ({ statement, kind }: RuleInput): readonly Verdict[] => {
  const hasPrincipal = statement.Principal !== undefined || statement.NotPrincipal !== undefined
  const hasResource = statement.Resource !== undefined || statement.NotResource !== undefined
  const hasAction = statement.Action !== undefined || statement.NotAction !== undefined
  return [
    ...(hasAction ? [] : [error('it has no Action')]),
    ...(kind === 'identity' && hasPrincipal
      ? [error('a policy of a role or user has no Principal')]
      : []),
    ...(kind !== 'identity' && !hasPrincipal ? [error('it has no Principal')] : []),
    ...(kind === 'trust' && hasResource ? [error('a trust policy has no Resource')] : []),
    ...(kind !== 'trust' && !hasResource ? [error('it has no Resource')] : []),
    ...[statement.Action, statement.Resource].flatMap((list) =>
      list !== undefined && asList(list).length === 0
        ? [error('an empty list matches nothing')]
        : [],
    ),
  ]
}

/** A service may take a role on only for jobs of this account. */
const judgeTrustGuard = ({ statement, kind }: RuleInput): readonly Verdict[] => {
  if (kind !== 'trust' || !allows(statement) || typeof statement.Principal !== 'object') return []
  const services = asList(statement.Principal.Service)
  if (services.length === 0) return []
  const keys = conditionKeys(statement)
  return keys.includes('aws:sourceaccount')
    ? []
    : [
        error(
          `${services.join(', ')} may use it for jobs of any account: aws:SourceAccount is missing`,
        ),
      ]
}

/** Services whose ARNs have no region, or neither region nor account. */
const GLOBAL = new Set(['iam', 's3'])

/** Actions on aliases themselves: kms:CreateAlias. */
const namesAliases = ({ Action }: Statement): boolean =>
  asList(Action).some((action) => /alias/i.test(action))

const judgeArn = (resource: string, place: LintPlace, mayBeAlias: boolean): readonly Verdict[] => {
  if (resource === '*') return []
  const parts = resource.split(':')
  if (parts[0] !== 'arn' || parts.length < 6) return [error(`${resource} is no ARN`)]
  const [, partition = '', service = '', region = '', account = ''] = parts
  const literal = (text: string) => text !== '' && !/[*?$]/.test(text)
  return [
    ...(literal(partition) && partition !== place.partition
      ? [error(`${resource} is of partition ${partition}, not ${place.partition}`)]
      : []),
    ...(literal(region) && region !== place.region && !GLOBAL.has(service)
      ? [warning(`${resource} is in ${region}, not ${place.region}`)]
      : []),
    // Images of AWS lie in its own accounts, managed policies in the account "aws".
    ...(literal(account) && account !== place.account && account !== 'aws' && service !== 'ecr'
      ? [warning(`${resource} is of account ${account}, not ${place.account}`)]
      : []),
    ...(!mayBeAlias &&
    service === 'kms' &&
    parseArn(resource)?.resource.startsWith('alias/') === true
      ? [error(`${resource} is an alias: it matches no key`)]
      : []),
  ]
}
