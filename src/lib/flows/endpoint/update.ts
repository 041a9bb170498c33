import { commandLine } from '../../domain/core/command-line.ts'
import { countOf } from '../../domain/core/count.ts'
import type { DraftStep } from '../../domain/core/plan.ts'
import { costOf, type InstancePrices } from '../../domain/hosting/cost.ts'
import { UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { EndpointView } from '../../ports/endpoints.ts'
import { type ApplyOptions, carryOut } from '../apply.ts'
import { planAgainstLiveState } from '../observe.ts'
import { chooseVariant } from './choose-scaled.ts'
import type { EndpointChange } from './create.ts'
import { refuseBusy } from './delete.ts'
import { existingModels } from './gather.ts'
import { judgeConfig } from './judge.ts'
import { preflightEndpointNetwork } from './network.ts'
import { type NextConfig, nextConfig } from './next-config.ts'
import { preflight } from './preflight.ts'
import { endpointDocument, requireEndpoint } from './view.ts'
import { waitSteady } from './wait.ts'

export type UpdateRequest = {
  readonly endpointName: string
  readonly variant: string | undefined
  readonly instances: number | undefined
  readonly maxConcurrency: number | undefined
  readonly provisionedConcurrency: number | undefined
  readonly model: string | undefined
  readonly instanceType: string | undefined
  readonly endpointConfig: string | undefined
  readonly file: string | undefined
  /** Weights and counts begin anew, as the config says. */
  readonly reset: boolean
  readonly prices: InstancePrices
  readonly tags: Readonly<Record<string, string>>
  readonly wait: boolean
  readonly timeoutMs: number | undefined
  readonly apply: ApplyOptions
}

/**
 * Changes the live capacity of a variant, or puts another config in force; never both at once, as
 * SageMaker takes one change at a time.
 * @throws StateError MLC-HOST-021, -029, -031, -032; UsageError MLC-HOST-030, -037; DataError
 * MLC-HOST-023, -027; OutcomeError MLC-HOST-022 when it was rolled back.
 */
export const updateEndpoint = async (
  ports: Ports,
  request: UpdateRequest,
): Promise<EndpointChange> => {
  const view = await requireEndpoint(ports, request.endpointName)
  const kind = kindOf(request)
  refuseBusy(view, 'changed')
  return kind === 'capacity'
    ? changeCapacity(ports, view, request)
    : changeConfig(ports, view, request)
}

const CAPACITY = ['instances', 'maxConcurrency', 'provisionedConcurrency'] as const
const CONFIG = ['model', 'instanceType', 'endpointConfig', 'file'] as const

const kindOf = (request: UpdateRequest): 'capacity' | 'config' => {
  const capacity = CAPACITY.some((name) => request[name] !== undefined)
  const config = CONFIG.some((name) => request[name] !== undefined)
  if (capacity && config) {
    throw new UsageError('MLC-HOST-030', 'Capacity and config cannot be changed in one step.', {
      hint: 'Change the config first, then the capacity: SageMaker takes one change at a time.',
    })
  }
  if (capacity) return 'capacity'
  if (config) return 'config'
  throw new UsageError('MLC-HOST-037', 'Nothing to change was given.', {
    hint: 'Pass --instances, --model, --instance-type, --endpoint-config or --file.',
  })
}

const changeCapacity = async (
  ports: Ports,
  view: EndpointView,
  request: UpdateRequest,
): Promise<EndpointChange> => {
  const { instances, maxConcurrency, provisionedConcurrency } = request
  const variant = await chooseVariant(ports.io, view, request.variant)
  const serverless = maxConcurrency !== undefined || provisionedConcurrency !== undefined
  if (
    serverless === (instances !== undefined) ||
    serverless !== (variant.serverless !== undefined)
  ) {
    throw new UsageError(
      'MLC-HOST-030',
      `${variant.variantName} ${variant.serverless === undefined ? 'runs on instances: --instances' : 'is serverless: --max-concurrency or --provisioned-concurrency'}.`,
    )
  }
  const { variantName } = variant
  const before = variant.desiredInstanceCount ?? variant.currentInstanceCount
  const command = (count: number | undefined) =>
    commandLine(['endpoint', 'update', view.endpointName], {
      variant: variantName,
      instances: count,
      'max-concurrency': maxConcurrency,
      'provisioned-concurrency': provisionedConcurrency,
    })
  const draft: DraftStep = {
    id: 'capacity',
    operation: 'sagemaker.set-capacity',
    input: {
      endpointName: view.endpointName,
      variantName,
      ...(instances === undefined ? {} : { desiredInstanceCount: instances }),
      ...(maxConcurrency === undefined ? {} : { maxConcurrency }),
      ...(provisionedConcurrency === undefined ? {} : { provisionedConcurrency }),
    },
    summary:
      instances === undefined
        ? `set the concurrency of ${variantName}`
        : `run ${variantName} on ${countOf(instances, 'instance')} instead of ${before ?? 'an unknown number'}`,
    undo: before === undefined || instances === undefined ? false : command(before),
    danger: { level: 'moderate' },
    cost:
      instances !== undefined && instances > (before ?? 0)
        ? { unknown: `${instances - (before ?? 0)} more instances of ${variantName}` }
        : {},
  }
  return carry(ports, request, { drafts: [draft], command: command(instances) })
}

const changeConfig = async (
  ports: Ports,
  view: EndpointView,
  request: UpdateRequest,
): Promise<EndpointChange> => {
  const next = await nextConfig(ports, view, request)
  const models = await existingModels(ports, next.body, undefined)
  judgeConfig(ports.io, next.body, models)
  await preflight(ports, next.body, models)
  await preflightEndpointNetwork(ports, next.body, models)
  const command = commandLine(['endpoint', 'update', view.endpointName], {
    variant: request.variant,
    model: request.model,
    'instance-type': request.instanceType,
    'endpoint-config': request.endpointConfig,
    file: request.file,
    reset: request.reset,
  })
  const drafts = [...next.drafts, updateStep(view, next, request)]
  return carry(ports, request, { drafts, command, wanted: next.endpointConfigName })
}

/** Old and new fleet stand side by side for a while: AWS bills one of them without a bake. */
const updateStep = (view: EndpointView, next: NextConfig, request: UpdateRequest): DraftStep => ({
  id: 'update',
  operation: 'sagemaker.UpdateEndpoint',
  input: {
    endpointName: view.endpointName,
    endpointConfigName: next.endpointConfigName,
    retainAllVariantProperties: !request.reset,
  },
  summary: `put ${next.endpointConfigName} in force on ${view.endpointName} (${request.reset ? 'weights and counts begin anew' : 'weights and counts stay'})`,
  undo: commandLine(['endpoint', 'update', view.endpointName], {
    'endpoint-config': view.endpointConfigName,
  }),
  danger: { level: 'moderate' },
  cost: costOf(next.body, request.prices),
})

const carry = async (
  ports: Ports,
  request: UpdateRequest,
  about: {
    readonly drafts: readonly DraftStep[]
    readonly command: string
    readonly wanted?: string
  },
): Promise<EndpointChange> => {
  const { plan } = await planAgainstLiveState(ports, about.command, about.drafts)
  const { status, planFile } = await carryOut(ports, plan, request.apply)
  if (status === 'planned') {
    return { status, plan, ...(planFile === undefined ? {} : { planFile }) }
  }
  const { timeoutMs, endpointName, prices } = request
  const wanted = about.wanted === undefined ? {} : { endpointConfigName: about.wanted }
  const view = request.wait
    ? await waitSteady(ports, endpointName, { timeoutMs, ...wanted })
    : await requireEndpoint(ports, endpointName)
  const config = await ports.endpointConfigs.find(view.endpointConfigName)
  return { status, endpoint: endpointDocument(view, config?.body, prices) }
}
