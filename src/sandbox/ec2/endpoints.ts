import { list, optionalText, text } from '../members.ts'
import { type Call, type Input, type Output, ServiceError } from '../service.ts'
import { admitted, type Filters, named, one, paged, tagsFor } from './describe.ts'
import { checkEndpoint, interfaceIn } from './endpoint-rules.ts'
import { serviceNamed } from './endpoint-services.ts'
import { refusal } from './errors.ts'
import { newId } from './ids.ts'
import type { EndpointRecord, NetworkState } from './records.ts'
import { changeNetwork, placeOf, readNetwork } from './store.ts'

/** An interface endpoint is usable after about a minute; a gateway at once. */
const PENDING_SECONDS = 60

const OPEN_POLICY =
  '{"Version":"2008-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}'

/** EC2 answers states in lower case, although its API model spells them with a capital. */
const stateOf = (call: Call, { type, createdAt }: EndpointRecord): string => {
  const readyAt = createdAt + (type === 'Gateway' ? 0 : call.clock.duration(PENDING_SECONDS))
  return call.clock.now() >= readyAt ? 'available' : 'pending'
}

const filtersOf = (call: Call): Filters<EndpointRecord> => ({
  'vpc-endpoint-id': ({ id }) => id,
  'vpc-id': ({ vpcId }) => vpcId,
  'service-name': ({ serviceName }) => serviceName,
  'vpc-endpoint-type': ({ type }) => type,
  'vpc-endpoint-state': (endpoint) => stateOf(call, endpoint),
})

const view = (call: Call, network: NetworkState, endpoint: EndpointRecord): Output => ({
  VpcEndpointId: endpoint.id,
  VpcEndpointType: endpoint.type,
  VpcId: endpoint.vpcId,
  ServiceName: endpoint.serviceName,
  State: stateOf(call, endpoint),
  PolicyDocument: endpoint.policy,
  RouteTableIds: endpoint.routeTableIds,
  SubnetIds: endpoint.interfaces.map(({ subnetId }) => subnetId),
  NetworkInterfaceIds: endpoint.interfaces.map(({ interfaceId }) => interfaceId),
  Groups: endpoint.groupIds.map((id) => ({ GroupId: id, GroupName: network.groups[id]?.name })),
  ...(endpoint.type === 'Interface' ? { IpAddressType: 'ipv4' } : {}),
  PrivateDnsEnabled: endpoint.privateDnsEnabled,
  RequesterManaged: false,
  DnsEntries: [],
  CreationTimestamp: new Date(endpoint.createdAt),
  Tags: endpoint.tags,
  OwnerId: call.accountId,
})

export const describeVpcEndpoints = (call: Call, input: Input): Output => {
  const network = readNetwork(placeOf(call))
  const asked = named('vpce', network.endpoints, list<string>(input, 'VpcEndpointIds'))
  const found = admitted(input, asked, filtersOf(call))
  return paged(
    input,
    'VpcEndpoints',
    found.map((endpoint) => view(call, network, endpoint)),
  )
}

const defaultGroups = (network: NetworkState, vpcId: string): readonly string[] =>
  Object.values(network.groups)
    .filter((group) => group.vpcId === vpcId && group.name === 'default')
    .map(({ id }) => id)

/** A gateway endpoint unless the request says otherwise; private DNS on, as the API's default is. */
export const createVpcEndpoint = (call: Call, input: Input): Output => {
  const serviceName = optionalText(input, 'ServiceName')
  if (serviceName === undefined) throw refusal.missing('serviceName')
  const service = serviceNamed(call.region, serviceName)
  const type = optionalText(input, 'VpcEndpointType') === 'Interface' ? 'Interface' : 'Gateway'
  return changeNetwork(placeOf(call), (network) => {
    const vpcId = one('vpc', network.vpcs, text(input, 'VpcId')).id
    const groupIds = list<string>(input, 'SecurityGroupIds')
    const endpoint: EndpointRecord = {
      id: newId('vpce'),
      vpcId,
      serviceName,
      type,
      createdAt: call.clock.now(),
      routeTableIds: list<string>(input, 'RouteTableIds'),
      interfaces: list<string>(input, 'SubnetIds').map(interfaceIn),
      groupIds:
        type === 'Interface' && groupIds.length === 0 ? defaultGroups(network, vpcId) : groupIds,
      privateDnsEnabled: type === 'Interface' && input.PrivateDnsEnabled !== false,
      policy: optionalText(input, 'PolicyDocument') ?? OPEN_POLICY,
      tags: tagsFor(input, 'vpc-endpoint'),
    }
    checkEndpoint(network, endpoint, service)
    network.endpoints[endpoint.id] = endpoint
    return { VpcEndpoint: view(call, network, endpoint) }
  })
}

const changed = (held: readonly string[], input: Input, what: string): readonly string[] => {
  const gone = list<string>(input, `Remove${what}`)
  const added = list<string>(input, `Add${what}`).filter((id) => !held.includes(id))
  return [...held.filter((id) => !gone.includes(id)), ...added]
}

export const modifyVpcEndpoint = (call: Call, input: Input): Output =>
  changeNetwork(placeOf(call), (network) => {
    const endpoint = one('vpce', network.endpoints, text(input, 'VpcEndpointId'))
    const held = endpoint.interfaces
    const subnetIds = changed(
      held.map(({ subnetId }) => subnetId),
      input,
      'SubnetIds',
    )
    const policy = input.ResetPolicy === true ? OPEN_POLICY : optionalText(input, 'PolicyDocument')
    const wanted: EndpointRecord = {
      ...endpoint,
      routeTableIds: changed(endpoint.routeTableIds, input, 'RouteTableIds'),
      groupIds: changed(endpoint.groupIds, input, 'SecurityGroupIds'),
      interfaces: subnetIds.map(
        (id) => held.find(({ subnetId }) => subnetId === id) ?? interfaceIn(id),
      ),
      privateDnsEnabled:
        input.PrivateDnsEnabled === undefined
          ? endpoint.privateDnsEnabled
          : input.PrivateDnsEnabled === true,
      policy: policy ?? endpoint.policy,
    }
    checkEndpoint(network, wanted, serviceNamed(call.region, endpoint.serviceName))
    network.endpoints[endpoint.id] = wanted
    return { Return: true }
  })

/** Each id by itself: what is not there is told, the others go. */
export const deleteVpcEndpoints = (call: Call, input: Input): Output =>
  changeNetwork(placeOf(call), (network) => {
    const Unsuccessful = list<string>(input, 'VpcEndpointIds').flatMap((id) => {
      try {
        one('vpce', network.endpoints, id)
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error
        return [{ ResourceId: id, Error: { Code: error.code, Message: error.message } }]
      }
      delete network.endpoints[id]
      return []
    })
    return { Unsuccessful }
  })
