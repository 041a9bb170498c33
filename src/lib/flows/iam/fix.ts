import { commandLine } from '../../domain/core/command-line.ts'
import type { Plan } from '../../domain/core/plan.ts'
import { readPolicy } from '../../domain/core/policy-document.ts'
import { statementText } from '../../domain/iam/diff.ts'
import type { Ports } from '../../ports/all.ts'
import type { Io } from '../../ports/io.ts'
import { type Applied, type ApplyOptions, carryOut } from '../apply.ts'
import { planAgainstLiveState } from '../observe.ts'
import { checkRole, type RoleCheck } from './check.ts'
import { planRoleFixes, type RoleFixes } from './fix-plan.ts'
import { askAccessAnalyzer, lintBeforeWriting } from './policy-gate.ts'
import { roleFlags } from './role-flags.ts'
import type { RoleRequest } from './role-request.ts'
import { showDiff } from './setup.ts'

export type RoleFix = {
  readonly status: Applied['status']
  readonly roleArn: string
  /** Checks that failed before, and after; equal where nothing was changed. */
  readonly missingBefore: number
  readonly missingAfter: number
  readonly changes: RoleFixes['changes']
  /** What people must do: whose policy it is, and the statement. */
  readonly left: readonly {
    readonly where: string
    readonly why: string
    readonly statement: unknown
  }[]
  readonly plan: Plan
  readonly planFile?: string
}

/** How long IAM may take to show a change to the check that proves it. */
const LOOKS_AFTER = 6
const PAUSE_MS = 5_000

/**
 * Repairs what `iam check` finds: trust, one inline policy of ours, key policies. Shows the differences,
 * asks, applies, and checks again. A role without our tag is changed only when its name is typed.
 * @throws StateError MLC-IAM-005 when there is no such role; GateError MLC-IAM-004, MLC-IAM-008 for a policy that cannot be written.
 */
export const fixRole = async (
  ports: Ports,
  request: RoleRequest,
  options: ApplyOptions,
): Promise<RoleFix> => {
  const before = await checkRole(ports, request)
  const fixes = await planRoleFixes(ports, before.missingStatements)
  await judgePolicies(ports, fixes)
  showFixes(ports.io, fixes)
  const again = commandLine(['iam', 'fix'], roleFlags({ ...request, role: before.roleName }))
  const { plan } = await planAgainstLiveState(ports, again, fixes.steps)
  const applied = await carryOut(ports, plan, options)
  const after = applied.status === 'applied' ? await checkAgain(ports, request, fixes) : before
  return {
    status: applied.status,
    roleArn: before.roleArn,
    missingBefore: before.missing,
    missingAfter: after.missing,
    changes: fixes.changes,
    left: leftOf(fixes),
    plan: applied.plan,
    ...(applied.planFile === undefined ? {} : { planFile: applied.planFile }),
  }
}

/** IAM shows changes late: looks until only what nobody could repair is missing. */
const checkAgain = async (
  ports: Ports,
  request: RoleRequest,
  { notFixable }: RoleFixes,
): Promise<RoleCheck> => {
  for (let look = 1; ; look++) {
    const check = await checkRole(ports, request)
    if (check.missingStatements.length <= notFixable.length || look >= LOOKS_AFTER) return check
    await ports.clock.sleep(PAUSE_MS, ports.io.signal)
  }
}

/** The documents that the fixes write, read by the linter and by Access Analyzer. */
const judgePolicies = async (ports: Ports, fixes: RoleFixes): Promise<void> => {
  const [caller, { region }] = [await ports.identity.whoAmI(), await ports.target()]
  const { policies } = fixes
  const place = { partition: caller.partition, account: caller.account, region }
  for (const warning of policies.flatMap((policy) => lintBeforeWriting(policy, place))) {
    ports.io.warn(warning)
  }
  for (const note of await askAccessAnalyzer(ports, policies)) ports.io.note(note)
}

const showFixes = (io: Io, fixes: RoleFixes): void => {
  for (const { where, diff } of fixes.changes) {
    io.note('')
    showDiff(io, `Changes of ${where}`, diff)
  }
  for (const { where, why } of leftOf(fixes)) io.warn(`Not repaired: ${where} (${why}).`)
}

const leftOf = ({ notFixable }: RoleFixes): RoleFix['left'] =>
  notFixable.map(({ missing, why }) => ({
    where: `${missing.to.kind}: ${textOf(missing.statement)}`,
    why,
    statement: missing.statement,
  }))

const textOf = (statement: unknown): string => {
  const [first] = readPolicy({ Version: '', Statement: [statement] })?.Statement ?? []
  return first === undefined ? 'a statement' : statementText(first)
}
