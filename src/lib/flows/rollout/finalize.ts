import { commandLine } from '../../domain/core/command-line.ts'
import { formatDuration } from '../../domain/core/duration.ts'
import type { DraftStep } from '../../domain/core/plan.ts'
import { withoutVariants } from '../../domain/rollout/clone.ts'
import { isOver, type RolloutState } from '../../domain/rollout/model.ts'
import { partTags } from '../../domain/rollout/tags.ts'
import { StateError, StillRunningError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { chosenEndpoint } from './ask.ts'
import { findRollout } from './find.ts'
import type { Live } from './live.ts'
import {
  configDraft,
  configInForce,
  figuresOf,
  nameOfClone,
  type Reconfigured,
  type ReconfigureOptions,
  reconfigure,
} from './reconfigure.ts'
import { readScaling } from './scaling.ts'
import { waitReady } from './wait.ts'

export type FinalizeRequest = ReconfigureOptions & {
  readonly endpoint: string | undefined
  /** How long the old variants stay as a standby after the rollout's end, in milliseconds. */
  readonly keepMs: number
}

export type FinalizeResult = Reconfigured & { readonly removed: readonly string[] }

const READY_WITHIN_MS = 15 * 60_000

/**
 * Ends the standby: variants without traffic leave the endpoint, their scalable targets first, and the
 * config then says what is live, so that the next update does not bring old weights back.
 * @throws StateError MLC-ROL-008 (a rollout is under way), MLC-ROL-036 (nothing to remove),
 * StillRunningError MLC-ROL-037 while the standby is to be kept.
 */
export const finalizeRollout = async (
  ports: Ports,
  request: FinalizeRequest,
): Promise<FinalizeResult> => {
  const endpointName = await chosenEndpoint(ports, request.endpoint)
  const found = await findRollout(ports, endpointName)
  if (found !== undefined) refuseEarly(found.state, { ...request, now: ports.clock.now() })
  const resume = commandLine(['endpoint', 'show', endpointName], {})
  const live = await waitReady(ports, { endpointName, timeoutMs: READY_WITHIN_MS, resume })
  const removed = live.current.filter(({ weight }) => weight === 0).map((one) => one.variantName)
  if (removed.length === live.current.length || removed.length === 0) throw nothingToRemove(live)
  const about = await draftsOf(ports, live, removed)
  const done = await reconfigure(ports, about, request)
  if (done.status === 'applied' && request.wait) await forgetTags(ports, live)
  return { ...done, removed }
}

const refuseEarly = (
  state: RolloutState,
  { keepMs, now }: { readonly keepMs: number; readonly now: number },
): void => {
  const { endpointName, id } = state.spec
  if (!isOver(state)) {
    throw new StateError('MLC-ROL-008', `A rollout of ${endpointName} is under way: ${id}.`, {
      hint: `Wait for its end, or end it: mlctl rollout abort --endpoint ${endpointName}`,
    })
  }
  const left = state.updatedAt + keepMs - now
  if (left <= 0) return
  throw new StillRunningError(
    'MLC-ROL-037',
    `The standby is kept for ${formatDuration(left)} more.`,
    {
      why: `${id} ended ${formatDuration(now - state.updatedAt)} ago; until then mlctl rollout undo is instant.`,
      hint: 'Run the same command later, or without --keep.',
    },
  )
}

const draftsOf = async (ports: Ports, live: Live, removed: readonly string[]) => {
  const { endpointName, endpointConfigName } = live.view
  const config = await configInForce(ports, live)
  const clone = withoutVariants(config.body, figuresOf(live), removed)
  const targets = await readScaling(ports, endpointName, removed)
  const drafts: readonly DraftStep[] = [
    // UpdateEndpoint is refused while a variant it removes is a scalable target.
    ...targets.map(
      ({ variantName, resourceId, scalableDimension }): DraftStep => ({
        id: `scaling-${variantName}`,
        operation: 'application-autoscaling.DeregisterScalableTarget',
        input: { resourceId, scalableDimension },
        summary: `end the automatic scaling of ${variantName}`,
        undo: false,
        danger: { level: 'none' },
        cost: {},
      }),
    ),
    configDraft(endpointName, clone, config.tags),
    {
      id: 'update',
      operation: 'sagemaker.UpdateEndpoint',
      input: {
        endpointName,
        endpointConfigName: nameOfClone(endpointName, clone),
        retainAllVariantProperties: true,
      },
      summary: `remove ${removed.join(', ')} from ${endpointName}; its instances are not paid any more`,
      undo: commandLine(['rollout', 'repair'], {
        endpoint: endpointName,
        'config-name': endpointConfigName,
      }),
      danger: { level: 'moderate' },
      cost: {},
    },
  ]
  const command = commandLine(['rollout', 'finalize'], { endpoint: endpointName })
  return { endpointName, endpointConfigName: nameOfClone(endpointName, clone), command, drafts }
}

/** There is nothing to undo any more: the tags that carried the way back go. */
const forgetTags = async (ports: Ports, { view }: Live): Promise<void> => {
  const parts = partTags(await ports.endpoints.tags(view.endpointArn))
  if (parts.length > 0) await ports.endpoints.untag(view.endpointArn, parts)
}

const nothingToRemove = ({ view }: Live) =>
  new StateError('MLC-ROL-036', `No variant of ${view.endpointName} is without traffic.`, {
    hint: 'Only what gets no requests is removed: bring its share to 0 first.',
  })
