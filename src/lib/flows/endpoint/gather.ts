import { type EndpointAnswers, endpointConfigOf, modelOf } from '../../domain/hosting/build.ts'
import { contentName, hostingNameProblem } from '../../domain/hosting/names.ts'
import { UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { EndpointConfigBody } from '../../ports/endpoint-configs.ts'
import type { HostedModelBody } from '../../ports/hosted-models.ts'
import { askCapacity, askModel, askName } from './ask.ts'
import { type ComponentDefinition, readDefinition } from './definition.ts'
import { dropElasticInference } from './judge.ts'
import { requireModel } from './require-model.ts'

/** What was said on the command line; on a terminal the rest is asked. */
export type CreateAnswers = Omit<EndpointAnswers, 'variantName'> & {
  readonly variantName: string | undefined
  readonly name: string | undefined
  readonly file: string | undefined
  readonly model: string | undefined
  readonly image: string | undefined
  readonly modelData: string | undefined
  readonly role: string | undefined
  readonly env: Readonly<Record<string, string>> | undefined
  readonly subnets: readonly string[] | undefined
  readonly securityGroups: readonly string[] | undefined
  readonly networkIsolation: boolean | undefined
  readonly acceleratorType: string | undefined
}

/** Everything that a new endpoint is made of. */
export type Blueprint = {
  readonly endpointName: string
  /** A model to be made; absent where only models that exist are used. */
  readonly newModel?: { readonly modelName: string; readonly body: HostedModelBody }
  readonly config: EndpointConfigBody
  /** Placed on the endpoint once it is in service. */
  readonly components: readonly ComponentDefinition[]
  readonly tags: Readonly<Record<string, string>>
}

type Asks = Pick<Ports, 'io' | 'files' | 'hostedModels'>

/**
 * From flags, the file and questions. @throws UsageError MLC-HOST-030 for contradictions,
 * StateError MLC-HOST-029 for a model that is not there, DataError MLC-HOST-027 for the file.
 */
export const gather = async (ports: Asks, answers: CreateAnswers): Promise<Blueprint> => {
  refuseContradictions(answers)
  if (answers.name !== undefined) refuseBadName(answers.name)
  const blueprint =
    answers.file === undefined
      ? await fromAnswers(ports, answers)
      : await fromFile(ports, answers, answers.file)
  refuseBadName(blueprint.endpointName)
  return blueprint
}

const refuseBadName = (endpointName: string): void => {
  const problem = hostingNameProblem(endpointName)
  if (problem === undefined) return
  throw new UsageError('MLC-HOST-030', `The endpoint name ${endpointName}: ${problem}`)
}

/** Pairs of flags that contradict each other. */
const EXCLUSIVE = [
  ['model', '--model', 'image', '--image'],
  ['instanceType', '--instance-type', 'serverlessMemoryMb', '--serverless-memory'],
  ['instanceType', '--instance-type', 'pools', '--pool'],
  ['pools', '--pool', 'serverlessMemoryMb', '--serverless-memory'],
  ['asyncOutput', '--async-output', 'serverlessMemoryMb', '--serverless-memory'],
  ['file', '--file', 'model', '--model'],
  ['file', '--file', 'image', '--image'],
  ['file', '--file', 'instanceType', '--instance-type'],
] as const

const refuseContradictions = (answers: CreateAnswers): void => {
  for (const [one, oneFlag, other, otherFlag] of EXCLUSIVE) {
    if (answers[one] === undefined || answers[other] === undefined) continue
    throw new UsageError('MLC-HOST-030', `${oneFlag} and ${otherFlag} exclude each other.`)
  }
}

const fromFile = async (ports: Asks, answers: CreateAnswers, path: string): Promise<Blueprint> => {
  const read = await readDefinition(ports.files, path)
  const { model, config, components, tags } = dropElasticInference(ports.io, read)
  const endpointName = answers.name ?? read.name ?? (await askName(ports.io))
  const newModel =
    typeof model === 'object'
      ? { modelName: contentName(endpointName, model), body: model }
      : undefined
  const modelName = newModel?.modelName ?? (typeof model === 'string' ? model : undefined)
  return {
    endpointName,
    ...(newModel === undefined ? {} : { newModel }),
    config: withModel(config, modelName),
    components,
    tags,
  }
}

const withModel = (
  config: EndpointConfigBody,
  modelName: string | undefined,
): EndpointConfigBody =>
  modelName === undefined
    ? config
    : {
        ...config,
        ProductionVariants: config.ProductionVariants.map((variant) => ({
          ...variant,
          ModelName: variant.ModelName ?? modelName,
        })),
      }

const fromAnswers = async (ports: Asks, answers: CreateAnswers): Promise<Blueprint> => {
  if (answers.acceleratorType !== undefined) {
    dropElasticInference(ports.io, { AcceleratorType: answers.acceleratorType })
  }
  const endpointName = answers.name ?? (await askName(ports.io))
  const newModel = newModelOf(endpointName, answers)
  const modelName = newModel?.modelName ?? answers.model ?? (await askModel(ports))
  const capacity = await askCapacity(ports.io, answers)
  const config = endpointConfigOf(
    { ...answers, ...capacity, variantName: answers.variantName ?? 'primary' },
    modelName,
  )
  const made = newModel === undefined ? {} : { newModel }
  return { endpointName, ...made, config, components: [], tags: {} }
}

const newModelOf = (endpointName: string, answers: CreateAnswers): Blueprint['newModel'] => {
  if (answers.image === undefined) return undefined
  if (answers.role === undefined) {
    throw new UsageError('MLC-HOST-030', 'A model of an --image needs a --role to run as.', {
      hint: 'Pass the ARN of a role that trusts sagemaker.amazonaws.com.',
    })
  }
  const body = modelOf({
    ...answers,
    image: answers.image,
    roleArn: answers.role,
    environment: answers.env ?? {},
  })
  return { modelName: contentName(endpointName, body), body }
}

/** The models that the variants name and that are there. @throws StateError MLC-HOST-029 */
export const existingModels = async (
  ports: Pick<Ports, 'hostedModels'>,
  config: EndpointConfigBody,
  newModelName: string | undefined,
): Promise<readonly HostedModelBody[]> => {
  const names = [...config.ProductionVariants, ...(config.ShadowProductionVariants ?? [])].flatMap(
    ({ ModelName }) => (ModelName === undefined || ModelName === newModelName ? [] : [ModelName]),
  )
  const bodies: HostedModelBody[] = []
  for (const name of new Set(names)) {
    bodies.push(await requireModel(ports, name))
  }
  return bodies
}
