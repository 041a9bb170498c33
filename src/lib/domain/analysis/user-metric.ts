import type { MetricVerdict, UserCommand, UserMetric, UserThreshold, Verdict } from './model.ts'
import { median } from './rank-test.ts'

/** The verdict on a metric of the user's own: what could not be measured is inconclusive, never a fail. */
export const judgeUserMetric = (metric: UserMetric): MetricVerdict => {
  const said = metric.kind === 'command' ? commandSays(metric) : thresholdSays(metric)
  return { rule: 'user-metric', metric: metric.name, numbers: {}, ...said }
}

type Said = Pick<MetricVerdict, 'verdict' | 'reason'> & Partial<Pick<MetricVerdict, 'numbers'>>

/**
 * 0 passes; 75 (EX_TEMPFAIL of sysexits.h), 126 and 127 (not runnable, not found: POSIX sh) and deaths by
 * a signal say that the command could not measure; anything else fails.
 */
const commandSays = ({ name, exitCode, detail }: UserCommand): Said => {
  const tail = detail === undefined || detail === '' ? '.' : `: ${detail}`
  if (exitCode === undefined) {
    return { verdict: 'inconclusive', reason: `${name} did not end by itself${tail}` }
  }
  const unable = exitCode === 75 || exitCode === 126 || exitCode === 127 || exitCode > 128
  const verdict: Verdict = exitCode === 0 ? 'pass' : unable ? 'inconclusive' : 'fail'
  return { verdict, reason: `${name} ended with ${exitCode}${tail}`, numbers: { exitCode } }
}

const thresholdSays = ({ name, values, min, max, problem }: UserThreshold): Said => {
  if (problem !== undefined) {
    return { verdict: 'inconclusive', reason: `${name} could not be read: ${problem.detail}` }
  }
  const value = median(values.filter(Number.isFinite))
  if (Number.isNaN(value)) {
    return { verdict: 'inconclusive', reason: `${name} has no values since the step began.` }
  }
  const inside = value >= (min ?? -Infinity) && value <= (max ?? Infinity)
  const bounds = [
    ...(min === undefined ? [] : [`at least ${min}`]),
    ...(max === undefined ? [] : [`at most ${max}`]),
  ].join(' and ')
  return {
    verdict: inside ? 'pass' : 'fail',
    reason: `${name} is ${value}, wanted is ${bounds === '' ? 'any value' : bounds}.`,
    numbers: {
      value,
      ...(min === undefined ? {} : { min }),
      ...(max === undefined ? {} : { max }),
    },
  }
}
