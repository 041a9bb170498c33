import { list, members } from '../../members.ts'
import type { Input } from '../../service.ts'
import type { Metric } from './records.ts'

export type Definition = { readonly Name: string; readonly Regex: string }

/** What a job wants read out of its logs. */
export const definitionsOf = (request: Input): readonly Definition[] =>
  list<Definition>(members(request, 'AlgorithmSpecification'), 'MetricDefinitions')

const expression = (regex: string): RegExp | undefined => {
  try {
    return new RegExp(regex)
  } catch {
    return undefined
  }
}

/** The values that the definitions find in lines, in order of time. */
export const metricsIn = (
  definitions: readonly Definition[],
  lines: readonly { readonly at: number; readonly message: string }[],
): readonly Metric[] => {
  const searched = definitions.flatMap(({ Name, Regex }) => {
    const found = expression(Regex)
    return found === undefined ? [] : [{ Name, found }]
  })
  return lines.flatMap(({ at, message }) =>
    searched.flatMap(({ Name, found }) => {
      const value = Number(found.exec(message)?.[1])
      return Number.isFinite(value) ? [{ name: Name, value, at }] : []
    }),
  )
}

/** The last value of each metric, as Describe gives it. */
export const finalMetrics = (metrics: readonly Metric[], now: number) => {
  const last = new Map<string, Metric>()
  for (const metric of metrics) if (metric.at <= now) last.set(metric.name, metric)
  return [...last.values()].map(({ name, value, at }) => ({
    MetricName: name,
    Value: value,
    Timestamp: new Date(at),
  }))
}

/**
 * A line in which a simple expression finds a value: its first group replaced, escapes and anchors
 * removed. Undefined for expressions that are not that simple.
 */
export const lineFor = (regex: string, value: string): string | undefined => {
  const group = /\((?!\?)(?:[^()\\]|\\.)*\)/.exec(regex)
  if (group === null) return undefined
  const around = (text: string) =>
    text
      .replaceAll(/\\s[*+]?/g, ' ')
      .replaceAll(/\.[*+]\??/g, ' ')
      .replaceAll(/\\([^A-Za-z0-9])/g, '$1')
      .replaceAll(/[\^$]/g, '')
  const line =
    around(regex.slice(0, group.index)) +
    value +
    around(regex.slice(group.index + group[0].length)).trimEnd()
  return expression(regex)?.exec(line)?.[1] === value ? line : undefined
}
