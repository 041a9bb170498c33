import { isoTime } from '../domain/core/duration.ts'
import type { PlanStep } from '../domain/core/plan.ts'
import { CancelledError, MlctlError, OutcomeError, TemporaryError } from '../errors.ts'
import type { Ports } from '../ports/all.ts'
import type { JournalRecord } from '../ports/journal.ts'
import { inputOf } from './observe.ts'
import type { AnyOperation } from './operations/define.ts'
import { operationNamed } from './operations/index.ts'

/** How long to wait between two looks at an effect that has not settled. */
const SETTLE_POLL_MS = 1_000
const SETTLES_WITHIN_MS = 60_000

/** Writes the journal records of one run. */
export type Recorder = (record: Unstamped) => Promise<void>

/** Begins a run in the journal; `about` is unique enough to tell runs of one second apart. */
export const startRun = async (
  ports: Pick<Ports, 'journal' | 'clock'>,
  { command, target, account, region, caller }: RunAbout,
  about: string,
): Promise<Recorder> => {
  const run = `${isoTime(ports.clock.now())}-${about.slice(0, 8)}`
  const write = (record: Unstamped) =>
    ports.journal.append({ v: 1, at: isoTime(ports.clock.now()), run, ...record } as JournalRecord)
  const by = caller === undefined ? {} : { caller }
  await write({ kind: 'run', command, target, account, region, ...by })
  return write
}

type RunAbout = Pick<
  Extract<JournalRecord, { kind: 'run' }>,
  'command' | 'target' | 'account' | 'region' | 'caller'
>

type Unstamped = JournalRecord extends infer R
  ? R extends JournalRecord
    ? Omit<R, 'v' | 'at' | 'run'>
    : never
  : never

/**
 * One change, safely: looks whether it is there, journals the intent, performs, waits until the effect
 * is seen, journals the outcome. Killed between any two lines, the same step continues.
 */
export const runStep = async (
  ports: Ports,
  step: Omit<PlanStep, 'before'>,
  write: Recorder,
): Promise<Readonly<Record<string, unknown>>> => {
  const operation = await operationNamed(step.operation)
  const input: unknown = inputOf(operation, step.input)
  const about = { step: step.id, operation: step.operation, key: step.key }
  const seen = await operation.observe(ports, input)
  if (seen.satisfied) {
    const output = seen.output ?? {}
    await write({ kind: 'outcome', ...about, result: 'found', output })
    ports.io.note(`${mark(ports)} ${step.summary} (already done)`)
    return output
  }
  await write({ kind: 'intent', ...about, input: step.input })
  try {
    const output = await operation.perform(ports, input, { key: step.key, signal: ports.io.signal })
    await settle(ports, operation, input)
    await write({ kind: 'outcome', ...about, result: 'done', output })
    ports.io.note(`${mark(ports)} ${step.summary}`)
    return output
  } catch (error) {
    // A cancelled transfer is no failure: the intent stays open and the next run continues it.
    if (!(error instanceof CancelledError)) await write(failure(about, error))
    throw error
  }
}

const mark = (ports: Ports) => ports.io.style.good(ports.io.style.unicode ? '✓' : 'ok')

const failure = (
  about: { readonly step: string; readonly operation: string; readonly key: string },
  error: unknown,
): Unstamped => ({
  kind: 'outcome',
  ...about,
  result: 'failed',
  error: {
    code: error instanceof MlctlError ? error.code : 'MLC-BUG-001',
    message: error instanceof Error ? error.message : String(error),
  },
})

/** The proof that a call had its effect; AWS may show it a little later than it answers. */
const settle = async (ports: Ports, operation: AnyOperation, input: unknown): Promise<void> => {
  const deadline = ports.clock.now() + (operation.settlesWithinMs ?? SETTLES_WITHIN_MS)
  while (!(await seesEffect(ports, operation, input))) {
    if (ports.clock.now() >= deadline) throw unseen(operation)
    await ports.clock.sleep(SETTLE_POLL_MS, ports.io.signal).catch((cause: unknown) => {
      throw new CancelledError('MLC-PLAN-004', `Stopped while ${operation.name} took effect.`, {
        cause,
        hint: 'Run the same command again: it continues where this one stopped.',
      })
    })
  }
}

/** A throttled look proves nothing either way. */
const seesEffect = (ports: Ports, operation: AnyOperation, input: unknown): Promise<boolean> =>
  operation.observe(ports, input).then(
    ({ satisfied }) => satisfied,
    (error: unknown) => {
      if (error instanceof TemporaryError) return false
      throw error
    },
  )

const unseen = (operation: AnyOperation) =>
  new OutcomeError('MLC-PLAN-003', `${operation.name} was accepted but its effect is not there.`, {
    why: 'The service answered without an error, and reading back does not show the change.',
    hint: 'Run the same command again: it continues where this one stopped.',
  })
