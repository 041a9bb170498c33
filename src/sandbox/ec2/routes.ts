import { list, optionalText, text } from '../members.ts'
import { type Call, type Input, type Output, ServiceError } from '../service.ts'
import { admitted, type Filters, named, one, paged, tagsFor } from './describe.ts'
import { prefixListOf } from './endpoint-services.ts'
import { refusal } from './errors.ts'
import { newId } from './ids.ts'
import type { NetworkState, RouteRecord, RouteTableRecord } from './records.ts'
import { changeNetwork, placeOf, readNetwork } from './store.ts'

const FILTERS: Filters<RouteTableRecord> = {
  'route-table-id': ({ id }) => id,
  'vpc-id': ({ vpcId }) => vpcId,
  'association.main': ({ associations }) =>
    associations.map(({ subnetId }) => String(subnetId === undefined)),
  'association.route-table-association-id': ({ associations }) => associations.map(({ id }) => id),
  'association.route-table-id': ({ id, associations }) => associations.map(() => id),
  'association.subnet-id': ({ associations }) =>
    associations.flatMap(({ subnetId }) => subnetId ?? []),
  'route.destination-cidr-block': ({ routes }) => routes.map(({ destination }) => destination),
  'route.gateway-id': ({ routes }) => routes.flatMap(({ gatewayId }) => gatewayId ?? []),
  'route.nat-gateway-id': ({ routes }) => routes.flatMap(({ natGatewayId }) => natGatewayId ?? []),
}

/** A gateway endpoint shows as a route to its service's prefix list. */
const endpointRoutes = (call: Call, network: NetworkState, table: RouteTableRecord) =>
  Object.values(network.endpoints)
    .filter(({ type, routeTableIds }) => type === 'Gateway' && routeTableIds.includes(table.id))
    .map(({ id, serviceName }) => ({
      DestinationPrefixListId: prefixListOf(call.region, serviceName),
      GatewayId: id,
      Origin: 'CreateRoute',
      State: 'active',
    }))

const routeView = (network: NetworkState, route: RouteRecord): Output => {
  const { natGatewayId, gatewayId } = route
  const isLost = natGatewayId !== undefined && network.natGateways[natGatewayId] === undefined
  return {
    DestinationCidrBlock: route.destination,
    GatewayId: gatewayId,
    NatGatewayId: natGatewayId,
    Origin: route.origin,
    State: isLost ? 'blackhole' : 'active',
  }
}

const view = (call: Call, network: NetworkState, table: RouteTableRecord): Output => ({
  RouteTableId: table.id,
  VpcId: table.vpcId,
  OwnerId: call.accountId,
  PropagatingVgws: [],
  Tags: table.tags,
  Associations: table.associations.map(({ id, subnetId }) => ({
    Main: subnetId === undefined,
    RouteTableAssociationId: id,
    RouteTableId: table.id,
    SubnetId: subnetId,
    AssociationState: { State: 'associated' },
  })),
  Routes: [
    ...table.routes.map((route) => routeView(network, route)),
    ...endpointRoutes(call, network, table),
  ],
})

export const describeRouteTables = (call: Call, input: Input): Output => {
  const network = readNetwork(placeOf(call))
  const asked = named('rtb', network.routeTables, list<string>(input, 'RouteTableIds'))
  const found = admitted(input, asked, FILTERS)
  return paged(
    input,
    'RouteTables',
    found.map((table) => view(call, network, table)),
  )
}

export const createRouteTable = (call: Call, input: Input): Output =>
  changeNetwork(placeOf(call), (network) => {
    const vpc = one('vpc', network.vpcs, text(input, 'VpcId'))
    const table: RouteTableRecord = {
      id: newId('rtb'),
      vpcId: vpc.id,
      associations: [],
      routes: [{ destination: vpc.cidrBlock, gatewayId: 'local', origin: 'CreateRouteTable' }],
      tags: tagsFor(input, 'route-table'),
    }
    network.routeTables[table.id] = table
    return { RouteTable: view(call, network, table) }
  })

