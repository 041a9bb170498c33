import { shellWord } from '../../domain/core/command-line.ts'
import { countOf } from '../../domain/core/count.ts'
import type { DraftStep, Plan } from '../../domain/core/plan.ts'
import { costOf, fleetsOf, type InstancePrices } from '../../domain/hosting/cost.ts'
import { contentName } from '../../domain/hosting/names.ts'
import { StateError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { type ApplyOptions, carryOut } from '../apply.ts'
import { planAgainstLiveState } from '../observe.ts'
import { createCommand } from './command.ts'
import type { ComponentDefinition } from './definition.ts'
import { type Blueprint, type CreateAnswers, existingModels, gather } from './gather.ts'
import { judgeConfig } from './judge.ts'
import { preflightEndpointNetwork } from './network.ts'
import { preflight } from './preflight.ts'
import { requireModel } from './require-model.ts'
import { type EndpointDocument, endpointDocument, requireEndpoint } from './view.ts'
import { waitSteady } from './wait.ts'

export type CreateRequest = {
  readonly answers: CreateAnswers
  readonly prices: InstancePrices
  readonly tags: Readonly<Record<string, string>>
  readonly wait: boolean
  readonly timeoutMs: number | undefined
  readonly apply: ApplyOptions
}

export type EndpointChange = {
  readonly status: 'planned' | 'nothing-to-do' | 'applied'
  readonly plan?: Plan
  readonly planFile?: string
  readonly endpoint?: EndpointDocument
}

/**
 * Makes a model where one is described, an endpoint config and an endpoint; the same line again
 * continues where it stopped.
 * @throws UsageError MLC-HOST-030, DataError MLC-HOST-023 and -027, StateError MLC-HOST-024, -025,
 * -028, -029, MLC-NET-001 and -002, GateError MLC-HOST-026, MLC-NET-003, OutcomeError MLC-HOST-022 and what `carryOut` throws.
 */
export const createEndpoint = async (
  ports: Ports,
  request: CreateRequest,
): Promise<EndpointChange> => {
  const blueprint = await gather(ports, request.answers)
  const { endpointName, newModel, config } = blueprint
  const there = await existingModels(ports, config, newModel?.modelName)
  await requireComponentModels(ports, blueprint)
  const models = [...there, ...(newModel === undefined ? [] : [newModel.body])]
  judgeConfig(ports.io, config, models)
  const endpointConfigName = contentName(endpointName, config)
  await refuseTaken(ports, endpointName, endpointConfigName)
  const drafts = draftSteps(blueprint, { ...request, endpointConfigName })
  const command = createCommand(request.answers, blueprint)
  const { plan } = await planAgainstLiveState(ports, command, drafts)
  if (plan.steps.length > 0) {
    await preflight(ports, config, models)
    await preflightEndpointNetwork(ports, config, models)
  }
  const applied = await carryOut(ports, plan, request.apply)
  if (applied.status === 'planned') {
    const { planFile } = applied
    return { status: 'planned', plan, ...(planFile === undefined ? {} : { planFile }) }
  }
  const view = request.wait
    ? await waitSteady(ports, endpointName, { timeoutMs: request.timeoutMs, endpointConfigName })
    : await requireEndpoint(ports, endpointName)
  return { status: applied.status, endpoint: endpointDocument(view, config, request.prices) }
}

const refuseTaken = async (
  ports: Pick<Ports, 'endpoints'>,
  endpointName: string,
  endpointConfigName: string,
): Promise<void> => {
  const found = await ports.endpoints.find(endpointName)
  if (found === undefined) return
  const failed = found.status === 'Failed'
  if (!failed && found.endpointConfigName === endpointConfigName) return
  throw new StateError('MLC-HOST-028', `There is an endpoint ${endpointName} already.`, {
    why: failed
      ? `It failed: ${found.failureReason ?? 'no reason given'}`
      : `It runs ${found.endpointConfigName}.`,
    hint: failed
      ? `Remove it first: mlctl endpoint delete ${endpointName}`
      : `Take another name, or change it: mlctl endpoint update ${endpointName}`,
  })
}

type Naming = Pick<CreateRequest, 'prices' | 'tags'> & { readonly endpointConfigName: string }

const draftSteps = (blueprint: Blueprint, naming: Naming): readonly DraftStep[] => [
  ...modelStep(blueprint, naming),
  configStep(blueprint, naming),
  endpointStep(blueprint, naming),
  ...blueprint.components.map((component) => componentStep(blueprint, component, naming)),
]

const modelStep = ({ newModel, ...rest }: Blueprint, { tags }: Naming): readonly DraftStep[] =>
  newModel === undefined
    ? []
    : [
        {
          id: 'model',
          operation: 'sagemaker.CreateModel',
          input: { ...newModel, tags: { ...rest.tags, ...tags } },
          summary: `make model ${newModel.modelName} of ${newModel.body.PrimaryContainer?.Image ?? 'its containers'}`,
          undo: `mlctl endpoint delete ${shellWord(rest.endpointName)} --with-models`,
          danger: { level: 'none' },
          cost: {},
        },
      ]

const configStep = (blueprint: Blueprint, naming: Naming): DraftStep => ({
  id: 'config',
  operation: 'sagemaker.CreateEndpointConfig',
  input: {
    endpointConfigName: naming.endpointConfigName,
    body: blueprint.config,
    tags: { ...blueprint.tags, ...naming.tags },
  },
  summary: `make endpoint config ${naming.endpointConfigName}`,
  undo: `mlctl endpoint delete ${shellWord(blueprint.endpointName)}`,
  danger: { level: 'none' },
  cost: {},
})

/** A component names a model or a container; a model that is not there would be noticed minutes later. */
const requireComponentModels = async (
  ports: Pick<Ports, 'hostedModels'>,
  { components, newModel }: Blueprint,
): Promise<void> => {
  for (const { specification } of components) {
    const { ModelName } = specification
    if (typeof ModelName !== 'string' || ModelName === newModel?.modelName) continue
    await requireModel(ports, ModelName)
  }
}

/** It waits for the endpoint; its copies run on the instances that are paid already. */
const componentStep = (
  { endpointName, tags }: Blueprint,
  component: ComponentDefinition,
  naming: Naming,
): DraftStep => ({
  id: `component ${component.inferenceComponentName}`,
  operation: 'sagemaker.CreateInferenceComponent',
  input: { ...component, endpointName, tags: { ...tags, ...naming.tags } },
  summary: `place ${component.inferenceComponentName} on ${endpointName} with ${countOf(component.copyCount, 'copy', 'copies')}, once it is in service`,
  undo: `mlctl endpoint delete ${shellWord(endpointName)}`,
  danger: { level: 'none' },
  cost: {},
})

const endpointStep = (blueprint: Blueprint, naming: Naming): DraftStep => {
  const { endpointName, config, tags } = blueprint
  const cost = costOf(config, naming.prices)
  const fleets = fleetsOf(config).map(({ count, instanceType }) => `${count} × ${instanceType}`)
  const perHour = cost.unknown === undefined ? (cost.perHour ?? 'unknown') : 'unknown'
  const paid = fleets.length > 0 || cost.unknown !== undefined
  return {
    id: 'endpoint',
    operation: 'sagemaker.CreateEndpoint',
    input: {
      endpointName,
      endpointConfigName: naming.endpointConfigName,
      tags: { ...tags, ...naming.tags },
    },
    summary: `start endpoint ${endpointName} on ${fleets.join(', ') || 'serverless capacity'}`,
    undo: `mlctl endpoint delete ${shellWord(endpointName)}`,
    danger: paid ? { level: 'hourly', name: endpointName, perHour } : { level: 'moderate' },
    cost,
  }
}
