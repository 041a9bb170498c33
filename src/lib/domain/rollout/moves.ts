import type { Outcome, RolloutState, VerdictNote } from './model.ts'

const KEPT_VERDICTS = 200

/** The next step, or the end. */
export const advanced = (state: RolloutState): RolloutState =>
  isLast(state)
    ? ending(state, 'completed', undefined)
    : { ...state, step: state.step + 1, reason: undefined, phase: { name: 'scaling-up' } }

export const isLast = (state: RolloutState): boolean => state.step >= state.spec.steps.length - 1

export const rollingBack = (
  state: RolloutState,
  reason: string,
  {
    ordered = false,
    failing = false,
  }: { readonly ordered?: boolean; readonly failing?: boolean } = {},
): RolloutState => ({
  ...state,
  paused: false,
  reason,
  phase: { name: 'rolling-back', attempts: 0, ordered, ...(failing ? { failing } : {}) },
})

/** Every end goes through giving scaling back. */
export const ending = (
  state: RolloutState,
  outcome: Outcome,
  reason: string | undefined,
): RolloutState => ({ ...state, paused: false, reason, phase: { name: 'restoring', outcome } })

export const shifting = (attempts: number) => ({ name: 'shifting', attempts }) as const

/** Remembers a verdict that differs from the last one. */
export const note = (
  state: RolloutState,
  { verdict, reason }: Pick<VerdictNote, 'verdict' | 'reason'>,
  at: number,
): RolloutState => {
  const last = state.verdicts.at(-1)
  if (last?.verdict === verdict && last.step === state.step) return state
  const entry = { at, step: state.step, verdict, reason }
  return { ...state, verdicts: [...state.verdicts, entry].slice(-KEPT_VERDICTS) }
}
