import { commandLine } from '../../domain/core/command-line.ts'
import type { DraftStep, Plan } from '../../domain/core/plan.ts'
import { StateError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { EndpointView } from '../../ports/endpoints.ts'
import type { ScalableTarget } from '../../ports/scaling.ts'
import { type ApplyOptions, carryOut } from '../apply.ts'
import { wasBegun } from '../earlier.ts'
import { planAgainstLiveState } from '../observe.ts'
import { waitUntil } from '../poll.ts'
import { scalingOf } from './list.ts'
import { modelNames, otherUsersOfConfig, otherUsersOfModel } from './uses.ts'
import { requireEndpoint } from './view.ts'
import { isBusy } from './wait.ts'

export type DeleteRequest = {
  readonly endpointName: string
  readonly withConfig: boolean
  /** Models too; includes the config. */
  readonly withModels: boolean
  readonly wait: boolean
  readonly timeoutMs: number | undefined
  readonly apply: ApplyOptions
}

export type DeleteResult = {
  readonly status: 'planned' | 'nothing-to-do' | 'applied'
  readonly plan?: Plan
  readonly planFile?: string
  readonly endpointName: string
  /** What stays, and costs nothing. */
  readonly kept: { readonly endpointConfigs: readonly string[]; readonly models: readonly string[] }
}

const DELETE = 'sagemaker.DeleteEndpoint'
const NONE = { endpointConfigs: [], models: [] }

/**
 * Ends an endpoint: automatic scaling first, then its components, then itself, then what else was
 * asked for. Configs and models that others use stay.
 * @throws StateError MLC-HOST-021 when there is none and none was deleted here; MLC-HOST-031 while
 * another change is under way.
 */
export const deleteEndpoint = async (
  ports: Ports,
  request: DeleteRequest,
): Promise<DeleteResult> => {
  const { endpointName } = request
  const found = await ports.endpoints.find(endpointName)
  const change = { operation: DELETE, member: 'endpointName', value: endpointName }
  if (found === undefined && (await wasBegun(ports, change))) {
    return { status: 'nothing-to-do', endpointName, kept: NONE }
  }
  const view = found ?? (await requireEndpoint(ports, endpointName))
  if (view.status !== 'Deleting') refuseBusy(view, 'deleted')
  const { drafts, kept } = await draftRemoval(ports, view, request)
  const command = commandLine(['endpoint', 'delete', endpointName], {
    'with-config': request.withConfig && !request.withModels,
    'with-models': request.withModels,
  })
  const { plan } = await planAgainstLiveState(ports, command, drafts)
  const applied = await carryOut(ports, plan, request.apply)
  const { status, planFile } = applied
  if (status === 'planned') {
    return { status, plan, endpointName, kept, ...(planFile === undefined ? {} : { planFile }) }
  }
  if (request.wait) await waitGone(ports, endpointName, request.timeoutMs)
  return { status, endpointName, kept }
}

/** @throws StateError MLC-HOST-031 while a change is under way that forbids another. */
export const refuseBusy = (view: EndpointView, what: string): void => {
  if (!isBusy(view)) return
  throw new StateError('MLC-HOST-031', `${view.endpointName} cannot be ${what} now.`, {
    why: `It is ${view.status}${
      view.pendingDeployment === undefined
        ? ''
        : `: ${view.pendingDeployment.endpointConfigName} is on its way`
    }.`,
    hint: `Wait for it: mlctl endpoint show ${view.endpointName} --wait`,
  })
}

const draftRemoval = async (ports: Ports, view: EndpointView, request: DeleteRequest) => {
  const { endpointName, endpointConfigName } = view
  const { targets } = await scalingOf(ports, endpointName)
  const components = await ports.inferenceComponents.list({ endpointName })
  const rest = await leftovers(ports, view, request)
  const drafts: DraftStep[] = [
    ...targets.map(endScaling),
    ...components.map(({ inferenceComponentName }) =>
      removal('sagemaker.DeleteInferenceComponent', { inferenceComponentName }),
    ),
    {
      ...removal(DELETE, { endpointName, createdAt: view.createdAt }),
      summary: `delete endpoint ${endpointName}; callers fail from then on`,
      danger: { level: 'severe', name: endpointName },
    },
    ...rest.configs.map((name) =>
      removal('sagemaker.DeleteEndpointConfig', { endpointConfigName: name }),
    ),
    ...rest.models.map((modelName) => removal('sagemaker.DeleteModel', { modelName })),
  ]
  const kept = {
    endpointConfigs: rest.configs.length === 0 ? [endpointConfigName] : [],
    models: rest.all.filter((name) => !rest.models.includes(name)),
  }
  return { drafts, kept }
}

const removal = (operation: string, input: Readonly<Record<string, string>>): DraftStep => {
  const [what = ''] = Object.values(input)
  const kind = operation
    .replace('sagemaker.Delete', '')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
  return {
    id: `${kind} ${what}`,
    operation,
    input,
    summary: `delete ${kind} ${what}`,
    undo: false,
    danger: { level: 'moderate' },
    cost: {},
  }
}

const endScaling = ({ resourceId, scalableDimension }: ScalableTarget): DraftStep => ({
  id: `scaling ${resourceId}`,
  operation: 'application-autoscaling.DeregisterScalableTarget',
  input: { resourceId, scalableDimension },
  summary: `end automatic scaling of ${resourceId}, its policies and schedules`,
  undo: false,
  danger: { level: 'moderate' },
  cost: {},
})

/** What else goes: only what nobody else uses, as far as can be seen. */
const leftovers = async (ports: Ports, view: EndpointView, request: DeleteRequest) => {
  const { endpointName, endpointConfigName } = view
  const all = modelNames((await ports.endpointConfigs.find(endpointConfigName))?.body)
  if (!request.withConfig && !request.withModels) return { configs: [], models: [], all }
  const users = await otherUsersOfConfig(ports, endpointConfigName, endpointName)
  if (users === 'unknown' || users.length > 0) {
    ports.io.warn(`${endpointConfigName} is kept: ${usedBy(users)}.`)
    return { configs: [], models: [], all }
  }
  const models: string[] = []
  for (const name of request.withModels ? all : []) {
    const others = await otherUsersOfModel(ports, name, endpointConfigName)
    if (others !== 'unknown' && others.length === 0) models.push(name)
    else ports.io.warn(`Model ${name} is kept: ${usedBy(others)}.`)
  }
  return { configs: [endpointConfigName], models, all }
}

const usedBy = (users: readonly string[] | 'unknown'): string =>
  users === 'unknown' ? 'there is too much to tell who uses it' : `${users.join(', ')} uses it`

const waitGone = async (
  ports: Ports,
  endpointName: string,
  timeoutMs: number | undefined,
): Promise<void> => {
  const progress = ports.io.progress(`${endpointName}: deleting`)
  try {
    await waitUntil(ports, {
      what: `deletion of endpoint ${endpointName}`,
      resume: commandLine(['endpoint', 'delete', endpointName], { wait: true }),
      timeoutMs,
      everyMs: 5_000,
      read: async () => ({ view: await ports.endpoints.find(endpointName) }),
      isOver: ({ view }) => view === undefined || view.status === 'Failed',
    })
  } finally {
    progress.stop()
  }
}
