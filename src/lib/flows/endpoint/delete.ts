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
import { begunDeletion, forgetDeletion, leftovers, noteDeletion, type Rest } from './leftovers.ts'
import { scalingOf } from './list.ts'
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
  const begun = await begunDeletion(ports, endpointName)
  if (found === undefined && begun === undefined) return gone(ports, endpointName)
  if (found !== undefined && found.status !== 'Deleting') refuseBusy(found, 'deleted')
  // Only of a deletion that really began: one that was declined binds nobody.
  const goesOn = found === undefined || found.status === 'Deleting'
  const rest =
    begun !== undefined && goesOn && (found?.createdAt ?? begun.createdAt) === begun.createdAt
      ? asAskedNow(begun, request)
      : await leftovers(ports, found ?? (await requireEndpoint(ports, endpointName)), request)
  const drafts = [
    ...(found === undefined ? [] : await endpointSteps(ports, found)),
    ...rest.configs.map((name) =>
      removal('sagemaker.DeleteEndpointConfig', { endpointConfigName: name }),
    ),
    ...rest.models.map((modelName) => removal('sagemaker.DeleteModel', { modelName })),
  ]
  return carry(ports, request, { drafts, rest })
}

/** What an earlier run had in mind, as far as this one asks for it too. */
const asAskedNow = (begun: Rest, request: DeleteRequest): Rest => ({
  ...begun,
  configs: request.withConfig || request.withModels ? begun.configs : [],
  models: request.withModels ? begun.models : [],
})

const carry = async (
  ports: Ports,
  request: DeleteRequest,
  { drafts, rest }: { readonly drafts: readonly DraftStep[]; readonly rest: Rest },
): Promise<DeleteResult> => {
  const { endpointName } = request
  const command = commandLine(['endpoint', 'delete', endpointName], {
    'with-config': request.withConfig && !request.withModels,
    'with-models': request.withModels,
  })
  const { plan } = await planAgainstLiveState(ports, command, drafts)
  // A config that is gone no longer tells its models: what goes is noted before anything goes.
  if (!request.apply.dryRun && request.apply.planOut === undefined) {
    await noteDeletion(ports, endpointName, rest)
  }
  const applied = await carryOut(ports, plan, request.apply)
  const { status, planFile } = applied
  const { kept } = rest
  if (status === 'planned') {
    return { status, plan, endpointName, kept, ...(planFile === undefined ? {} : { planFile }) }
  }
  await forgetDeletion(ports, endpointName)
  if (request.wait) await waitGone(ports, endpointName, request.timeoutMs)
  return { status, endpointName, kept }
}

/** @throws StateError MLC-HOST-021 where nothing of this name was ever deleted here. */
const gone = async (ports: Ports, endpointName: string): Promise<DeleteResult> => {
  const change = { operation: DELETE, member: 'endpointName', value: endpointName }
  if (!(await wasBegun(ports, change))) await requireEndpoint(ports, endpointName)
  return { status: 'nothing-to-do', endpointName, kept: NONE }
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

/** Scaling first, as SageMaker demands; then the components, then the endpoint. */
const endpointSteps = async (ports: Ports, view: EndpointView): Promise<readonly DraftStep[]> => {
  const { endpointName, createdAt } = view
  const components = await ports.inferenceComponents.list({ endpointName })
  const names = components.map(({ inferenceComponentName }) => inferenceComponentName)
  const { targets } = await scalingOf(ports, endpointName, names)
  return [
    ...targets.map(endScaling),
    ...components.map(({ inferenceComponentName }) =>
      removal('sagemaker.DeleteInferenceComponent', { inferenceComponentName }),
    ),
    {
      ...removal(DELETE, { endpointName, createdAt }),
      summary: `delete endpoint ${endpointName}; callers fail from then on`,
      danger: { level: 'severe', name: endpointName },
    },
  ]
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
