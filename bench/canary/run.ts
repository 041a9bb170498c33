import { mlctlOutcome, type Outcome } from './mlctl.ts'
import { type Rollouts, SCENARIOS, type Scenario, simulate } from './scenarios.ts'
import { FAMILIES, type TunedRule, thresholdOutcome, tune } from './thresholds.ts'

/** What one rule did with all rollouts of one scenario. Shares are fractions. */
export type Row = {
  readonly scenario: string
  readonly bad: boolean
  /** The scenario on which the thresholds are tuned, and the one by which they are picked. */
  readonly tunedOn: string
  readonly stated: string
  readonly rule: string
  readonly rolledBack: number
  readonly promoted: number
  readonly held: number
  /** Median over all rollouts; Infinity when most are not rolled back. */
  readonly medianMinutes: number
  /** Failed requests of the canary until rollback or the end, mean a rollout. */
  readonly badRequests: number
  /** Threshold rules only: how the rule is set. */
  readonly setting?: string
}

export type Bench = {
  readonly rows: readonly Row[]
  /** By scenario, the median of the threshold rule that is best in hindsight, at equal false alarms. */
  readonly hindsight: Readonly<Record<string, number>>
}

/** Scenarios of one profile share the thresholds that are tuned on the calm one of them. */
export const runBench = (rollouts: number, seed: number): Bench => {
  const profiles = [...new Set(SCENARIOS.map(({ tunedOn }) => tunedOn))]
  const parts = profiles.map((tunedOn, at) => runProfile(tunedOn, rollouts, seed + 1_000 * at))
  return {
    rows: parts.flatMap(({ rows }) => rows),
    hindsight: Object.assign({}, ...parts.map(({ hindsight }) => hindsight)),
  }
}

const runProfile = (tunedOn: string, rollouts: number, seed: number): Bench => {
  const scenarios = SCENARIOS.filter((scenario) => scenario.tunedOn === tunedOn)
  const make = (scenario: Scenario) =>
    simulate(scenario, rollouts, seed + scenarios.indexOf(scenario))
  const stated = find(scenarios, scenarios[0]?.stated)
  const calmRollouts = make(find(scenarios, tunedOn))
  const falseAlarms = tally('mlctl', calmRollouts, mlctlOutcome).rolledBack
  const tuned = FAMILIES.map(({ name, rules }) => ({
    name,
    rules: rules.flatMap((rule) => tune(rule, calmRollouts, falseAlarms) ?? []),
  }))
  const statedRollouts = make(stated)
  const chosen = tuned.map(({ name, rules }) => ({ name, rule: best(rules, statedRollouts).rule }))
  const hindsight: Record<string, number> = {}
  const rows = scenarios.flatMap((scenario) => {
    const kept = [calmRollouts, statedRollouts].find((made) => made.scenario === scenario)
    const all = kept ?? make(scenario)
    if (scenario.bad) {
      const rules = tuned.flatMap((family) => family.rules)
      hindsight[scenario.name] = best(rules, all).row.medianMinutes
    }
    return [
      tally('mlctl', all, mlctlOutcome),
      ...chosen.map(({ name, rule }) => thresholdRow(name, rule, all)),
    ]
  })
  return { rows, hindsight }
}

const find = (scenarios: readonly Scenario[], name: string | undefined): Scenario => {
  const scenario = scenarios.find((candidate) => candidate.name === name)
  if (scenario === undefined) throw new Error(`no scenario ${name}`)
  return scenario
}

/** As many rollouts tell the best of a hundred rules well enough. */
const TRIED = 4_000

/** The rule that is first to roll back in the median; of equal ones, the one that misses least. */
const best = (rules: readonly TunedRule[], all: Rollouts) => {
  const some = { ...all, count: Math.min(all.count, TRIED) }
  const tried = rules.map((rule) => ({ rule, row: thresholdRow('', rule, some) }))
  const [winner] = tried.sort(
    (a, b) =>
      sortable(a.row.medianMinutes) - sortable(b.row.medianMinutes) ||
      a.row.promoted - b.row.promoted,
  )
  if (winner === undefined) throw new Error('no threshold rule could be tuned')
  return { rule: winner.rule, row: thresholdRow('', winner.rule, all) }
}

/** Infinity minus itself is no number. */
const sortable = (minutes: number): number => Math.min(minutes, 1e9)

const thresholdRow = (name: string, rule: TunedRule, all: Rollouts): Row => ({
  ...tally(name, all, (rollouts, rollout) => thresholdOutcome(rule, rollouts, rollout)),
  setting: `${rule.window} min every ${rule.every}, failure ${rule.failures}, above ${settingText(rule.threshold)}`,
})

const settingText = (threshold: number): string =>
  threshold > 100 ? `${(threshold / 1_000).toFixed(1)} ms` : `${(threshold * 100).toFixed(2)} %`

const tally = (
  rule: string,
  all: Rollouts,
  judge: (all: Rollouts, rollout: number) => Outcome,
): Row => {
  const { scenario, count } = all
  const seen = { pass: 0, fail: 0, inconclusive: 0 }
  const times = new Float64Array(count).fill(Infinity)
  let badRequests = 0
  for (let rollout = 0; rollout < count; rollout++) {
    const { verdict, minute } = judge(all, rollout)
    seen[verdict]++
    if (verdict === 'fail') times[rollout] = minute
    const first = rollout * scenario.minutes
    for (let at = first; at < first + minute; at++) badRequests += all.canaryErrors[at] ?? 0
  }
  return {
    scenario: scenario.name,
    bad: scenario.bad,
    tunedOn: scenario.tunedOn,
    stated: scenario.stated,
    rule,
    rolledBack: seen.fail / count,
    promoted: seen.pass / count,
    held: seen.inconclusive / count,
    medianMinutes: times.sort()[Math.ceil(count / 2) - 1] ?? Infinity,
    badRequests: badRequests / count,
  }
}
