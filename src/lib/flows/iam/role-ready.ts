import { readPolicy } from '../../domain/core/policy-document.ts'
import { assessRole } from '../../domain/iam/assess.ts'
import { roleRequirements } from '../../domain/iam/requirements.ts'
import type { AnyRoleSpec } from '../../domain/iam/spec.ts'
import { judgeTrust } from '../../domain/iam/trust-policy.ts'
import { AccessError, TemporaryError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'

export type Readiness = {
  readonly ready: boolean
  /** What proves it: the simulator, or the policies alone where the caller may not simulate. */
  readonly by: 'simulation' | 'policies'
  readonly waitedMs: number
  /** What is still refused, in words. */
  readonly open: readonly string[]
}

/** Reads that must agree in a row: IAM answers from several copies. */
const READS_IN_A_ROW = 3
const PAUSE_WHEN_GOOD_MS = 1_000
/** Pauses after a refusal; the last one repeats. Most roles are usable after 2 to 15 s. */
const PAUSES_MS = [2_000, 4_000, 8_000, 15_000]
const GIVE_UP_MS = 120_000
/** A simulator that fails so often is taken for one that is not there, as behind some endpoints. */
const SIMULATOR_FAULTS = 3

/**
 * Waits until a new or changed role is really usable: several consistent reads, then the simulator
 * with the job's own context. Throttling and service faults only lengthen the wait. Whether the service
 * can assume the role is proved by nothing but the job itself, so creating it must still be retried.
 */
export const waitForRole = async (
  ports: Pick<Ports, 'clock' | 'io' | 'roles'>,
  spec: AnyRoleSpec,
): Promise<Readiness> => {
  const { clock, io } = ports
  const startedAt = clock.now()
  const progress = io.progress(`Waiting for role ${spec.roleName}`)
  try {
    let agreeing = 0
    let refusals = 0
    const simulator: Simulator = { faults: 0 }
    for (let tries = 1; ; tries++) {
      const look = await lookOnce(ports, spec, simulator)
      agreeing = look.open.length === 0 ? agreeing + 1 : 0
      const waitedMs = clock.now() - startedAt
      if (agreeing >= READS_IN_A_ROW || waitedMs >= GIVE_UP_MS) {
        return { ready: agreeing >= READS_IN_A_ROW, ...look, waitedMs }
      }
      progress.update({
        label: `Waiting for IAM to spread (look ${tries})`,
        elapsedMs: waitedMs,
      })
      await clock.sleep(agreeing > 0 ? PAUSE_WHEN_GOOD_MS : pauseAfter(++refusals), io.signal)
    }
  } finally {
    progress.stop()
  }
}

const pauseAfter = (refusals: number): number =>
  PAUSES_MS[Math.min(refusals, PAUSES_MS.length) - 1] ?? GIVE_UP_MS

type Look = Pick<Readiness, 'by' | 'open'>

/** Counts over all looks of one wait. */
type Simulator = { faults: number }

const lookOnce = async (
  ports: Pick<Ports, 'roles'>,
  spec: AnyRoleSpec,
  simulator: Simulator,
): Promise<Look> => {
  try {
    return await look(ports, spec, simulator)
  } catch (error) {
    if (error instanceof TemporaryError) return { by: 'policies', open: [error.message] }
    throw error
  }
}

const look = async (
  ports: Pick<Ports, 'roles'>,
  spec: AnyRoleSpec,
  simulator: Simulator,
): Promise<Look> => {
  const role = await ports.roles.find(spec.roleName)
  if (role === undefined) return { by: 'policies', open: ['the role is not seen yet'] }
  const trust = judgeTrust(readPolicy(role.trustPolicy), spec)
  const requirements = roleRequirements(spec)
  const byPolicies = assessRole(role, requirements)
    .filter(({ verdict }) => verdict === 'missing' || verdict === 'blocked')
    .map(({ requirement, why }) => `${requirement.what}: ${why}`)
  const open = [
    ...(trust.kind === 'wrong' || trust.kind === 'denied' ? [`trust: ${trust.why}`] : []),
    ...byPolicies,
  ]
  if (open.length > 0) return { by: 'policies', open }
  if (simulator.faults >= SIMULATOR_FAULTS) return { by: 'policies', open }
  const answers = await simulateOrNot(ports, role.arn, spec).catch((error: unknown) => {
    if (error instanceof TemporaryError) simulator.faults++
    throw error
  })
  if (answers === undefined) return { by: 'policies', open }
  return {
    by: 'simulation',
    open: answers
      // Without a context key the simulator says no to what AWS would allow.
      .filter(
        ({ decision, missingContextKeys }) =>
          decision !== 'allowed' && missingContextKeys.length === 0,
      )
      .map(({ action, resource, decision }) => `${action} on ${resource}: ${decision}`),
  }
}

const simulateOrNot = async (ports: Pick<Ports, 'roles'>, arn: string, spec: AnyRoleSpec) => {
  try {
    return await ports.roles.simulate(
      arn,
      roleRequirements(spec).map(({ ask }) => ask),
    )
  } catch (error) {
    if (error instanceof AccessError) return undefined
    throw error
  }
}
