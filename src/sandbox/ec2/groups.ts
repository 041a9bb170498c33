import { list, optionalText, text } from '../members.ts'
import { type Call, type Input, type Output, ServiceError } from '../service.ts'
import { admitted, type Filters, named, one, paged, tagsFor } from './describe.ts'
import { refusal } from './errors.ts'
import { newId } from './ids.ts'
import type { GroupRecord, NetworkState, RuleRecord, Tag } from './records.ts'
import { permissionsOf, rulesOf, ruleView, sameRule, withId, wordsOf } from './rules.ts'
import { changeNetwork, placeOf, readNetwork } from './store.ts'

const peers =
  (isEgress: boolean, read: (rule: RuleRecord) => string | number | undefined) =>
  ({ rules }: GroupRecord): readonly string[] =>
    rules.filter((rule) => rule.isEgress === isEgress).flatMap((rule) => String(read(rule) ?? ''))

const ruleFilters = (prefix: string, isEgress: boolean): Filters<GroupRecord> => ({
  [`${prefix}.cidr`]: peers(isEgress, ({ cidrIpv4 }) => cidrIpv4),
  [`${prefix}.from-port`]: peers(isEgress, ({ fromPort }) => fromPort),
  [`${prefix}.to-port`]: peers(isEgress, ({ toPort }) => toPort),
  [`${prefix}.protocol`]: peers(isEgress, ({ protocol }) => protocol),
  [`${prefix}.group-id`]: peers(isEgress, ({ groupId }) => groupId),
})

const FILTERS: Filters<GroupRecord> = {
  'group-id': ({ id }) => id,
  'group-name': ({ name }) => name,
  'vpc-id': ({ vpcId }) => vpcId,
  description: ({ description }) => description,
  ...ruleFilters('ip-permission', false),
  ...ruleFilters('egress.ip-permission', true),
}

const arnOf = (call: Call, id: string): string =>
  `arn:aws:ec2:${call.region}:${call.accountId}:security-group/${id}`

const view = (call: Call, group: GroupRecord): Output => ({
  GroupId: group.id,
  GroupName: group.name,
  Description: group.description,
  VpcId: group.vpcId,
  OwnerId: call.accountId,
  SecurityGroupArn: arnOf(call, group.id),
  IpPermissions: permissionsOf(call, group, false),
  IpPermissionsEgress: permissionsOf(call, group, true),
  Tags: group.tags,
})

export const describeSecurityGroups = (call: Call, input: Input): Output => {
  const { groups } = readNetwork(placeOf(call))
  const names = list<string>(input, 'GroupNames')
  const asked = named('sg', groups, list<string>(input, 'GroupIds')).filter(
    ({ name }) => names.length === 0 || names.includes(name),
  )
  const found = admitted(input, asked, FILTERS)
  return paged(
    input,
    'SecurityGroups',
    found.map((group) => view(call, group)),
  )
}

const defaultVpc = (network: NetworkState): string => {
  const vpc = Object.values(network.vpcs).find(({ isDefault }) => isDefault)
  if (vpc === undefined) {
    throw new ServiceError('VPCIdNotSpecified', 'No default VPC for this user')
  }
  return vpc.id
}

export const createSecurityGroup = (call: Call, input: Input): Output => {
  const name = text(input, 'GroupName')
  if (name === 'default') {
    throw new ServiceError(
      'InvalidParameterValue',
      'Cannot use reserved security group name: default',
    )
  }
  if (name.startsWith('sg-')) {
    throw refusal.value('groupName', name, 'Group names may not be in the format sg-*.')
  }
  return changeNetwork(placeOf(call), (network) => {
    const vpcId = one('vpc', network.vpcs, optionalText(input, 'VpcId') ?? defaultVpc(network)).id
    if (Object.values(network.groups).some((one) => one.vpcId === vpcId && one.name === name)) {
      throw new ServiceError(
        'InvalidGroup.Duplicate',
        `The security group '${name}' already exists for VPC '${vpcId}'`,
      )
    }
    const group: GroupRecord = {
      id: newId('sg'),
      name,
      description: text(input, 'Description'),
      vpcId,
      rules: [withId({ isEgress: true, protocol: '-1', cidrIpv4: '0.0.0.0/0' })],
      tags: tagsFor(input, 'security-group'),
    }
    network.groups[group.id] = group
    return { GroupId: group.id, SecurityGroupArn: arnOf(call, group.id), Tags: group.tags }
  })
}

