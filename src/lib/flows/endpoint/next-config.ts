import type { DraftStep } from '../../domain/core/plan.ts'
import { changedConfig } from '../../domain/hosting/change-config.ts'
import { contentName } from '../../domain/hosting/names.ts'
import { StateError, UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { EndpointConfigBody } from '../../ports/endpoint-configs.ts'
import type { EndpointView } from '../../ports/endpoints.ts'
import { chooseVariant } from './choose-scaled.ts'
import { readDefinition } from './definition.ts'
import { dropElasticInference } from './judge.ts'
import { scalingOf } from './list.ts'

/** The config that an endpoint gets, and the steps that make it where it is not there. */
export type NextConfig = {
  readonly endpointConfigName: string
  readonly body: EndpointConfigBody
  readonly drafts: readonly DraftStep[]
}

export type NextAnswers = {
  readonly variant: string | undefined
  readonly model: string | undefined
  readonly instanceType: string | undefined
  readonly endpointConfig: string | undefined
  readonly file: string | undefined
  readonly tags: Readonly<Record<string, string>>
}

/**
 * By name, from a file, or a clone of the one in force with one variant changed.
 * @throws StateError MLC-HOST-032 for another instance type of a scaled variant; UsageError
 * MLC-HOST-030 for answers that exclude each other.
 */
export const nextConfig = async (
  ports: Pick<Ports, 'endpointConfigs' | 'files' | 'io' | 'scaling'>,
  view: EndpointView,
  answers: NextAnswers,
): Promise<NextConfig> => {
  refuseTwo(answers)
  if (answers.endpointConfig !== undefined) return named(ports, answers.endpointConfig)
  if (answers.file !== undefined) {
    const read = await readDefinition(ports.files, answers.file)
    if (read.model !== undefined && typeof read.model !== 'string') {
      throw new UsageError('MLC-HOST-030', 'An update takes models that are there, by name.', {
        hint: 'Make the model first, and name it in the variants of the file.',
      })
    }
    const { config } = dropElasticInference(ports.io, read)
    return made(view.endpointName, filled(config, read.model), answers.tags)
  }
  return made(view.endpointName, await clone(ports, view, answers), answers.tags)
}

const refuseTwo = (answers: NextAnswers): void => {
  const changes = answers.model ?? answers.instanceType
  const ways = [changes, answers.endpointConfig, answers.file].filter((one) => one !== undefined)
  if (ways.length <= 1) return
  throw new UsageError(
    'MLC-HOST-030',
    '--endpoint-config, --file and --model or --instance-type exclude each other.',
  )
}

const named = async (
  ports: Pick<Ports, 'endpointConfigs'>,
  endpointConfigName: string,
): Promise<NextConfig> => {
  const found = await ports.endpointConfigs.find(endpointConfigName)
  if (found !== undefined) return { endpointConfigName, body: found.body, drafts: [] }
  throw new StateError('MLC-HOST-021', `There is no endpoint config ${endpointConfigName} here.`, {
    hint: 'Check the name, --region and --profile.',
  })
}

const filled = (config: EndpointConfigBody, model: string | undefined): EndpointConfigBody => ({
  ...config,
  ProductionVariants: config.ProductionVariants.map((variant) =>
    variant.ModelName === undefined && model !== undefined
      ? { ...variant, ModelName: model }
      : variant,
  ),
})

const clone = async (
  ports: Pick<Ports, 'endpointConfigs' | 'io' | 'scaling'>,
  view: EndpointView,
  answers: NextAnswers,
): Promise<EndpointConfigBody> => {
  const { body } = await named(ports, view.endpointConfigName)
  const { variantName } = await chooseVariant(ports.io, view, answers.variant)
  if (answers.instanceType !== undefined) await refuseScaled(ports, view, variantName)
  const { model: modelName, instanceType } = answers
  dropElasticInference(ports.io, body)
  return changedConfig(body, view.variants, { variantName, modelName, instanceType })
}

/** UpdateEndpoint fails for another instance type of a scaled variant, after minutes. */
const refuseScaled = async (
  ports: Pick<Ports, 'io' | 'scaling'>,
  { endpointName }: EndpointView,
  variantName: string,
): Promise<void> => {
  const { targets } = await scalingOf(ports, endpointName)
  if (!targets.some(({ resourceId }) => resourceId.endsWith(`/variant/${variantName}`))) return
  throw new StateError('MLC-HOST-032', `${variantName} is scaled automatically.`, {
    why: 'SageMaker refuses another instance type of a scaled variant.',
    hint: `End it first, and set it up again after: mlctl endpoint autoscale ${endpointName} --variant ${variantName} --off`,
  })
}

const made = (
  endpointName: string,
  body: EndpointConfigBody,
  tags: Readonly<Record<string, string>>,
): NextConfig => {
  const endpointConfigName = contentName(endpointName, body)
  const draft: DraftStep = {
    id: 'config',
    operation: 'sagemaker.CreateEndpointConfig',
    input: { endpointConfigName, body, tags },
    summary: `make endpoint config ${endpointConfigName}`,
    undo: false,
    danger: { level: 'none' },
    cost: {},
  }
  return { endpointConfigName, body, drafts: [draft] }
}
