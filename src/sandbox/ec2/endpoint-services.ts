import { list } from '../members.ts'
import { type Call, type Input, type Output, ServiceError } from '../service.ts'
import { admitted, type Filters, paged } from './describe.ts'
import { steadyId } from './ids.ts'
import type { Tag } from './records.ts'
import { zoneId, zonesOf } from './zones.ts'

type EndpointType = 'Gateway' | 'Interface'

/**
 * The services of AWS that VPC endpoints lead to here, by the last part of their name, with the DNS name
 * that private DNS gives them (`*` is the region).
 * Source: https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html
 */
const SERVICES: readonly (readonly [part: string, types: readonly EndpointType[], dns: string])[] =
  [
    ['s3', ['Gateway', 'Interface'], 's3.*.amazonaws.com'],
    ['dynamodb', ['Gateway', 'Interface'], 'dynamodb.*.amazonaws.com'],
    ['bedrock', ['Interface'], 'bedrock.*.amazonaws.com'],
    ['bedrock-runtime', ['Interface'], 'bedrock-runtime.*.amazonaws.com'],
    ['bedrock-agent', ['Interface'], 'bedrock-agent.*.amazonaws.com'],
    ['sagemaker.api', ['Interface'], 'api.sagemaker.*.amazonaws.com'],
    ['sagemaker.runtime', ['Interface'], 'runtime.sagemaker.*.amazonaws.com'],
    ['sagemaker.metrics', ['Interface'], 'metrics.sagemaker.*.amazonaws.com'],
    ['ecr.api', ['Interface'], 'api.ecr.*.amazonaws.com'],
    ['ecr.dkr', ['Interface'], 'dkr.ecr.*.amazonaws.com'],
    ['logs', ['Interface'], 'logs.*.amazonaws.com'],
    ['monitoring', ['Interface'], 'monitoring.*.amazonaws.com'],
    ['sts', ['Interface'], 'sts.*.amazonaws.com'],
    ['kms', ['Interface'], 'kms.*.amazonaws.com'],
    ['ec2', ['Interface'], 'ec2.*.amazonaws.com'],
    ['secretsmanager', ['Interface'], 'secretsmanager.*.amazonaws.com'],
    ['ssm', ['Interface'], 'ssm.*.amazonaws.com'],
    ['codebuild', ['Interface'], 'codebuild.*.amazonaws.com'],
    ['cloudtrail', ['Interface'], 'cloudtrail.*.amazonaws.com'],
    ['events', ['Interface'], 'events.*.amazonaws.com'],
    ['states', ['Interface'], 'states.*.amazonaws.com'],
    ['servicequotas', ['Interface'], 'servicequotas.*.amazonaws.com'],
    ['application-autoscaling', ['Interface'], 'application-autoscaling.*.amazonaws.com'],
  ]

export type OfferedService = {
  readonly id: string
  readonly name: string
  readonly types: readonly EndpointType[]
  readonly privateDnsName: string
  readonly tags: readonly Tag[]
}

/** What can be led to in a region. */
export const servicesOf = (region: string): readonly OfferedService[] =>
  SERVICES.map(([part, types, dns]) => {
    const name = `com.amazonaws.${region}.${part}`
    const privateDnsName = dns.replace('*', region)
    return { id: steadyId('vpce-svc', name), name, types, privateDnsName, tags: [] }
  })

/** The prefix list of a service that is reached by a gateway. */
export const prefixListOf = (region: string, serviceName: string): string =>
  steadyId('pl', region, serviceName)

/** Throws InvalidServiceName for one that the region does not offer. */
export const serviceNamed = (region: string, name: string): OfferedService => {
  const found = servicesOf(region).find((service) => service.name === name)
  if (found !== undefined) return found
  throw new ServiceError('InvalidServiceName', `The Vpc Endpoint Service '${name}' does not exist`)
}

const FILTERS: Filters<OfferedService> = {
  'service-name': ({ name }) => name,
  'service-type': ({ types }) => types,
  owner: () => 'amazon',
}

const view = (call: Call, service: OfferedService): Output => ({
  ServiceName: service.name,
  ServiceId: service.id,
  ServiceType: service.types.map((ServiceType) => ({ ServiceType })),
  ServiceRegion: call.region,
  AvailabilityZones: zonesOf(call.region),
  AvailabilityZoneIds: zonesOf(call.region).map(zoneId),
  Owner: 'amazon',
  BaseEndpointDnsNames: [
    `${service.name.split('.').slice(3).join('.')}.${call.region}.vpce.amazonaws.com`,
  ],
  PrivateDnsName: service.privateDnsName,
  PrivateDnsNames: [{ PrivateDnsName: service.privateDnsName }],
  VpcEndpointPolicySupported: true,
  AcceptanceRequired: false,
  ManagesVpcEndpoints: false,
  Tags: [],
})

/** Service names and details; both lists are of the same page. */
export const describeVpcEndpointServices = (call: Call, input: Input): Output => {
  const names = list<string>(input, 'ServiceNames')
  const asked =
    names.length === 0
      ? servicesOf(call.region)
      : names.map((name) => serviceNamed(call.region, name))
  const found = admitted(input, asked, FILTERS)
  const { ServiceDetails, ...rest } = paged(
    input,
    'ServiceDetails',
    found.map((service) => view(call, service)),
  )
  const details = ServiceDetails as readonly Output[]
  return { ServiceNames: details.map((detail) => detail.ServiceName), ServiceDetails, ...rest }
}
