import type { RolloutState } from '../../domain/rollout/model.ts'
import { isOver } from '../../domain/rollout/model.ts'
import { partTags, rivalOf, stateTags } from '../../domain/rollout/tags.ts'
import { AccessError, StateError, TemporaryError } from '../../errors.ts'
import { type Context, isUndone, makeChange } from './context.ts'

/**
 * Saves the state: the file first, then the endpoint's tags for other machines. Tags are best effort:
 * where they may not be written, only this machine can steer the rollout, which is said once.
 */
export const saveState = async (context: Context, state: RolloutState): Promise<void> => {
  await context.store.save(state)
  const before = context.lastTagged.text
  const text = tagWorthy(state)
  if (before === text) return
  try {
    await writeStateTags(context, state)
    context.lastTagged.text = text
  } catch (error) {
    if (error instanceof AccessError) sayOnce(context, error)
    // The next phase writes them again, and whoever wrote over them is found by the next look at them.
    else if (isUndone(error)) context.lastTagged.text = ''
    else if (!(error instanceof TemporaryError) && !(error instanceof StateError)) throw error
  }
}

/** Looks and verdicts are no reason to write tags; phases, steps and pauses are. */
const tagWorthy = ({ phase, step, paused, settled }: RolloutState): string =>
  JSON.stringify([phase, step, paused, settled])

const writeStateTags = async (context: Context, state: RolloutState): Promise<void> => {
  const { ports } = context
  const resourceArn = await arnOf(context, state)
  const gone = isOver(state) && state.phase.name === 'ended' && state.phase.outcome !== 'completed'
  const wanted = stateTags(state)
  const parts = partTags(wanted)
  // What is over and needs no undo leaves the two tags for people.
  const tags = gone
    ? Object.fromEntries(Object.entries(wanted).filter(([key]) => !parts.includes(key)))
    : wanted
  const seen = await ports.endpoints.tags(resourceArn)
  const ordered = state.phase.name === 'rolling-back' && state.phase.ordered
  // Compared before they are written: the tags of another rollout that is under way are its own.
  if (!ordered && rivalOf(seen, state.spec.id) !== undefined) return
  const remove = partTags(seen).filter((key) => !(key in tags))
  const quiet = { ...ports, io: { ...ports.io, note: ports.io.detail } }
  await makeChange(
    { ...context, ports: quiet },
    {
      id: `tags-${state.phase.name}-${state.step + 1}`,
      operation: 'sagemaker.set-rollout-tags',
      input: { resourceArn, tags, remove },
      summary: 'tell other machines by tags',
    },
  )
}

export const arnOf = async (context: Context, state: RolloutState): Promise<string> => {
  const view = await context.ports.endpoints.find(state.spec.endpointName)
  if (view === undefined) throw new StateError('MLC-ROL-010', `${state.spec.endpointName} is gone.`)
  return view.endpointArn
}

const sayOnce = ({ ports, said }: Context, error: AccessError): void => {
  if (said.has('tags')) return
  said.add('tags')
  ports.io.warn(
    `The endpoint cannot be tagged (${error.message}): this rollout can be steered from this machine alone.`,
  )
}
