import { commandLine } from '../../domain/core/command-line.ts'
import type { DraftStep } from '../../domain/core/plan.ts'
import { costOfFleets, type InstancePrices } from '../../domain/hosting/cost.ts'
import { type Clone, type NewVariant, withVariant } from '../../domain/rollout/clone.ts'
import { OutcomeError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { requireModel } from '../endpoint/require-model.ts'
import { chosenEndpoint } from './ask.ts'
import { type Live, readLive } from './live.ts'
import {
  configDraft,
  configInForce,
  figuresOf,
  nameOfClone,
  type Reconfigured,
  type ReconfigureOptions,
  reconfigure,
} from './reconfigure.ts'
import { waitReady } from './wait.ts'

export type AddRequest = ReconfigureOptions & {
  readonly endpoint: string | undefined
  readonly model: string | undefined
  /** Name of the new variant; made of the model's if absent. */
  readonly variant: string | undefined
  /** The variant it takes after; the one with most traffic if absent. */
  readonly stable: string | undefined
  readonly instances: number
  readonly instanceType: string | undefined
  readonly prices: InstancePrices
}

export type AddResult = Reconfigured & { readonly variant: string }

const READY_WITHIN_MS = 15 * 60_000

/**
 * Adds a variant at weight 0: nobody is exposed. Everything of the config is kept, live weights and
 * counts too; while it happens the endpoint has two fleets. @throws StateError MLC-HOST-029, MLC-ROL-033, -034;
 * OutcomeError MLC-HOST-022 (rolled back), MLC-ROL-035 (variants missing afterwards).
 */
export const addVariant = async (ports: Ports, request: AddRequest): Promise<AddResult> => {
  const endpointName = await chosenEndpoint(ports, request.endpoint)
  const modelName = request.model ?? (await askModel(ports))
  const resume = commandLine(['endpoint', 'show', endpointName], {})
  const live = await waitReady(ports, { endpointName, timeoutMs: READY_WITHIN_MS, resume })
  const variantName = request.variant ?? modelName
  if (live.view.variants.some((one) => one.variantName === variantName)) {
    ports.io.note(`${endpointName} has the variant ${variantName} already.`)
    const { endpointConfigName } = live.view
    return { status: 'nothing-to-do', endpointName, endpointConfigName, variant: variantName }
  }
  await requireModel(ports, modelName)
  const added: NewVariant = { ...request, variantName, modelName }
  const about = await draftsOf(ports, live, { request, added })
  const done = await reconfigure(ports, about, request)
  if (done.status === 'applied' && request.wait) await verify(ports, live, variantName)
  return { ...done, variant: variantName }
}

const askModel = async (ports: Pick<Ports, 'io' | 'hostedModels'>): Promise<string> => {
  const models = ports.io.interactive ? await ports.hostedModels.list() : []
  return ports.io.ask({
    kind: 'choice',
    flag: '--model',
    message: 'SageMaker model of the new variant',
    searchable: true,
    choices: models.map(({ modelName }) => ({ value: modelName, label: modelName })),
  })
}

const draftsOf = async (
  ports: Ports,
  live: Live,
  { request, added }: { readonly request: AddRequest; readonly added: NewVariant },
) => {
  const { endpointName } = live.view
  const config = await configInForce(ports, live)
  const like = request.stable ?? mostTraffic(live)
  const clone = withVariant(config.body, figuresOf(live), { like, added })
  for (const what of clone.dropped) {
    ports.io.warn(`${what} is left out: Elastic Inference does not exist any more.`)
  }
  const command = commandLine(['rollout', 'add'], {
    endpoint: endpointName,
    model: added.modelName,
    variant: added.variantName,
    stable: request.stable,
    instances: request.instances,
    'instance-type': request.instanceType,
  })
  const drafts = [
    configDraft(endpointName, clone, config.tags),
    updateDraft(live, clone, { request, added }),
  ]
  return { endpointName, endpointConfigName: nameOfClone(endpointName, clone), command, drafts }
}

/** The new fleet is paid by the hour until it is removed; twice the endpoint runs for some minutes. */
const updateDraft = (
  { view }: Live,
  clone: Clone,
  { request, added }: { readonly request: AddRequest; readonly added: NewVariant },
): DraftStep => {
  const { endpointName } = view
  const variant = clone.body.ProductionVariants.at(-1)
  const instanceType = variant?.InstanceType ?? 'instances of a pool'
  const cost = costOfFleets([{ instanceType, count: added.instances }], request.prices)
  const perHour = cost.unknown === undefined ? (cost.perHour ?? 0) : 'unknown'
  return {
    id: 'update',
    operation: 'sagemaker.UpdateEndpoint',
    input: {
      endpointName,
      endpointConfigName: nameOfClone(endpointName, clone),
      retainAllVariantProperties: true,
    },
    summary: `add ${added.variantName} (${added.modelName}, ${added.instances} × ${instanceType}) to ${endpointName} at weight 0; a second fleet runs while it is built`,
    undo: commandLine(['rollout', 'repair'], {
      endpoint: endpointName,
      'config-name': view.endpointConfigName,
    }),
    danger: { level: 'hourly', name: added.variantName, perHour },
    cost,
  }
}

const mostTraffic = ({ current }: Live): string =>
  [...current].sort((a, b) => (b.weight ?? 0) - (a.weight ?? 0))[0]?.variantName ?? ''

/** InService is no proof: all variants must be there, the new one without traffic. */
const verify = async (ports: Ports, before: Live, variantName: string): Promise<void> => {
  const after = await readLive(ports, before.view.endpointName)
  const wanted = [...before.view.variants.map((one) => one.variantName), variantName]
  const missing = wanted.filter((name) => !after.current.some((one) => one.variantName === name))
  const weight = after.current.find((one) => one.variantName === variantName)?.weight
  if (missing.length === 0 && (weight ?? 0) === 0) return
  throw new OutcomeError('MLC-ROL-035', `${before.view.endpointName} is not as it should be now.`, {
    why:
      missing.length > 0
        ? `Variants missing: ${missing.join(', ')}.`
        : `${variantName} has the weight ${weight} instead of 0.`,
    hint: `Back to the config before: mlctl rollout repair --endpoint ${before.view.endpointName} --config-name ${before.view.endpointConfigName}`,
  })
}
