import {
  judgePlacement,
  type Placement,
  type PlacementProblem,
} from '../domain/checkup/placement.ts'
import { GateError, StateError } from '../errors.ts'
import type { Ports } from '../ports/all.ts'
import type { AwsVpcConfig } from '../ports/endpoint-configs.ts'
import { ifReadable } from './if-readable.ts'

type Reads = Pick<Ports, 'network' | 'io'>

/**
 * Whether instances can start in a VPC, before they are asked for: subnets and groups that are there and of
 * one VPC, free addresses, zones. Zones are advice: SageMaker's capacity need not be EC2's.
 * @throws StateError MLC-NET-001, MLC-NET-002; GateError MLC-NET-003.
 */
export const preflightNetwork = async (
  ports: Reads,
  vpc: AwsVpcConfig | undefined,
  use: Pick<Placement, 'fleets' | 'spreads'>,
): Promise<void> => {
  if (vpc === undefined || vpc.Subnets.length === 0) return
  const placement = { ...use, subnetIds: vpc.Subnets, groupIds: vpc.SecurityGroupIds }
  const look = await ifReadable(ports, 'The network', async () => ({
    subnets: await ports.network.subnets(placement.subnetIds),
    groups: await ports.network.securityGroups(placement.groupIds),
  }))
  if (look === 'unreadable') return
  const zones = await offeredZones(ports, placement)
  for (const problem of judgePlacement(placement, { ...look, zones })) tell(ports, problem)
}

/** By type as SageMaker names it; EC2 knows it without `ml.`. */
const offeredZones = async (
  ports: Reads,
  { fleets }: Placement,
): Promise<Readonly<Record<string, readonly string[]>>> => {
  const types = [...new Set(fleets.map(({ instanceType }) => instanceType))]
  const found = await ifReadable(ports, 'Zones of instance types', () =>
    Promise.all(
      types.map(
        async (type) =>
          [type, await ports.network.zonesOffering(type.replace(/^ml\./, ''))] as const,
      ),
    ),
  )
  return found === 'unreadable' ? {} : Object.fromEntries(found)
}

const tell = (ports: Reads, { kind, message }: PlacementProblem): void => {
  switch (kind) {
    case 'absent':
      throw new StateError('MLC-NET-001', message, {
        hint: 'Nothing was changed. Check ids, account and region.',
      })
    case 'several-vpcs':
      throw new StateError('MLC-NET-002', message, {
        hint: 'Nothing was changed. Name subnets and security groups of one VPC.',
      })
    case 'addresses':
      throw new GateError('MLC-NET-003', message, {
        why: 'An instance takes two addresses, five where it has Elastic Fabric Adapters.',
        hint: 'Nothing was changed. Name larger subnets or more of them, or take fewer instances.',
      })
    case 'advice':
      ports.io.warn(message)
  }
}
