import { causeOf } from '../../domain/doctor/causes.ts'
import { type CheckId, notApplicable, unknown, type Verdict } from '../../domain/doctor/checks.ts'
import { blocks, nameOf, type Told } from '../../domain/doctor/report.ts'
import { MlctlError } from '../../errors.ts'
import type { Machine } from '../../ports/machine.ts'

export type Check = {
  readonly id: CheckId
  /** Checks that must have passed: their fault would only be met again. */
  readonly needs: readonly CheckId[]
  /** Why there is nothing to look at, where that is known beforehand. */
  readonly idle?: string | undefined
  readonly run: () => Promise<readonly Verdict[]>
}

/** Facts on doctor: five at a time, none longer than ten seconds. */
const AT_ONCE = 5
const LONGEST_MS = 10_000

/**
 * Carries out all checks, each as soon as those it needs are done. None ends the run: what fails for
 * another's fault is told by that other, what is late or may not be asked could not be told.
 */
export const runChecks = async (
  machine: Pick<Machine, 'within'>,
  checks: readonly Check[],
): Promise<readonly Told[]> => {
  const told: Told[] = []
  /** Of what could not be looked at, the fault that stands first. */
  const roots = new Map<CheckId, CheckId>()
  const free = places(AT_ONCE)
  const ended = new Map<CheckId, Promise<void>>()
  for (const check of checks) {
    if (check.idle !== undefined) {
      told.push({ id: check.id, verdict: notApplicable(check.idle) })
      continue
    }
    const before = check.needs.flatMap((id) => ended.get(id) ?? [])
    ended.set(
      check.id,
      Promise.all(before).then(async () => {
        const blocked = check.needs.find((id) => blocks(id, told))
        const root = blocked === undefined ? undefined : (roots.get(blocked) ?? blocked)
        const verdicts =
          root === undefined ? await free(() => carriedOut(machine, check)) : [unlooked(root)]
        const cause = root ?? causeIn(check.id, verdicts)
        if (cause !== undefined) roots.set(check.id, cause)
        told.push(...verdicts.map((verdict) => ({ id: check.id, verdict })))
      }),
    )
  }
  await Promise.all(ended.values())
  return told
}

/** The other check whose fault these verdicts are about. */
const causeIn = (id: CheckId, verdicts: readonly Verdict[]): CheckId | undefined =>
  verdicts.find((verdict) => verdict.id !== undefined && verdict.id !== id)?.id ??
  verdicts.flatMap(({ evidence }) => afterOf(evidence) ?? [])[0]

const afterOf = (evidence: unknown): CheckId | undefined =>
  evidence !== null && typeof evidence === 'object' && 'after' in evidence
    ? (evidence.after as CheckId)
    : undefined

export const unlooked = (root: CheckId): Verdict => ({
  ...unknown(`not looked at: ${nameOf(root)} comes first`),
  evidence: { after: root },
})

const carriedOut = async (
  machine: Pick<Machine, 'within'>,
  check: Check,
): Promise<readonly Verdict[]> => {
  const end = await machine.within(LONGEST_MS, () =>
    check.run().catch((error: unknown) => verdictsOf(check.id, error)),
  )
  return end === 'timed-out'
    ? [unknown(`no answer within ${LONGEST_MS / 1_000} seconds`)]
    : end.value
}

/** A failed look: another check's fault, one's own, or something that could not be told. */
const verdictsOf = (id: CheckId, error: unknown): readonly Verdict[] => {
  if (!(error instanceof MlctlError)) {
    return [unknown(error instanceof Error ? error.message : String(error))]
  }
  const cause = causeOf(error.code)
  if (cause === undefined) return [unknown(sentence(error))]
  const fault: Verdict = {
    id: cause,
    status: 'fail',
    severity: 'critical',
    detail: sentence(error),
    evidence: { code: error.code, ...error.details },
    ...(error.hint === undefined ? {} : { remedy: { text: error.hint } }),
  }
  return cause === id ? [fault] : [fault, unlooked(cause)]
}

const sentence = ({ message, why }: MlctlError): string =>
  (why === undefined ? message : `${message} ${why}`).replace(/\s+/g, ' ').replace(/\.$/, '')

/** Lets so many work at once; the others wait for a place in the order of asking. */
const places = (count: number) => {
  let taken = 0
  const waiting: (() => void)[] = []
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (taken < count) taken += 1
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await work()
    } finally {
      // The place is handed on, so that nobody slips in between.
      const next = waiting.shift()
      if (next === undefined) taken -= 1
      else next()
    }
  }
}
