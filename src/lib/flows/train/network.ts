import type { Ports } from '../../ports/all.ts'
import type { AwsVpcConfig } from '../../ports/endpoint-configs.ts'
import type { JobBody } from '../../ports/jobs.ts'
import { preflightNetwork } from '../network-preflight.ts'
import type { Needs } from './preflight.ts'

/**
 * The VPC of a job, wherever its kind keeps it.
 * @throws what `preflightNetwork` throws.
 */
export const preflightJobNetwork = async (
  ports: Pick<Ports, 'network' | 'io'>,
  { body, needs }: { readonly body: JobBody; readonly needs: readonly Needs[] },
): Promise<void> => {
  const fleets = needs.map(({ instanceType, instances: count }) => ({ instanceType, count }))
  await preflightNetwork(ports, vpcOf(body), { fleets, spreads: false })
}

/** Training has it on top, tuning in its definitions, which share it, processing in its network; transform in the model. */
const vpcOf = (body: JobBody): AwsVpcConfig | undefined => {
  const { VpcConfig, TrainingJobDefinition, TrainingJobDefinitions, NetworkConfig } = body as {
    readonly VpcConfig?: AwsVpcConfig
    readonly TrainingJobDefinition?: { readonly VpcConfig?: AwsVpcConfig }
    readonly TrainingJobDefinitions?: readonly { readonly VpcConfig?: AwsVpcConfig }[]
    readonly NetworkConfig?: { readonly VpcConfig?: AwsVpcConfig }
  }
  const [definition = TrainingJobDefinition] = TrainingJobDefinitions ?? []
  return VpcConfig ?? definition?.VpcConfig ?? NetworkConfig?.VpcConfig
}
