import type { RoleView } from '../../../ports/roles.ts'
import { shellWord } from '../../core/command-line.ts'
import { asList, type Statement } from '../../core/policy-document.ts'
import type { RoleFacts } from '../facts.ts'
import { demand, judged, NOT_APPLICABLE, type Rule, type Verdict } from '../rule.ts'
import { canBindTrust, othersIn, trustStatements, trustsAnyJob } from '../trust.ts'
import { isForEveryone } from './keys.ts'

const IAM_DOCS = 'https://docs.aws.amazon.com/IAM/latest/UserGuide'

/** Roles that jobs, endpoints and notebooks run with: A22. */
export const ROLE_RULES: readonly Rule<RoleFacts>[] = [
  {
    id: 'A22.exists',
    title: 'Role exists',
    severity: 'high',
    what: 'The role that something runs with exists.',
    why: 'Jobs fail at their first call, and endpoints when they scale.',
    source: `${IAM_DOCS}/id_roles.html`,
    remedy: 'Make the role anew.',
    judge: ({ role, name }) =>
      judged(role, (view) =>
        demand(view !== undefined, `There is no role ${name}.`, { Role: null }),
      ),
    command: ({ name }) => `mlctl iam setup --role ${name}`,
  },
  {
    id: 'A22.administrator',
    title: 'Role may do everything',
    severity: 'high',
    what: 'The role does not hold AdministratorAccess, or all actions on everything.',
    why: 'Whoever gets code into a job owns the account.',
    source: `${IAM_DOCS}/best-practices.html#grant-least-privilege`,
    remedy: 'Detach the policy and give the role what its job needs.',
    judge: ({ role }) =>
      ofRole(role, (view) => {
        const all = allowsOf(view).filter(({ statement }) => isEverything(statement))
        const names = [...new Set([...administrator(view), ...all.map(({ policy }) => policy)])]
        return demand(names.length === 0, `Everything is allowed by ${names.join(', ')}.`, {
          policies: names,
        })
      }),
    command: ({ name }) =>
      `aws iam detach-role-policy --role-name ${name} --policy-arn arn:aws:iam::aws:policy/AdministratorAccess`,
  },
  {
    id: 'A22.pass-role',
    title: 'Role may pass every role',
    severity: 'high',
    what: 'The right iam:PassRole is limited to named roles or to a service.',
    why: 'A job could start another one with a role that may do more.',
    source: `${IAM_DOCS}/id_roles_use_passrole.html`,
    remedy: 'Name the roles, and iam:PassedToService.',
    judge: ({ role }) =>
      ofRole(role, (view) => {
        const open = allowsOf(view).filter(({ statement }) => passesEveryRole(statement))
        const names = [...new Set(open.map(({ policy }) => policy))]
        return demand(names.length === 0, `Any role may be passed, by ${names.join(', ')}.`, {
          statements: open.map(({ statement }) => statement),
        })
      }),
  },
  {
    id: 'A22.open-trust',
    title: 'Trust of everyone',
    severity: 'critical',
    what: 'The trust policy names who may take the role.',
    why: 'Every AWS account could work with the rights of the role.',
    source: `${IAM_DOCS}/roles-managingrole-editing-console.html`,
    remedy: 'Name the service or the account in place of "*".',
    judge: ({ role }) =>
      ofRole(role, ({ trustPolicy }) => {
        const open = trustStatements(trustPolicy).filter(isForEveryone)
        return demand(open.length === 0, 'Everyone may take the role.', open)
      }),
    command: ({ name }) =>
      `aws iam get-role --role-name ${name} --query Role.AssumeRolePolicyDocument`,
  },
  {
    id: 'A22.confused-deputy',
    title: 'Trust without a source account',
    severity: 'medium',
    what: 'A trust in Bedrock or SageMaker has aws:SourceAccount or aws:SourceArn.',
    why: 'Without it a job of another account could make the service use this role.',
    source: `${IAM_DOCS}/confused-deputy.html`,
    remedy: 'Add the condition aws:SourceAccount to what the trust policy says of the service.',
    fixable: true,
    canFix: ({ role }) => canBindTrust('value' in role ? role.value?.trustPolicy : undefined),
    judge: ({ role }) =>
      ofRole(role, ({ trustPolicy }) => {
        const loose = trustStatements(trustPolicy).filter(trustsAnyJob)
        const others = [...new Set(loose.flatMap(othersIn))]
        const beside =
          others.length === 0
            ? ''
            : ` The same statement lets in ${others.join(', ')}, whom the condition could shut out: give the service a statement of its own.`
        return demand(
          loose.length === 0,
          `The service may use the role for any account.${beside}`,
          loose,
        )
      }),
    command: ({ name }) => `mlctl audit --role ${shellWord(name)} --fix`,
  },
  {
    id: 'A22.boundary',
    title: 'Permissions boundary',
    severity: 'low',
    what: 'The role has a permissions boundary.',
    why: 'It keeps what later policies give within limits.',
    source: `${IAM_DOCS}/access_policies_boundaries.html`,
    remedy: 'Set a permissions boundary.',
    judge: ({ role }) =>
      ofRole(role, ({ permissionsBoundaryArn }) =>
        demand(permissionsBoundaryArn !== undefined, 'There is no permissions boundary.', {
          PermissionsBoundary: null,
        }),
      ),
    command: ({ name }) =>
      `aws iam put-role-permissions-boundary --role-name ${name} --permissions-boundary POLICY_ARN`,
  },
]

const ofRole = (role: RoleFacts['role'], judge: (view: RoleView) => Verdict): Verdict =>
  judged(role, (view) => (view === undefined ? NOT_APPLICABLE : judge(view)))

const administrator = ({ attachedPolicies }: RoleView): readonly string[] =>
  attachedPolicies.flatMap(({ arn, name }) =>
    arn.endsWith(':aws:policy/AdministratorAccess') ? [name] : [],
  )

/** Every Allow of the role, with the name of its policy. */
const allowsOf = (view: RoleView) =>
  [...view.inlinePolicies, ...view.attachedPolicies].flatMap(({ name, policy }) =>
    trustStatements(policy)
      .filter(({ Effect }) => Effect === 'Allow')
      .map((statement) => ({ policy: name, statement })),
  )

const isUnlimited = ({ Resource, Condition }: Statement): boolean =>
  asList(Resource).includes('*') && Object.keys(Condition ?? {}).length === 0

const isEverything = (statement: Statement): boolean =>
  isUnlimited(statement) && asList(statement.Action).some((action) => /^\*(:\*)?$/.test(action))

const passesEveryRole = (statement: Statement): boolean =>
  isUnlimited(statement) &&
  asList(statement.Action).some((action) => /^iam:(?:\*|pass\*|passrole)$/i.test(action))
