import { commandLine } from '../../domain/core/command-line.ts'
import { isoTime } from '../../domain/core/duration.ts'
import type { DraftStep, Plan } from '../../domain/core/plan.ts'
import { shadowObjections } from '../../domain/shadow/fit.ts'
import { StateError, UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { EndpointConfigBody } from '../../ports/endpoint-configs.ts'
import type { NewInferenceExperiment } from '../../ports/inference-experiments.ts'
import { type ApplyOptions, carryOut } from '../apply.ts'
import { requireEndpoint } from '../endpoint/view.ts'
import { planAgainstLiveState } from '../observe.ts'

export type StartRequest = {
  readonly endpointName: string
  readonly name: string | undefined
  /** The model that is tried out. */
  readonly model: string
  readonly role: string
  readonly instanceType: string | undefined
  readonly instances: number | undefined
  readonly sampling: number
  readonly forMs: number | undefined
  readonly captureTo: string | undefined
  readonly tags: Readonly<Record<string, string>>
  readonly apply: ApplyOptions
}

export type StartResult = {
  readonly status: 'planned' | 'nothing-to-do' | 'applied'
  readonly plan?: Plan
  readonly planFile?: string
  readonly name: string
}

/** AWS ends a test after seven days of its own, and takes 30 days at most. */
const MAX_MS = 30 * 86_400_000

/**
 * Copies part of an endpoint's requests to another model, whose answers nobody gets.
 * @throws StateError MLC-HOST-021 (endpoint), MLC-SHD-002 (it cannot have one), UsageError MLC-SHD-003.
 */
export const startShadow = async (ports: Ports, request: StartRequest): Promise<StartResult> => {
  refuseBadNumbers(request)
  const { endpointName } = request
  const view = await requireEndpoint(ports, endpointName)
  const body = (await ports.endpointConfigs.find(view.endpointConfigName))?.body
  if (body === undefined) throw unfit(endpointName, ['Its config is gone.'])
  const objections = shadowObjections(body)
  if (objections.length > 0) throw unfit(endpointName, objections)
  if ((await ports.hostedModels.find(request.model)) === undefined) {
    throw new StateError('MLC-SHD-002', `There is no SageMaker model ${request.model} here.`)
  }
  const name = request.name ?? `${endpointName.slice(0, 50)}-shadow`
  const { plan } = await planAgainstLiveState(ports, commandOf(request), [
    step(name, experimentOf(ports, request, { body, name })),
  ])
  const { status, planFile } = await carryOut(ports, plan, request.apply)
  if (status !== 'planned') return { status, name }
  return { status, plan, name, ...(planFile === undefined ? {} : { planFile }) }
}

const refuseBadNumbers = ({ sampling, forMs }: StartRequest): void => {
  if (!Number.isInteger(sampling) || sampling < 1 || sampling > 100) {
    throw new UsageError('MLC-SHD-003', '--sampling is a whole percentage from 1 to 100.')
  }
  if (forMs !== undefined && (forMs <= 0 || forMs > MAX_MS)) {
    throw new UsageError('MLC-SHD-003', '--for is at most 30 days (720h).')
  }
}

const unfit = (endpointName: string, objections: readonly string[]): StateError =>
  new StateError('MLC-SHD-002', `${endpointName} cannot have a shadow test.`, {
    why: objections.join(' '),
    hint: 'Shadow tests are for real-time endpoints of one variant on instances.',
    details: { objections },
  })

const experimentOf = (
  ports: Pick<Ports, 'clock'>,
  request: StartRequest,
  { body, name }: { readonly body: EndpointConfigBody; readonly name: string },
): NewInferenceExperiment => {
  const [production] = body.ProductionVariants
  const { VariantName = '', ModelName = '', InstanceType = '' } = production ?? {}
  const count = production?.InitialInstanceCount ?? 1
  const endTime = request.forMs === undefined ? undefined : ports.clock.now() + request.forMs
  return {
    name,
    roleArn: request.role,
    endpointName: request.endpointName,
    variants: [
      {
        variantName: VariantName,
        modelName: ModelName,
        instanceType: InstanceType,
        instanceCount: count,
      },
      {
        variantName: 'shadow',
        modelName: request.model,
        instanceType: request.instanceType ?? InstanceType,
        instanceCount: request.instances ?? count,
      },
    ],
    sourceVariantName: VariantName,
    shadowVariantName: 'shadow',
    samplingPercentage: request.sampling,
    tags: request.tags,
    ...(endTime === undefined ? {} : { schedule: { endTime: isoTime(endTime) } }),
    ...(request.captureTo === undefined
      ? {}
      : { capture: { s3Uri: request.captureTo, jsonContentTypes: ['application/json'] } }),
  }
}

const step = (name: string, experiment: NewInferenceExperiment): DraftStep => {
  const shadow = experiment.variants[1]
  const fleet = `${shadow?.instanceCount} × ${shadow?.instanceType}`
  return {
    id: 'shadow',
    operation: 'sagemaker.CreateInferenceExperiment',
    input: { name, experiment },
    summary: `copy ${experiment.samplingPercentage} % of the requests of ${experiment.endpointName} to ${shadow?.modelName} on ${fleet}`,
    undo: commandLine(['shadow', 'stop', name], {}),
    danger: { level: 'moderate' },
    cost: { unknown: `${fleet} while the test runs` },
  }
}

const commandOf = (request: StartRequest): string =>
  commandLine(['shadow', 'start', request.endpointName], {
    name: request.name,
    model: request.model,
    role: request.role,
    'instance-type': request.instanceType,
    instances: request.instances,
    sampling: request.sampling,
    for: request.forMs && `${request.forMs / 60_000}m`,
    'capture-to': request.captureTo,
  })
