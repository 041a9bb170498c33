import { fleetsOf } from '../../domain/hosting/cost.ts'
import type { Ports } from '../../ports/all.ts'
import type { AwsVpcConfig, EndpointConfigBody } from '../../ports/endpoint-configs.ts'
import type { HostedModelBody } from '../../ports/hosted-models.ts'
import { preflightNetwork } from '../network-preflight.ts'

/**
 * The VPC of a config and those of its models, each looked at once.
 * @throws what `preflightNetwork` throws.
 */
export const preflightEndpointNetwork = async (
  ports: Pick<Ports, 'network' | 'io'>,
  body: EndpointConfigBody,
  models: readonly HostedModelBody[],
): Promise<void> => {
  const vpcs = new Map<string, AwsVpcConfig>()
  for (const { VpcConfig } of [body, ...models]) {
    if (VpcConfig !== undefined) vpcs.set(JSON.stringify(VpcConfig), VpcConfig)
  }
  const fleets = fleetsOf(body)
  for (const vpc of vpcs.values()) await preflightNetwork(ports, vpc, { fleets, spreads: true })
}
