import type { CheckResult, CheckStatus } from '../checkup/finding.ts'
import { CHECKS, type CheckId, checkOf, type Verdict } from './checks.ts'

/** What `mlctl doctor` found. */
export type DoctorReport = {
  /** The commands that it looked for; absent: work in general. */
  readonly for?: readonly string[]
  /** `none`: the commands work without AWS. */
  readonly target: 'aws' | 'sandbox' | 'none'
  readonly checks: readonly (CheckResult & { readonly group: string })[]
  readonly counts: Readonly<Record<CheckStatus, number>>
  /** By `--fail-on`: whether this counts as failed. */
  readonly failed: boolean
  /** What to do first. */
  readonly next?: string
}

export type Told = { readonly id: CheckId; readonly verdict: Verdict }

const STATUSES: readonly CheckStatus[] = ['ok', 'warn', 'fail', 'unknown', 'not-applicable']

/**
 * The report of all that was told, in the order of repair. A fault that other checks found is told by its
 * own check: there it takes the place of an `ok`, and several of one kind are told once.
 */
export const reportOf = (
  told: readonly Told[],
  about: {
    readonly for: readonly string[]
    readonly target: DoctorReport['target']
    readonly failOn: 'warn' | 'fail'
  },
): DoctorReport => {
  const checks = CHECKS.flatMap(({ id, title, group }) =>
    settled(told.filter((one) => (one.verdict.id ?? one.id) === id)).map(
      ({ verdict: { id: _, ...verdict } }) => ({ id, title, group, ...verdict }),
    ),
  )
  const counts = Object.fromEntries(
    STATUSES.map((status) => [status, checks.filter((check) => check.status === status).length]),
  ) as Record<CheckStatus, number>
  const first =
    checks.find(({ status }) => status === 'fail') ?? checks.find(({ status }) => status === 'warn')
  const next = first?.remedy?.command ?? first?.remedy?.text
  return {
    ...(about.for.length === 0 ? {} : { for: about.for }),
    target: about.target,
    checks,
    counts,
    failed: counts.fail > 0 || (about.failOn === 'warn' && counts.warn > 0),
    ...(next === undefined ? {} : { next }),
  }
}

/** A failure that somebody else met makes one's own "fine" wrong; the same one twice says nothing more. */
const settled = (told: readonly Told[]): readonly Told[] => {
  const isForeign = ({ id, verdict }: Told) => verdict.id !== undefined && verdict.id !== id
  const ownFailure = told.some((one) => !isForeign(one) && one.verdict.status === 'fail')
  const foreign = told.filter(isForeign)
  if (foreign.length === 0 || ownFailure) return told.filter((one) => !isForeign(one))
  const [first] = foreign
  const rest = told.filter((one) => !isForeign(one) && one.verdict.status === 'warn')
  return first === undefined ? rest : [first, ...rest]
}

/** Whether a check that leans on this one can be carried out. */
export const blocks = (id: CheckId, told: readonly Told[]): boolean =>
  told.some(
    (one) =>
      (one.verdict.id ?? one.id) === id &&
      (one.verdict.status === 'fail' || one.verdict.status === 'unknown'),
  )

/** `D17 Credentials` */
export const nameOf = (id: CheckId): string => `${id} ${checkOf(id).title}`
