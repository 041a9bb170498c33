import { defined } from '../../members.ts'
import { deploymentOf } from '../endpoints/deployment.ts'
import { momentAt } from '../endpoints/moment.ts'
import { replanned } from '../endpoints/row.ts'
import { targetOf } from '../endpoints/target.ts'
import { updatePlan } from '../endpoints/update-plan.ts'
import {
  arnOf,
  type ConfigRecord,
  changeState,
  type Ground,
  type Members,
  type VariantConfig,
} from '../state.ts'
import type { ExperimentRecord, ModelVariant, Step } from './records.ts'

const variantConfig = (model: ModelVariant, weight: number): VariantConfig => ({
  VariantName: model.VariantName,
  ModelName: model.ModelName,
  InitialInstanceCount: model.InfrastructureConfig.RealTimeInferenceConfig.InstanceCount,
  InstanceType: model.InfrastructureConfig.RealTimeInferenceConfig.InstanceType,
  InitialVariantWeight: weight,
})

/**
 * The configuration that runs an experiment: the production variant alone answers, the shadow gets
 * copies in the ratio of the weights. `label` tells several configurations of one experiment apart.
 */
export const shadowConfig = (
  ground: Ground,
  experiment: ExperimentRecord,
  { at, label }: { readonly at: number; readonly label: string },
): ConfigRecord => {
  const { SourceModelVariantName: source, ShadowModelVariants } = experiment.shadowMode
  const shadow = ShadowModelVariants[0]
  const variants = experiment.models.filter(({ VariantName }) => VariantName === source)
  const shadows = experiment.models.filter(
    ({ VariantName }) => VariantName === shadow?.ShadowModelVariantName,
  )
  return ownConfig(ground, experiment, {
    at,
    label,
    rest: captured(experiment),
    variants: variants.map((model) => variantConfig(model, 1)),
    shadows: shadows.map((model) => variantConfig(model, (shadow?.SamplingPercentage ?? 0) / 100)),
  })
}

/** The configuration with these models alone in production. */
export const plainConfig = (
  ground: Ground,
  experiment: ExperimentRecord,
  { at, models }: { readonly at: number; readonly models: readonly ModelVariant[] },
): ConfigRecord =>
  ownConfig(ground, experiment, {
    at,
    label: 'promoted',
    rest: experiment.original?.rest ?? {},
    variants: models.map((model) => variantConfig(model, 1)),
    shadows: [],
  })

/** While an experiment runs its DataStorageConfig captures all requests, in place of the endpoint's own. */
const captured = ({ dataStorage, original }: ExperimentRecord): Members => {
  const { Destination, KmsKey, ContentType } = (dataStorage ?? {}) as Members
  if (Destination === undefined) return original?.rest ?? {}
  const DataCaptureConfig = defined({
    EnableCapture: true,
    InitialSamplingPercentage: 100,
    DestinationS3Uri: Destination,
    KmsKeyId: KmsKey,
    CaptureOptions: [{ CaptureMode: 'Input' }, { CaptureMode: 'Output' }],
    CaptureContentTypeHeader: ContentType,
  })
  return { ...original?.rest, DataCaptureConfig }
}

type Own = Pick<ConfigRecord, 'variants' | 'shadows' | 'rest'> & {
  readonly at: number
  readonly label: string
}

const ownConfig = (
  ground: Ground,
  { name }: ExperimentRecord,
  { at, label, variants, shadows, rest }: Own,
): ConfigRecord => {
  // Names of configurations are shorter than those of experiments may be.
  const own = `${name.slice(0, 40)}-${label}`
  const arn = arnOf(ground, 'endpoint-config', own)
  return {
    arn,
    name: own,
    createdAt: at,
    variants,
    shadows,
    rest,
    visibleAt: at,
  }
}

/**
 * Moves the endpoint to a configuration at `at`, which may be past, as UpdateEndpoint does. Undefined
 * when the endpoint is not in service then: another change holds its lock, or it is gone.
 */
export const moveEndpoint = (
  ground: Ground,
  endpointName: string,
  { config, at }: { readonly config: ConfigRecord; readonly at: number },
): Step | undefined =>
  changeState(ground, (state) => {
    const record = state.endpoints[arnOf(ground, 'endpoint', endpointName)]
    const before = record && momentAt(record, at)
    if (record === undefined || before?.status !== 'InService' || before.gone) return undefined
    state.configs[config.arn] = config
    state.tags[config.arn] ??= []
    const target = targetOf(ground, state, { config })
    const deployment = deploymentOf(undefined, target.variants)
    const moments = updatePlan(ground.clock, at, { before, target, deployment })
    const { watchedUntil: _seen, ...rest } = record
    state.endpoints[record.arn] = replanned(rest, at, moments)
    return { at, doneAt: moments.at(-1)?.at ?? at, configName: config.name }
  })
