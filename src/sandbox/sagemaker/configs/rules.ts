import type { Input } from '../../service.ts'
import { refusal } from '../errors.ts'
import { arnOf, type Ground, type HostingState, type VariantConfig } from '../state.ts'

/** Memory sizes of a serverless endpoint: steps of 1 GB (serverless-endpoints.html). */
const isMemorySize = (megabytes: number): boolean => megabytes % 1024 === 0

/** What a serverless variant cannot have beside it in its configuration (serverless-endpoints.html). */
const NOT_SERVERLESS = ['DataCaptureConfig', 'AsyncInferenceConfig', 'VpcConfig']

const checkHardware = (variant: VariantConfig): void => {
  const { VariantName: name, InstanceType, InstancePools, ServerlessConfig, ModelName } = variant
  const given = [InstanceType, InstancePools, ServerlessConfig].filter((each) => each !== undefined)
  if (given.length !== 1) {
    throw refusal.validation(
      `Variant ${name} must have exactly one of InstanceType, InstancePools and ServerlessConfig.`,
    )
  }
  if (variant.AcceleratorType !== undefined) {
    throw refusal.validation('Elastic Inference is no longer available.')
  }
  if (ServerlessConfig !== undefined && variant.InitialInstanceCount !== undefined) {
    throw refusal.validation(
      `Variant ${name}: InitialInstanceCount is not for serverless variants.`,
    )
  }
  const managed = variant.ManagedInstanceScaling !== undefined
  if (managed && ModelName !== undefined) {
    // Text of a real run: hashicorp/terraform-provider-aws#45926.
    throw refusal.validation(
      'ManagedInstanceScaling is only supported for inference component endpoints.',
    )
  }
}

const checkServerless = (variants: readonly VariantConfig[], input: Input): void => {
  const serverless = variants.find(({ ServerlessConfig }) => ServerlessConfig !== undefined)
  const config = serverless?.ServerlessConfig
  if (config === undefined) return
  if (variants.length > 1) {
    throw refusal.validation('Serverless endpoints do not support multiple production variants.')
  }
  const excluded = NOT_SERVERLESS.find((name) => input[name] !== undefined)
  if (excluded !== undefined || input.ShadowProductionVariants !== undefined) {
    throw refusal.validation(
      `${excluded ?? 'ShadowProductionVariants'} is not supported for serverless endpoints.`,
    )
  }
  if (!isMemorySize(config.MemorySizeInMB)) {
    throw refusal.validation('MemorySizeInMB must be one of 1024, 2048, 3072, 4096, 5120 and 6144.')
  }
  if ((config.ProvisionedConcurrency ?? 0) > config.MaxConcurrency) {
    throw refusal.validation('ProvisionedConcurrency must be less than or equal to MaxConcurrency.')
  }
}

const checkNames = (variants: readonly VariantConfig[]): void => {
  const names = variants.map(({ VariantName }) => VariantName)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) {
    throw refusal.validation(`The variant name "${twice}" was non-unique within the request.`)
  }
}

const checkShadows = (input: Input, production: readonly VariantConfig[]): void => {
  const shadows = (input.ShadowProductionVariants ?? []) as readonly unknown[]
  if (shadows.length === 0) return
  if (shadows.length > 1 || production.length > 1) {
    throw refusal.validation(
      'A configuration with a shadow variant must have one production and one shadow variant.',
    )
  }
  if (input.AsyncInferenceConfig !== undefined) {
    throw refusal.validation('Shadow variants are not supported for asynchronous endpoints.')
  }
}

const checkModels = (
  ground: Ground,
  state: HostingState,
  variants: readonly VariantConfig[],
  input: Input,
): void => {
  const named = variants.filter(({ ModelName }) => ModelName !== undefined)
  if (
    named.length < variants.length &&
    (named.length > 0 || input.ExecutionRoleArn === undefined)
  ) {
    throw refusal.validation(
      'Every variant must have a ModelName; without one, ExecutionRoleArn is required and all models come with inference components.',
    )
  }
  for (const { ModelName = '' } of named) {
    const arn = arnOf(ground, 'model', ModelName)
    if (state.models[arn] === undefined) throw refusal.missing('model', arn)
  }
}

/** Refuses variants that cannot stand in one configuration, or whose models are not there. */
export const checkVariants = (
  ground: Ground,
  state: HostingState,
  config: {
    readonly variants: readonly VariantConfig[]
    readonly shadows: readonly VariantConfig[]
    readonly input: Input
  },
): void => {
  const { variants, shadows, input } = config
  const all = [...variants, ...shadows]
  checkNames(all)
  for (const variant of all) checkHardware(variant)
  checkServerless(variants, input)
  checkShadows(input, variants)
  checkModels(ground, state, all, input)
}
