import { commandLine } from '../../domain/core/command-line.ts'
import { isoTime } from '../../domain/core/duration.ts'
import { type PlanStep, stepKey } from '../../domain/core/plan.ts'
import type { RolloutState } from '../../domain/rollout/model.ts'
import { percentOf, percentText } from '../../domain/rollout/weights.ts'
import { OutcomeError, TemporaryError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { type Recorder, runStep, startRun } from '../run-step.ts'
import type { RolloutEvent } from './events.ts'
import type { RolloutStore } from './store.ts'

/** What the parts of a drive share. */
export type Context = {
  readonly ports: Ports
  readonly store: RolloutStore
  readonly record: Recorder
  /** Changes that others made are overwritten. */
  readonly force: boolean
  readonly timeoutMs: number | undefined
  /** What was warned of already. */
  readonly said: Set<string>
  /** What the tags tell, so that they are written only when it changes. */
  readonly lastTagged: { text: string }
  /** Reads in a row that were refused. */
  readonly refused: { count: number }
}

export type ContextOptions = {
  readonly force: boolean
  /** For each wait on the service, not for the whole. */
  readonly timeoutMs: number | undefined
  /** The command line, for the journal. */
  readonly command: string
}

export const contextOf = async (
  ports: Ports,
  store: RolloutStore,
  options: ContextOptions,
): Promise<Context> => {
  const [target, { account, arn: caller }] = [await ports.target(), await ports.identity.whoAmI()]
  const about = { command: options.command, target: target.name, account, region: target.region }
  const record = await startRun(
    ports,
    { ...about, caller },
    stepKey({ operation: 'rollout', input: about }),
  )
  return {
    ports,
    store,
    record,
    force: options.force,
    timeoutMs: options.timeoutMs,
    said: new Set(),
    lastTagged: { text: '' },
    refused: { count: 0 },
  }
}

export type Change = Pick<PlanStep, 'id' | 'operation' | 'input' | 'summary'>

/** How long a change waits for other runs of this project; then it goes ahead: traffic is not to wait. */
const LOCK_TRIES = 5
const LOCK_PAUSE_MS = 1_000

/**
 * One change through the journal. Its lock is held for this call alone; a run that holds it for longer
 * (an upload) does not keep traffic from being moved back.
 */
export const makeChange = async (context: Context, change: Change): Promise<void> => {
  const { ports, record } = context
  const step: Omit<PlanStep, 'before'> = {
    ...change,
    undo: false,
    danger: { level: 'none' },
    cost: {},
    key: stepKey(change),
  }
  for (let tried = 0; ; tried++) {
    try {
      await ports.journal.exclusively(() => runStep(ports, step, record))
      return
    } catch (error) {
      const locked = error instanceof TemporaryError && error.code === 'MLC-JRN-001'
      if (!locked) throw error
    }
    if (tried < LOCK_TRIES) await ports.clock.sleep(LOCK_PAUSE_MS, ports.io.signal)
    else return void (await runStep(ports, step, record))
  }
}

type Bare<E> = E extends unknown
  ? Omit<E, 'at' | 'rollout' | 'endpointName' | 'step' | 'steps'>
  : never

/** A change that was accepted and is not to be seen: somebody else wrote after it. */
export const isUndone = (error: unknown): boolean =>
  error instanceof OutcomeError && error.code === 'MLC-PLAN-003'

/** Tells a view; the large looks excepted, also the journal, where history reads it. */
export const tell = async (
  { ports, record }: Context,
  state: RolloutState,
  event: Bare<RolloutEvent>,
): Promise<void> => {
  const { spec } = state
  const full = {
    ...event,
    at: isoTime(ports.clock.now()),
    rollout: spec.id,
    endpointName: spec.endpointName,
    step: state.step + 1,
    steps: spec.steps.length,
  }
  ports.io.event(full)
  if (event.type === 'rollout.look') return
  await record({ kind: 'fact', subject: `rollout:${spec.id}`, data: full })
}

/** `green at 10 %`. */
export const standing = ({ spec, settled }: RolloutState): string =>
  `${spec.canary} at ${percentText(percentOf(settled, spec.canary))}`

export const orderLine = (verb: string, { spec }: Pick<RolloutState, 'spec'>): string =>
  commandLine(['rollout', verb], { endpoint: spec.endpointName })
