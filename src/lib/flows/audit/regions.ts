import type { AuditFinding } from '../../domain/audit/report.ts'
import { together } from '../../domain/audit/tally.ts'
import type { Target } from '../../domain/audit/targets.ts'
import { UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { AuditRequest } from './audit.ts'
import { type Look, type LookRequest, look } from './look.ts'
import { unreadOf } from './read.ts'
import type { AuditScope } from './scope.ts'

/** Names of regions, or every one that the account has turned on. */
export type WantedRegions = readonly string[] | 'all'

/**
 * The regions of an audit, the run's own first; the gap where the account's could not be asked for.
 * @throws UsageError MLC-AUD-005 for several with things that have one region, or with repairs.
 */
export const regionsOf = async (
  ports: Ports,
  { regions = [], scope, fix }: Pick<AuditRequest, 'regions' | 'scope' | 'fix'>,
): Promise<{ readonly regions: readonly string[]; readonly gap?: string }> => {
  const { region: home } = await ports.target()
  const isOne = regions !== 'all' && new Set([home, ...regions]).size === 1
  if (isOne) return { regions: [home] }
  refuseSeveral(scope, fix !== undefined)
  if (regions !== 'all') return { regions: [...new Set([home, ...regions])] }
  try {
    return { regions: [...new Set([home, ...(await ports.network.regions())])] }
  } catch (error) {
    const { why } = unreadOf(error)
    return {
      regions: [home],
      gap: `the regions of the account could not be listed, so that only ${home} was looked at: ${why}`,
    }
  }
}

const refuseSeveral = (scope: AuditScope, isRepair: boolean): void => {
  const why = isRepair
    ? 'A plan of repairs is for one region.'
    : scope.kind === 'account' || scope.kind === 'tag'
      ? undefined
      : 'What is named, by flags or by a project, is in one region each.'
  if (why === undefined) return
  throw new UsageError('MLC-AUD-005', 'Several regions cannot be looked at like this.', {
    why,
    hint: 'Give --account or --tag k=v and no --fix, or one --region.',
  })
}

/**
 * Looks in one region after the other, as each has rates of its own, and tells all as one. What belongs to no
 * region is looked at in the first; buckets and keys where they live; a region that may not be asked is a gap.
 */
export const lookInRegions = async (
  ports: Ports,
  request: Omit<LookRequest, 'place'>,
  regions: readonly string[],
): Promise<Look> => {
  const [home] = regions
  const ahead = new Set(regions)
  const waiting = new Map<string, Target[]>()
  const roles = new Set<string>()
  const looks: Look[] = []
  for (const [at, region] of regions.entries()) {
    ahead.delete(region)
    const place = {
      isHome: region === home,
      waiting: waiting.get(region) ?? [],
      passOn: (to: string, target: Target) => {
        if (ahead.has(to)) waiting.set(to, [...(waiting.get(to) ?? []), target])
        return ahead.has(to)
      },
      isNewRole: (name: string) => roles.size !== roles.add(name).size,
      label: `${region} (${at + 1} of ${regions.length}): `,
    }
    const there = region === home ? ports : ports.inRegion(region)
    const policy = { ...request.policy, region }
    const found = await look(there, { ...request, policy, place })
    looks.push(inRegion(found, region, place.isHome))
  }
  return { ...together(looks), gaps: looks.flatMap(({ gaps }) => gaps) }
}

/** Kinds that are the same wherever they are asked for. */
const GLOBAL: ReadonlySet<string> = new Set(['role', 'root user', 'user', 'trails'])

/** Gaps and findings with their region; a line that repairs one runs where it is needed. */
const inRegion = (found: Look, region: string, isHome: boolean): Look => ({
  ...found,
  gaps: found.gaps.map((gap) => (gap.includes(region) ? gap : `${region}: ${gap}`)),
  findings: found.findings.map((one) => placed(one, region, isHome)),
})

const placed = (finding: AuditFinding, region: string, isHome: boolean): AuditFinding => {
  if (GLOBAL.has(finding.kind)) return finding
  const { remedy } = finding
  if (isHome || remedy?.command === undefined) return { ...finding, region }
  const command = `${remedy.command} --region ${region}`
  return { ...finding, region, remedy: { ...remedy, command } }
}