export const deleteSecurityGroup = (call: Call, input: Input): Output => {
  changeNetwork(placeOf(call), (network) => {
    const group = groupOf(network, input)
    if (group.name === 'default') {
      throw new ServiceError(
        'CannotDelete',
        `the specified group: "${group.id}" name: "default" cannot be deleted by a user`,
      )
    }
    const others = Object.values(network.groups).filter(({ id }) => id !== group.id)
    const isUsed =
      others.some(({ rules }) => rules.some(({ groupId }) => groupId === group.id)) ||
      Object.values(network.endpoints).some(({ groupIds }) => groupIds.includes(group.id))
    if (isUsed) throw refusal.depends(`resource ${group.id} has a dependent object`)
    delete network.groups[group.id]
  })
  return { Return: true }
}

/** By id, or by name in the default VPC. */
const groupOf = (network: NetworkState, asked: Input): GroupRecord => {
  const id = optionalText(asked, 'GroupId')
  if (id !== undefined) return one('sg', network.groups, id)
  const name = optionalText(asked, 'GroupName')
  if (name === undefined) throw refusal.missing('groupId')
  const vpcId = defaultVpc(network)
  const found = Object.values(network.groups).find(
    (group) => group.vpcId === vpcId && group.name === name,
  )
  if (found === undefined) throw refusal.notFound('sg', name)
  return found
}

/** Adds rules of one direction. Throws InvalidPermission.Duplicate for one that is there. */
export const authorizeRules =
  (isEgress: boolean) =>
  (call: Call, input: Input): Output =>
    changeNetwork(placeOf(call), (network) => {
      const group = groupOf(network, input)
      const added = rulesOf(input, isEgress, (pair) => groupOf(network, pair).id).map(withId)
      if (added.length === 0) throw refusal.missing('ipPermissions')
      for (const rule of added) {
        if (!group.rules.some((known) => sameRule(known, rule))) continue
        throw new ServiceError(
          'InvalidPermission.Duplicate',
          `the specified rule "${wordsOf(rule)}" already exists`,
        )
      }
      group.rules = [...group.rules, ...added]
      return { Return: true, SecurityGroupRules: added.map((rule) => ruleView(call, group, rule)) }
    })

/** Takes rules of one direction away, by what they admit or by their ids. */
export const revokeRules =
  (isEgress: boolean) =>
  (call: Call, input: Input): Output =>
    changeNetwork(placeOf(call), (network) => {
      const group = groupOf(network, input)
      const ids = list<string>(input, 'SecurityGroupRuleIds')
      const asked = rulesOf(input, isEgress, (pair) => groupOf(network, pair).id)
      if (ids.length + asked.length === 0) throw refusal.missing('ipPermissions')
      for (const id of ids) {
        if (!group.rules.some((rule) => rule.id === id)) throw refusal.notFound('sgr', id)
      }
      for (const rule of asked) {
        if (group.rules.some((known) => sameRule(known, rule))) continue
        throw new ServiceError(
          'InvalidPermission.NotFound',
          'The specified rule does not exist in this security group.',
        )
      }
      group.rules = group.rules.filter(
        (rule) => !ids.includes(rule.id) && !asked.some((gone) => sameRule(gone, rule)),
      )
      return { Return: true }
    })

type GroupRule = {
  readonly id: string
  readonly group: GroupRecord
  readonly rule: RuleRecord
  readonly tags: readonly Tag[]
}

const RULE_FILTERS: Filters<GroupRule> = {
  'group-id': ({ group }) => group.id,
  'security-group-rule-id': ({ id }) => id,
}

export const describeSecurityGroupRules = (call: Call, input: Input): Output => {
  const { groups } = readNetwork(placeOf(call))
  const all = Object.values(groups).flatMap((group) =>
    group.rules.map((rule): GroupRule => ({ id: rule.id, group, rule, tags: [] })),
  )
  const byId = Object.fromEntries(all.map((entry) => [entry.id, entry]))
  const asked = named('sgr', byId, list<string>(input, 'SecurityGroupRuleIds'))
  const found = admitted(input, asked, RULE_FILTERS)
  return paged(
    input,
    'SecurityGroupRules',
    found.map(({ group, rule }) => ruleView(call, group, rule)),
  )
}
