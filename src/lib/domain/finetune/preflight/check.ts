import type { Known, World } from './world.ts'

export type CheckStatus = 'ok' | 'failed' | 'warning' | 'could-not-tell'

/** What one check says of a world; `hint` is the remedy. */
export type Verdict = {
  readonly status: CheckStatus
  readonly why?: string
  readonly hint?: string
}

/** One row: a failure that can be known before anything is spent. */
export type Check = {
  readonly id: `MLC-PF-${string}`
  readonly title: string
  /** Failures of data checks alone mean exit 3; any other failure is a gate. */
  readonly about: 'model' | 'name' | 'storage' | 'data' | 'access' | 'quota'
  readonly source: string
  readonly run: (world: World) => Verdict
}

export type CheckResult = Verdict & Pick<Check, 'id' | 'title' | 'about'>

export const OK: Verdict = { status: 'ok' }
export const ok = (why: string): Verdict => ({ status: 'ok', why })
export const failed = (why: string, hint?: string): Verdict => ({
  status: 'failed',
  why,
  ...(hint === undefined ? {} : { hint }),
})
export const warning = (why: string, hint?: string): Verdict => ({
  ...failed(why, hint),
  status: 'warning',
})
export const couldNotTell = (why: string): Verdict => ({ status: 'could-not-tell', why })

/** Judges a fact that may not be known. */
export const given = <T>(fact: Known<T>, judge: (value: T) => Verdict): Verdict =>
  fact.known ? judge(fact.value) : couldNotTell(fact.why)

/** The worst of several verdicts, with the reasons of all that are as bad. */
export const worst = (verdicts: readonly Verdict[]): Verdict => {
  const order: readonly CheckStatus[] = ['failed', 'warning', 'could-not-tell']
  for (const status of order) {
    const those = verdicts.filter((verdict) => verdict.status === status)
    if (those.length === 0) continue
    const why = those.flatMap((verdict) => verdict.why ?? []).join('; ')
    const hint = those.find((verdict) => verdict.hint !== undefined)?.hint
    return { status, why, ...(hint === undefined ? {} : { hint }) }
  }
  return OK
}

const UG = 'https://docs.aws.amazon.com/bedrock/latest/userguide/'
export const guide = (page: string): string => `${UG}${page}.html`
