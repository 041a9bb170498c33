import { canBindTrust } from '../../domain/audit/trust.ts'
import { asList, readPolicy } from '../../domain/core/policy-document.ts'
import { notApplicable, ok, type Verdict } from '../../domain/doctor/checks.ts'
import { judgeRights, type RightLook } from '../../domain/doctor/rights.ts'
import { decide } from '../../domain/iam/evaluate.ts'
import { roleNameOf } from '../../domain/iam/names.ts'
import { permissionPolicy } from '../../domain/iam/permission-policy.ts'
import { roleRequirements } from '../../domain/iam/requirements.ts'
import { kindOf, ROLE_KINDS, type RolePurpose } from '../../domain/iam/roles/purposes.ts'
import type { AnyRoleSpec, RoleScope } from '../../domain/iam/spec.ts'
import { judgeTrust, trustPolicy } from '../../domain/iam/trust-policy.ts'
import type { RoleView } from '../../ports/roles.ts'
import type { RightAsk } from './caller-asks.ts'
import type { Look } from './look.ts'
import { eachRight } from './principal.ts'
import { roleLine, tightenLine } from './role-line.ts'
import { scopeOf, specOf } from './role-spec.ts'
import type { Check } from './run-checks.ts'

/** The role that a service works with: whether it may take it on, and what it may then do. */
export const roleChecks = (look: Look): readonly Check[] => [
  {
    id: 'D05',
    needs: ['D01', 'D02'],
    idle: idleOf(look),
    run: () => withRole(look, trustVerdicts, absence(look)),
  },
  // A role that cannot be taken on may do nothing: its trust is repaired first, its rights are told beside it.
  {
    id: 'D20',
    // Rights on a bucket or subnet that is the wrong one say nothing about the right one.
    needs: ['D01', 'D02', 'D07', 'D08', 'D24'],
    idle: idleOf(look),
    run: () => withRole(look, rightsVerdicts, notApplicable('the role is not there')),
  },
]

const idleOf = ({ need, subjects }: Look): string | undefined => {
  if (subjects.role !== undefined) return undefined
  const takesOne = need.purposes.length > 0 || need.commands.length === 0
  return takesOne ? 'no role is named: --role' : 'no role is used'
}

const withRole = async (
  look: Look,
  judge: (look: Look, role: RoleView) => Promise<readonly Verdict[]>,
  absent: Verdict,
): Promise<readonly Verdict[]> => {
  const role = await look.role()
  return role === undefined ? [absent] : judge(look, role)
}

const absence = (look: Look): Verdict => {
  const { need, subjects } = look
  const name = roleNameOf(subjects.role ?? '')
  if (need.actions.includes('iam:CreateRole')) {
    return ok(`role ${name} is not there yet; it is made when it is needed`, name)
  }
  return {
    status: 'fail',
    severity: 'high',
    subject: name,
    detail: `there is no role ${name} in this account`,
    remedy: { text: 'Make it.', command: roleLine('setup', look, need.purposes[0]) },
  }
}

/** Without a command the role is judged for what it is: by whom its trust policy names. */
const purposesOf = (look: Look, role: RoleView): readonly RolePurpose[] => {
  if (look.need.purposes.length > 0) return look.need.purposes
  const services = (readPolicy(role.trustPolicy)?.Statement ?? []).flatMap(({ Principal }) =>
    typeof Principal === 'object' ? asList(Principal.Service) : [],
  )
  if (services.includes(ROLE_KINDS.builds.service)) return ['builds']
  return services.includes('sagemaker.amazonaws.com') ? ['training'] : ['customization']
}

const trustVerdicts = async (look: Look, role: RoleView): Promise<readonly Verdict[]> => {
  const verdicts = await Promise.all(
    purposesOf(look, role).map(async (purpose) =>
      trustVerdict(look, role, await scopeOf(look, purpose)),
    ),
  )
  const tooMuch = role.attachedPolicies.some(({ name }) => name === 'AdministratorAccess')
  return tooMuch
    ? [...verdicts.filter(({ status }) => status !== 'ok'), administrator(role)]
    : verdicts
}

