import type { Assessed } from './assess.ts'
import type { Requirement } from './requirements.ts'
import type { RoleKind } from './roles/purposes.ts'
import type { TrustVerdict } from './trust-policy.ts'

/** One line of `iam check`. */
export type CheckRow = {
  readonly id: string
  readonly subject: 'role' | 'caller'
  readonly what: string
  readonly result: 'ok' | 'warning' | 'missing' | 'could not tell'
  /** What the verdict rests on. */
  readonly by: 'policies' | 'simulation' | 'nothing'
  readonly why?: string
  readonly action?: string
  readonly resource?: string
}

/** What the simulator said to one requirement. */
export type Simulated = {
  readonly decision: 'allowed' | 'explicitDeny' | 'implicitDeny'
  readonly missingContextKeys: readonly string[]
}

/** The row of the trust policy; `kind` says whom the role is for. */
export const trustRow = (
  verdict: TrustVerdict,
  { called, jobs }: Pick<RoleKind, 'called' | 'jobs'>,
): CheckRow => ({
  id: 'trust',
  subject: 'role',
  what: `${called} may use it for ${jobs} here`,
  by: 'policies',
  ...(verdict.kind === 'right'
    ? { result: 'ok' }
    : { result: verdict.kind === 'open' ? 'warning' : 'missing', why: verdict.why }),
})

/**
 * One requirement's verdict. The simulator sees organization policies and boundaries, so it outweighs
 * our own reading; a No for want of a context key proves nothing, then the policies speak.
 */
export const requirementRow = (
  subject: CheckRow['subject'],
  requirement: Requirement,
  evidence: {
    readonly policies?: Assessed | undefined
    readonly simulated?: Simulated | undefined
  },
): CheckRow => {
  const { action, resource } = requirement.ask
  const row = { id: requirement.id, subject, what: requirement.what, action, resource }
  const { policies, simulated } = evidence
  if (simulated?.decision === 'allowed') return { ...row, result: 'ok', by: 'simulation' }
  if (simulated !== undefined && simulated.missingContextKeys.length === 0) {
    return { ...row, result: 'missing', by: 'simulation', why: whyNot(simulated, policies) }
  }
  if (policies === undefined || policies.verdict === 'unknown') {
    const why = policies?.why ?? 'it can be told neither from policies nor by simulation'
    return { ...row, result: 'could not tell', by: 'nothing', why }
  }
  return policies.verdict === 'ok'
    ? { ...row, result: 'ok', by: 'policies' }
    : { ...row, result: 'missing', by: 'policies', why: policies.why }
}

const whyNot = (simulated: Simulated, policies: Assessed | undefined): string => {
  if (policies !== undefined && policies.verdict !== 'ok') return policies.why
  if (simulated.decision === 'explicitDeny') return 'a policy denies it'
  return policies === undefined
    ? 'no policy allows it'
    : 'the role allows it, a boundary or an organization policy does not'
}
