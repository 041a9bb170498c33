import { list, optionalNumber, optionalText } from '../members.ts'
import type { Call, Input, Output } from '../service.ts'
import { refusal } from './errors.ts'
import { newId } from './ids.ts'
import type { GroupRecord, RuleRecord } from './records.ts'

/** A rule that has no id yet. */
export type NewRule = Omit<RuleRecord, 'id'>

type Permission = {
  readonly IpProtocol?: string
  readonly FromPort?: number
  readonly ToPort?: number
  readonly IpRanges?: readonly { readonly CidrIp?: string; readonly Description?: string }[]
  readonly Ipv6Ranges?: readonly { readonly CidrIpv6?: string; readonly Description?: string }[]
  readonly PrefixListIds?: readonly {
    readonly PrefixListId?: string
    readonly Description?: string
  }[]
  readonly UserIdGroupPairs?: readonly {
    readonly GroupId?: string
    readonly GroupName?: string
    readonly Description?: string
  }[]
}

/** EC2 answers protocols of these numbers by name. */
const PROTOCOLS: Readonly<Record<string, string>> = { '6': 'tcp', '17': 'udp', '1': 'icmp' }

/** The short form of a request: one range in members of its own. */
const shortForm = (input: Input): readonly Permission[] => {
  const CidrIp = optionalText(input, 'CidrIp')
  const GroupName = optionalText(input, 'SourceSecurityGroupName')
  const IpProtocol = optionalText(input, 'IpProtocol')
  if (CidrIp === undefined && GroupName === undefined) return []
  const FromPort = optionalNumber(input, 'FromPort')
  const ToPort = optionalNumber(input, 'ToPort')
  return [
    {
      ...(IpProtocol === undefined ? {} : { IpProtocol }),
      ...(FromPort === undefined ? {} : { FromPort }),
      ...(ToPort === undefined ? {} : { ToPort }),
      ...(CidrIp === undefined ? {} : { IpRanges: [{ CidrIp }] }),
      ...(GroupName === undefined ? {} : { UserIdGroupPairs: [{ GroupName }] }),
    },
  ]
}

type Peer = Pick<RuleRecord, 'cidrIpv4' | 'cidrIpv6' | 'prefixListId' | 'groupId' | 'description'>

const described = (peer: Peer, description: string | undefined): Peer =>
  description === undefined ? peer : { ...peer, description }

/** All peers of a permission; `groups` finds a group that is named instead of identified. */
const peersOf = (
  permission: Permission,
  groups: (pair: { GroupId?: string; GroupName?: string }) => string,
): readonly Peer[] => [
  ...(permission.IpRanges ?? []).map(({ CidrIp = '', Description }) =>
    described({ cidrIpv4: CidrIp }, Description),
  ),
  ...(permission.Ipv6Ranges ?? []).map(({ CidrIpv6 = '', Description }) =>
    described({ cidrIpv6: CidrIpv6 }, Description),
  ),
  ...(permission.PrefixListIds ?? []).map(({ PrefixListId = '', Description }) =>
    described({ prefixListId: PrefixListId }, Description),
  ),
  ...(permission.UserIdGroupPairs ?? []).map(({ Description, ...pair }) =>
    described({ groupId: groups(pair) }, Description),
  ),
]

const portsOf = ({ IpProtocol, FromPort, ToPort }: Permission) => {
  const protocol = PROTOCOLS[IpProtocol ?? ''] ?? IpProtocol?.toLowerCase() ?? '-1'
  if (protocol === '-1') return { protocol }
  if (['tcp', 'udp'].includes(protocol) && (FromPort === undefined || ToPort === undefined)) {
    throw refusal.missing('FromPort')
  }
  return {
    protocol,
    ...(FromPort === undefined ? {} : { fromPort: FromPort }),
    ...(ToPort === undefined ? {} : { toPort: ToPort }),
  }
}

/** The single rules that a request names, in its long or its short form. */
export const rulesOf = (
  input: Input,
  isEgress: boolean,
  groups: (pair: { GroupId?: string; GroupName?: string }) => string,
): readonly NewRule[] => {
  const permissions = [...list<Permission>(input, 'IpPermissions'), ...shortForm(input)]
  return permissions.flatMap((permission) => {
    const ports = portsOf(permission)
    return peersOf(permission, groups).map((peer) => ({ isEgress, ...ports, ...peer }))
  })
}