const trustVerdict = (look: Look, role: RoleView, scope: RoleScope): Verdict => {
  const judged = judgeTrust(readPolicy(role.trustPolicy), scope)
  const { called, jobs } = kindOf(scope)
  const { roleName } = role
  if (judged.kind === 'right') return ok(`${called} may take on role ${roleName}`, role.arn)
  const isOpen = judged.kind === 'open'
  const isDenied = judged.kind === 'denied'
  return {
    status: isOpen ? 'warn' : 'fail',
    severity: isOpen ? 'medium' : 'high',
    subject: role.arn,
    detail: isOpen
      ? `others could borrow role ${roleName}: ${judged.why}`
      : `${called} may not take on role ${roleName} for ${jobs}: ${judged.why}`,
    evidence: { trustPolicy: role.trustPolicy },
    remedy: isDenied
      ? { text: 'A Deny wins over every Allow: take it out of the trust policy by hand.' }
      : {
          text: isOpen
            ? 'Limit the trust policy to this account; this is the statement.'
            : 'Add this statement to the trust policy.',
          ...commandFor(look, role, { isOpen, purpose: scope.purpose }),
          missing: trustPolicy(scope).Statement.map((statement) => ({
            to: { kind: 'trust', roleName },
            statement,
          })),
        },
  }
}

/** A trust that lets nobody else in is limited by itself; any other is for people to take apart. */
const commandFor = (
  look: Look,
  { roleName, trustPolicy: trust }: RoleView,
  { isOpen, purpose }: { readonly isOpen: boolean; readonly purpose: RolePurpose | undefined },
) => {
  if (!isOpen) return { command: roleLine('fix', look, purpose), isFixable: true }
  return canBindTrust(trust) ? { command: tightenLine(roleName) } : {}
}

const administrator = (role: RoleView): Verdict => ({
  status: 'warn',
  severity: 'high',
  subject: role.arn,
  detail: `role ${role.roleName} is an administrator: whoever starts a job with it can do anything`,
  remedy: {
    text: 'Give it what its jobs need and detach AdministratorAccess.',
    command: `aws iam detach-role-policy --role-name ${role.roleName} --policy-arn arn:aws:iam::aws:policy/AdministratorAccess`,
  },
})

const rightsVerdicts = async (look: Look, role: RoleView): Promise<readonly Verdict[]> => {
  const verdicts = await Promise.all(
    purposesOf(look, role).map(async (purpose) => rightsFor(look, role, purpose)),
  )
  return verdicts.flat()
}

const rightsFor = async (
  look: Look,
  role: RoleView,
  purpose: RolePurpose,
): Promise<readonly Verdict[]> => {
  const spec = await specOf(look, role, purpose)
  if (spec === undefined) return [notApplicable('no bucket is named to judge them by: --bucket')]
  const asks = roleRequirements(spec).map(({ ask }): RightAsk => ({ ...ask, isMadeUp: false }))
  const looks = (await eachRight(look, { arn: role.arn, role }, asks)).map((one) =>
    inFolders(one, role, look),
  )
  return judgeRights(looks, {
    to: { kind: 'role', roleName: role.roleName },
    subject: role.arn,
    who: `role ${role.roleName}`,
    statements: (refused) => statementsFor(spec, refused),
    ...(role.permissionsBoundaryArn === undefined
      ? {}
      : { boundaryArn: role.permissionsBoundaryArn }),
    command: roleLine('fix', look, purpose),
  })
}

/** Where no folder was given, a right in some folder of the bucket is a right. */
const inFolders = (one: RightLook, role: RoleView, { subjects }: Look): RightLook => {
  if (subjects.namesFolders || one.decision !== 'implicitDeny' || !/^s3:/.test(one.action))
    return one
  const bucket = one.resource.split('/')[0] ?? ''
  const allowed = [...role.inlinePolicies, ...role.attachedPolicies].some(({ policy }) =>
    (readPolicy(policy)?.Statement ?? []).some(
      (statement) =>
        asList(statement.Resource).some((resource) => resource.startsWith(`${bucket}/`)) &&
        decide([{ name: '', policy: { Version: '', Statement: [statement] } }], {
          action: one.action,
          context: { 'aws:ResourceAccount': role.arn.split(':')[4] ?? '' },
        }).decision === 'allowed',
    ),
  )
  return allowed ? { ...one, decision: 'allowed' } : one
}

/** Of the role's whole policy, the statements that would have allowed what was refused. */
const statementsFor = (spec: AnyRoleSpec, refused: readonly RightLook[]): readonly unknown[] => {
  const policy = permissionPolicy(spec)
  const asks = roleRequirements(spec)
    .map(({ ask }) => ask)
    .filter((ask) =>
      refused.some(({ action, resource }) => action === ask.action && resource === ask.resource),
    )
  return policy.Statement.filter((statement) =>
    asks.some(
      (ask) =>
        decide([{ name: '', policy: { ...policy, Statement: [statement] } }], ask).decision ===
        'allowed',
    ),
  )
}
