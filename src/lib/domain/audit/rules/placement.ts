import type { SecurityGroupRule } from '../../../ports/network.ts'
import type { GroupFacts, PlacementFacts } from '../facts.ts'
import { demand, fault, judged, NOT_APPLICABLE, type Rule } from '../rule.ts'

const SAGEMAKER_DOCS = 'https://docs.aws.amazon.com/sagemaker/latest/dg'
const VPC_DOCS = 'https://docs.aws.amazon.com/vpc/latest/userguide'

/** One instance more than this, and a deployment beside it, still find an address. */
const LEAST_ADDRESSES = 5

/** Subnets of jobs and endpoints: A08. */
export const PLACEMENT_RULES: readonly Rule<PlacementFacts>[] = [
  {
    id: 'A08.subnets',
    title: 'Subnets exist',
    severity: 'high',
    what: 'All subnets exist and belong to one VPC.',
    why: 'A job or endpoint that names them cannot start.',
    source: `${SAGEMAKER_DOCS}/host-vpc.html`,
    remedy: 'Name subnets of one VPC that exist.',
    judge: ({ subnets, subnetIds }) =>
      judged(subnets, (found) => {
        const ids = new Set(found.map(({ subnetId }) => subnetId))
        const gone = subnetIds.filter((id) => !ids.has(id))
        if (gone.length > 0)
          return fault(`Not there: ${gone.join(', ')}.`, { subnetIds, found: [...ids] })
        const vpcs = [...new Set(found.map(({ vpcId }) => vpcId))]
        return demand(vpcs.length <= 1, `They belong to ${vpcs.join(' and ')}.`, { vpcs })
      }),
  },
  {
    id: 'A08.zones',
    title: 'Two availability zones',
    severity: 'medium',
    what: 'The subnets of an endpoint lie in at least two availability zones.',
    why: 'When the one zone fails, nothing answers.',
    source: `${SAGEMAKER_DOCS}/host-vpc.html`,
    remedy: 'Add a subnet of another zone.',
    judge: ({ subnets, hostsEndpoint }) =>
      hostsEndpoint
        ? judged(subnets, (found) => {
            const zones = [...new Set(found.map(({ availabilityZone }) => availabilityZone))]
            if (found.length === 0) return NOT_APPLICABLE
            return demand(zones.length > 1, `All lie in ${zones.join()}.`, { zones })
          })
        : NOT_APPLICABLE,
  },
  {
    id: 'A08.addresses',
    title: 'Free addresses',
    severity: 'low',
    what: `Each subnet has at least ${LEAST_ADDRESSES} free addresses.`,
    why: 'Every instance takes addresses; updates and scaling fail when there are none.',
    source: `${SAGEMAKER_DOCS}/train-vpc.html`,
    remedy: 'Use larger subnets, or free addresses.',
    judge: ({ subnets }) =>
      judged(subnets, (found) => {
        const full = found.filter((one) => one.availableIpAddressCount < LEAST_ADDRESSES)
        const words = full.map((one) => `${one.subnetId} has ${one.availableIpAddressCount}`)
        return demand(full.length === 0, `${words.join(', ')}.`, full)
      }),
  },
]

/** Security groups of jobs and endpoints: A11. */
export const GROUP_RULES: readonly Rule<GroupFacts>[] = [
  {
    id: 'A11.self-reference',
    title: 'Group admits itself',
    severity: 'medium',
    what: 'The group of a job of several instances admits traffic from itself.',
    why: 'The instances of a distributed job cannot reach each other, and the job hangs.',
    source: `${SAGEMAKER_DOCS}/train-vpc.html`,
    remedy: 'Admit all traffic from the group itself.',
    judge: ({ group, carriesClusters, name }) =>
      carriesClusters
        ? judged(group, (view) =>
            demand(
              view?.ingress.some(({ groupIds }) => groupIds.includes(name)) === true,
              'No inbound rule names the group itself.',
              { ingress: view?.ingress ?? null },
            ),
          )
        : NOT_APPLICABLE,
    command: ({ name }) =>
      `aws ec2 authorize-security-group-ingress --group-id ${name} --protocol all --source-group ${name}`,
  },
  {
    id: 'A11.open-ingress',
    title: 'Group open to everyone',
    severity: 'high',
    what: 'The group admits nothing from everywhere (0.0.0.0/0, ::/0).',
    why: 'Jobs and endpoints are reached through AWS alone; whoever else knocks is no friend.',
    source: `${VPC_DOCS}/vpc-security-groups.html`,
    remedy: 'Revoke the rule for everyone.',
    judge: ({ group }) =>
      judged(group, (view) => {
        const open = (view?.ingress ?? []).filter(isOpen)
        return demand(
          open.length === 0,
          `Open to everyone: ${open.map(portText).join(', ')}.`,
          open,
        )
      }),
    command: ({ name, group }) => {
      const rule = 'value' in group ? group.value?.ingress.find(isOpen) : undefined
      const port = rule?.fromPort === undefined ? '' : ` --port ${portText(rule)}`
      return `aws ec2 revoke-security-group-ingress --group-id ${name} --protocol ${rule?.protocol ?? 'all'}${port} --cidr 0.0.0.0/0`
    },
  },
]

const isOpen = ({ cidrs }: SecurityGroupRule): boolean =>
  cidrs.some((cidr) => cidr === '0.0.0.0/0' || cidr === '::/0')

const portText = ({ protocol, fromPort, toPort }: SecurityGroupRule): string => {
  if (protocol === '-1' || fromPort === undefined) return 'all ports'
  return fromPort === toPort || toPort === undefined ? String(fromPort) : `${fromPort}-${toPort}`
}
