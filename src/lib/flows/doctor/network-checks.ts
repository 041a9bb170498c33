import {
  judgeDns,
  judgeGroups,
  judgeInterfaces,
  judgeSubnets,
  judgeWayToS3,
  type WayLook,
} from '../../domain/doctor/network.ts'
import type { Look } from './look.ts'
import type { Check } from './run-checks.ts'

/** The VPC that jobs and endpoints are given; nothing without one. */
export const networkChecks = (look: Look): readonly Check[] => {
  const { need, ports, subjects } = look
  const named = need.usesNetwork ? 'no VPC is named: --subnets' : 'no VPC is used'
  const idle = subjects.subnets.length === 0 ? named : undefined
  const isHosting = need.purposes.includes('hosting')
  // Bedrock's own jobs call nothing from inside.
  const runsCode =
    need.commands.length === 0 || need.purposes.some((use) => use !== 'customization')
  const runsJobs = need.purposes.includes('training')
  return [
    {
      id: 'D24',
      needs: ['D01', 'D02'],
      idle,
      run: async () => [judgeSubnets(subjects.subnets, await look.subnets(), isHosting)],
    },
    {
      id: 'D25',
      needs: ['D24'],
      idle,
      run: async () => [judgeWayToS3(await wayOf(look))],
    },
    {
      id: 'D26',
      needs: ['D01', 'D02'],
      idle:
        idle ??
        (subjects.securityGroups.length === 0
          ? 'no security group is named: --security-groups'
          : undefined),
      run: async () => {
        const { securityGroups } = subjects
        const found = await ports.network.securityGroups(securityGroups)
        return [judgeGroups(securityGroups, found, runsJobs)]
      },
    },
    {
      id: 'D27',
      needs: ['D24'],
      idle,
      run: async () => {
        const vpcId = (await look.subnets())[0]?.vpcId ?? ''
        return [judgeDns(vpcId, await ports.network.vpc(vpcId))]
      },
    },
    {
      id: 'D28',
      needs: ['D24'],
      idle: idle ?? (runsCode ? undefined : 'no container of yours runs there'),
      run: async () => [judgeInterfaces(await wayOf(look))],
    },
  ]
}

const wayOf = async (look: Look): Promise<WayLook> => {
  const subnets = await look.subnets()
  const vpcId = subnets[0]?.vpcId ?? ''
  const [{ region }, tables, endpoints] = await Promise.all([
    look.target(),
    look.ports.network.routeTables(vpcId),
    look.ports.network.vpcEndpoints(vpcId),
  ])
  return { region, subnets, tables, endpoints }
}
