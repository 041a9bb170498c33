import { quotaNamed } from '../../quotas/table.ts'
import { refusal } from '../errors.ts'
import { type Ground, type HostingState, inRegion } from '../state.ts'
import { momentAt, type VariantStand } from './moment.ts'

type Fleet = Pick<VariantStand, 'instanceType' | 'count' | 'desiredCount'>

const instancesOf = (fleets: readonly Fleet[], instanceType: string): number =>
  fleets
    .filter((fleet) => fleet.instanceType === instanceType)
    .reduce((sum, { count = 0, desiredCount = 0 }) => sum + Math.max(count, desiredCount), 0)

/** Instances of a type that all endpoints of the region have or are getting. */
const inUse = (ground: Ground, state: HostingState, instanceType: string): number => {
  const now = ground.clock.now()
  const fleets = inRegion(ground, state.endpoints).flatMap((record) => {
    const moment = momentAt(record, now)
    if (moment === undefined || moment.gone || moment.status === 'Failed') return []
    const { variants, shadows, pending } = moment
    return [...variants, ...shadows, ...(pending?.variants ?? []), ...(pending?.shadows ?? [])]
  })
  return instancesOf(fleets, instanceType)
}

/**
 * Refuses fleets beyond the quota "<type> for endpoint usage", in the service's own words. Types whose
 * quota code is not published are not limited here.
 */
export const checkRoom = (ground: Ground, state: HostingState, wanted: readonly Fleet[]): void => {
  for (const type of new Set(wanted.map(({ instanceType }) => instanceType))) {
    const quota = quotaNamed('sagemaker', `${type} for endpoint usage`)
    if (type === undefined || quota === undefined) continue
    const limit = ground.neighbours.quota('sagemaker', quota.quotaCode)
    const [used, delta] = [inUse(ground, state, type), instancesOf(wanted, type)]
    if (used + delta <= limit) continue
    throw refusal.limit(
      `The account-level service limit '${quota.quotaName}' is ${limit} Instances, with current utilization of ${used} Instances and a request delta of ${delta} Instances. Please use AWS Service Quotas to request an increase for this quota. If AWS Service Quotas is not available, contact AWS support to request an increase for this quota.`,
    )
  }
}