/** Two rules are one when they admit the same; a description does not tell them apart. */
export const sameRule = (one: NewRule, other: NewRule): boolean => keyOf(one) === keyOf(other)

const keyOf = (rule: NewRule): string =>
  [
    rule.isEgress,
    rule.protocol,
    rule.fromPort,
    rule.toPort,
    rule.cidrIpv4,
    rule.cidrIpv6,
    rule.prefixListId,
    rule.groupId,
  ].join()

export const withId = (rule: NewRule): RuleRecord => ({ id: newId('sgr'), ...rule })

/** As EC2 quotes a rule that is there already. */
export const wordsOf = (rule: NewRule): string => {
  const peer = rule.cidrIpv4 ?? rule.cidrIpv6 ?? rule.prefixListId ?? rule.groupId
  const what = rule.protocol === '-1' ? 'ALL' : rule.protocol.toUpperCase()
  const ports =
    rule.fromPort === undefined ? '' : `, from port: ${rule.fromPort}, to port: ${rule.toPort}`
  return `peer: ${peer}, ${what}${ports}, ALLOW`
}

/** The rules of one direction as permissions: one for each protocol and pair of ports. */
export const permissionsOf = (
  call: Call,
  group: GroupRecord,
  isEgress: boolean,
): readonly Output[] => {
  const rules = group.rules.filter((rule) => rule.isEgress === isEgress)
  const kinds = new Map<string, RuleRecord[]>()
  for (const rule of rules) {
    const key = [rule.protocol, rule.fromPort, rule.toPort].join()
    kinds.set(key, [...(kinds.get(key) ?? []), rule])
  }
  return [...kinds.values()].map((alike) => permission(call, alike))
}

const permission = (call: Call, alike: readonly RuleRecord[]): Output => {
  const [first] = alike
  const withNote = (rule: RuleRecord, member: Output): Output =>
    rule.description === undefined ? member : { ...member, Description: rule.description }
  const peers = (
    read: (rule: RuleRecord) => string | undefined,
    word: (value: string) => Output,
  ): readonly Output[] =>
    alike.flatMap((rule) => {
      const value = read(rule)
      return value === undefined ? [] : [withNote(rule, word(value))]
    })
  return {
    IpProtocol: first?.protocol,
    FromPort: first?.fromPort,
    ToPort: first?.toPort,
    IpRanges: peers(
      ({ cidrIpv4 }) => cidrIpv4,
      (CidrIp) => ({ CidrIp }),
    ),
    Ipv6Ranges: peers(
      ({ cidrIpv6 }) => cidrIpv6,
      (CidrIpv6) => ({ CidrIpv6 }),
    ),
    PrefixListIds: peers(
      ({ prefixListId }) => prefixListId,
      (PrefixListId) => ({ PrefixListId }),
    ),
    UserIdGroupPairs: peers(
      ({ groupId }) => groupId,
      (GroupId) => ({ GroupId, UserId: call.accountId }),
    ),
  }
}

/** One rule as DescribeSecurityGroupRules has it. */
export const ruleView = (call: Call, group: GroupRecord, rule: RuleRecord): Output => ({
  SecurityGroupRuleId: rule.id,
  SecurityGroupRuleArn: `arn:aws:ec2:${call.region}:${call.accountId}:security-group-rule/${rule.id}`,
  GroupId: group.id,
  GroupOwnerId: call.accountId,
  IsEgress: rule.isEgress,
  IpProtocol: rule.protocol,
  FromPort: rule.fromPort ?? -1,
  ToPort: rule.toPort ?? -1,
  CidrIpv4: rule.cidrIpv4,
  CidrIpv6: rule.cidrIpv6,
  PrefixListId: rule.prefixListId,
  Description: rule.description,
  ...(rule.groupId === undefined
    ? {}
    : { ReferencedGroupInfo: { GroupId: rule.groupId, UserId: call.accountId } }),
  Tags: [],
})