export const deleteRouteTable = (call: Call, input: Input): Output => {
  changeNetwork(placeOf(call), (network) => {
    const table = one('rtb', network.routeTables, text(input, 'RouteTableId'))
    const isUsed =
      table.associations.length > 0 ||
      Object.values(network.endpoints).some(({ routeTableIds }) => routeTableIds.includes(table.id))
    if (isUsed) {
      throw refusal.depends(`The routeTable '${table.id}' has dependencies and cannot be deleted.`)
    }
    delete network.routeTables[table.id]
  })
  return {}
}

/** A subnet has one table: associating it with a second one is refused. */
export const associateRouteTable = (call: Call, input: Input): Output =>
  changeNetwork(placeOf(call), (network) => {
    const subnetId = optionalText(input, 'SubnetId')
    if (subnetId === undefined) throw refusal.missing('subnetId')
    const subnet = one('subnet', network.subnets, subnetId)
    const table = one('rtb', network.routeTables, text(input, 'RouteTableId'))
    if (subnet.vpcId !== table.vpcId) {
      throw new ServiceError(
        'InvalidParameterValue',
        `Route table ${table.id} and subnet ${subnetId} belong to different networks`,
      )
    }
    const other = Object.values(network.routeTables).find(({ associations }) =>
      associations.some((one) => one.subnetId === subnetId),
    )
    if (other !== undefined) {
      throw new ServiceError(
        'Resource.AlreadyAssociated',
        `the specified association for route table ${other.id} conflicts with an existing association`,
      )
    }
    const id = newId('rtbassoc')
    table.associations = [...table.associations, { id, subnetId }]
    return { AssociationId: id, AssociationState: { State: 'associated' } }
  })

export const disassociateRouteTable = (call: Call, input: Input): Output => {
  const id = text(input, 'AssociationId')
  changeNetwork(placeOf(call), (network) => {
    const table = Object.values(network.routeTables).find(({ associations }) =>
      associations.some((one) => one.id === id),
    )
    if (table === undefined) throw refusal.notFound('rtbassoc', id)
    const found = table.associations.find((one) => one.id === id)
    if (found?.subnetId === undefined) {
      throw refusal.parameter(`cannot disassociate the main route table association ${id}`)
    }
    table.associations = table.associations.filter((one) => one.id !== id)
  })
  return {}
}

/** A route to the VPC's internet gateway or to a NAT gateway; other targets are not in the sandbox. */
export const createRoute = (call: Call, input: Input): Output => {
  const destination = optionalText(input, 'DestinationCidrBlock')
  const gatewayId = optionalText(input, 'GatewayId')
  const natGatewayId = optionalText(input, 'NatGatewayId')
  if (destination === undefined) throw refusal.missing('destinationCidrBlock')
  changeNetwork(placeOf(call), (network) => {
    const table = one('rtb', network.routeTables, text(input, 'RouteTableId'))
    if (table.routes.some((route) => route.destination === destination)) {
      throw new ServiceError(
        'RouteAlreadyExists',
        `The route identified by ${destination} already exists.`,
      )
    }
    if (natGatewayId !== undefined) one('nat', network.natGateways, natGatewayId)
    else if (gatewayId !== network.vpcs[table.vpcId]?.internetGatewayId) {
      throw new ServiceError(
        'InvalidGatewayID.NotFound',
        `The gateway ID '${gatewayId ?? ''}' does not exist`,
      )
    }
    const route: RouteRecord = {
      destination,
      ...(gatewayId === undefined ? {} : { gatewayId }),
      ...(natGatewayId === undefined ? {} : { natGatewayId }),
      origin: 'CreateRoute',
    }
    table.routes = [...table.routes, route]
  })
  return { Return: true }
}

export const deleteRoute = (call: Call, input: Input): Output => {
  const destination = optionalText(input, 'DestinationCidrBlock')
  changeNetwork(placeOf(call), (network) => {
    const table = one('rtb', network.routeTables, text(input, 'RouteTableId'))
    const route = table.routes.find((known) => known.destination === destination)
    if (route === undefined) {
      throw new ServiceError(
        'InvalidRoute.NotFound',
        `no route with destination-cidr-block ${destination} in route table ${table.id}`,
      )
    }
    if (route.gatewayId === 'local') {
      throw refusal.parameter(`cannot remove local route ${destination} in route table ${table.id}`)
    }
    table.routes = table.routes.filter((known) => known !== route)
  })
  return {}
}
