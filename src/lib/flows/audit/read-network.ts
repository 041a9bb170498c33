import type { Read } from '../../domain/audit/rule.ts'
import { INTERFACE_SERVICES } from '../../domain/audit/rules/network.ts'
import { eachOf } from '../invoke/pool.ts'
import { type AuditContext, goneOrMissing } from './context.ts'
import { answerOf, readOf } from './read.ts'

/** The subnets, groups and VPCs that were met on the way. */
export const readNetwork = async (audit: AuditContext): Promise<void> => {
  const { ports, pool, tally, found } = audit
  const subnetsOfVpc = new Map<string, Set<string>>()
  for (const name of found.of('vpc')) subnetsOfVpc.set(name, new Set())
  await eachOf(pool, found.placements(), async ([key, { subnetIds, usedBy, hostsEndpoint }]) => {
    const subnets = await readOf(pool, () => ports.network.subnets(subnetIds))
    for (const { vpcId, subnetId } of answerOf(subnets) ?? []) {
      subnetsOfVpc.set(vpcId, (subnetsOfVpc.get(vpcId) ?? new Set()).add(subnetId))
    }
    tally.add('subnets', { subject: key, name: key, usedBy, subnetIds, subnets, hostsEndpoint })
  })
  await eachOf(pool, found.groups(), async ([name, { carriesClusters }]) => {
    const group = await readOf(pool, async () => (await ports.network.securityGroups([name]))[0])
    tally.add('security group', { subject: name, name, group, carriesClusters })
  })
  if (subnetsOfVpc.size === 0) return
  const offered = await readOf(pool, () =>
    ports.network.offeredEndpointServices(
      INTERFACE_SERVICES.map((service) => `com.amazonaws.${audit.policy.region}.${service}`),
    ),
  )
  await eachOf(pool, [...subnetsOfVpc], ([name, ids]) =>
    readVpc(audit, { name, subnetIds: [...ids].sort(), offered }),
  )
}

type VpcTarget = {
  readonly name: string
  readonly subnetIds: readonly string[]
  readonly offered: Read<readonly string[]>
}

const readVpc = async (audit: AuditContext, { name, subnetIds, offered }: VpcTarget) => {
  const { ports, pool, tally } = audit
  const vpc = await readOf(pool, () => ports.network.vpc(name))
  if ('value' in vpc && vpc.value === undefined) goneOrMissing(audit, 'vpc', name)
  const endpoints = await readOf(pool, () => ports.network.vpcEndpoints(name))
  const groupIds = [...new Set((answerOf(endpoints) ?? []).flatMap((one) => one.groupIds))]
  tally.add('vpc', {
    subject: name,
    name,
    subnetIds,
    vpc,
    endpoints,
    offered,
    routeTables: await readOf(pool, () => ports.network.routeTables(name)),
    endpointGroups: await readOf(pool, async () =>
      groupIds.length === 0 ? [] : ports.network.securityGroups(groupIds),
    ),
  })
}
