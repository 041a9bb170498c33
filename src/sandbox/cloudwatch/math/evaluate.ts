import { refusal } from '../errors.ts'
import { type Metric, metricOf } from '../metric.ts'
import { type MetricDataQuery, WORDS } from '../query.ts'
import type { Sample } from '../samples.ts'
import { type Point, pointsOf } from '../series.ts'
import { statisticOf } from '../statistics.ts'
import { combine, FUNCTIONS } from './functions.ts'
import { type Expression, parseExpression } from './parse.ts'
import { type MathValue, mapped, type Series, scalar } from './values.ts'

export type StatusCode = 'Complete' | 'PartialData' | 'InternalError' | 'Forbidden'

/** What reading a metric gave: its samples, and what the service says of them. */
export type Reading = { readonly samples: readonly Sample[]; readonly status: StatusCode }

export type Scope = {
  readonly queries: readonly MetricDataQuery[]
  readonly from: number
  readonly to: number
  readonly read: (metric: Metric) => Reading
}

export type Result = {
  readonly id: string
  readonly label: string
  readonly points: readonly Point[]
  readonly status: StatusCode
}

/** The worst that happened to any metric behind a value decides what is said of it. */
const ORDER: readonly StatusCode[] = ['Complete', 'PartialData', 'InternalError', 'Forbidden']

type Known = { readonly value: MathValue; readonly status: StatusCode }

/** Computes queries that `checkQueries` has accepted; each is computed once, whoever uses it. */
export const evaluator = (scope: Scope): ((id: string) => readonly Result[]) => {
  const known = new Map<string, Known>()
  const open = new Set<string>()
  const find = (id: string): Known => {
    const before = known.get(id)
    if (before !== undefined) return before
    const query = scope.queries.find(({ Id }) => Id === id)
    if (query === undefined || open.has(id)) {
      throw refusal.validation(`Error in expression: circular or unknown reference '${id}'`)
    }
    open.add(id)
    const found =
      query.Expression === undefined ? readStat(scope, query) : evaluate(query, find, scope)
    open.delete(id)
    known.set(id, found)
    return found
  }
  return (id) => {
    const { value, status } = find(id)
    const query = scope.queries.find(({ Id }) => Id === id)
    const label = query?.Label ?? labelOf(query)
    return seriesIn(value, scope).map(({ points }) => ({ id, label, points, status }))
  }
}

const labelOf = (query: MetricDataQuery | undefined): string =>
  query?.MetricStat?.Metric.MetricName ?? query?.Id ?? ''

/** A number is given at the start of the request's time range. */
const seriesIn = (value: MathValue, { from }: Scope): readonly Series[] => {
  if (value.kind === 'several') return value.series
  if (value.kind === 'series') return [value]
  if (value.kind === 'text') throw refusal.validation('An expression must not give a text.')
  const points = Number.isFinite(value.value) ? [{ at: from, value: value.value }] : []
  return [{ kind: 'series', points, periodSeconds: 60 }]
}

const readStat = (scope: Scope, query: MetricDataQuery): Known => {
  const stat = query.MetricStat
  const statistic = statisticOf(stat?.Stat ?? '')
  if (stat === undefined || statistic === undefined) throw refusal.validation('No statistic.')
  const { samples, status } = scope.read(metricOf(stat.Metric))
  const inUnit = samples.filter(({ unit }) => stat.Unit === undefined || unit === stat.Unit)
  const grid = { from: scope.from, to: scope.to, periodSeconds: stat.Period }
  const points = pointsOf(inUnit, grid, statistic)
  return { value: { kind: 'series', points, periodSeconds: stat.Period }, status }
}

const evaluate = (query: MetricDataQuery, find: (id: string) => Known, scope: Scope): Known => {
  let worst = 0
  const look = (id: string): MathValue => {
    const { value, status } = find(id)
    worst = Math.max(worst, ORDER.indexOf(status))
    return value
  }
  const value = valueIn(parseExpression(query.Expression ?? ''), look, scope)
  return { value, status: ORDER[worst] ?? 'Complete' }
}

const valueIn = (tree: Expression, look: (id: string) => MathValue, scope: Scope): MathValue => {
  const inner = (part: Expression): MathValue => valueIn(part, look, scope)
  switch (tree.kind) {
    case 'number':
      return scalar(tree.value)
    case 'text':
      return tree
    case 'id':
      return WORDS.has(tree.id) ? { kind: 'text', text: tree.id } : look(tree.id)
    case 'list':
      return several(tree.items.map(inner))
    case 'negative':
      return negated(inner(tree.of))
    case 'binary':
      return combine(tree.sign, inner(tree.left), inner(tree.right))
    case 'call': {
      const args = tree.args.map(inner)
      if (tree.name === 'METRICS') return metrics(args[0], look, scope)
      const apply = Object.hasOwn(FUNCTIONS, tree.name) ? FUNCTIONS[tree.name] : undefined
      if (apply === undefined) {
        throw refusal.validation(`The sandbox does not have the metric math function ${tree.name}.`)
      }
      return apply(args, scope)
    }
  }
}

const several = (values: readonly MathValue[]): MathValue => ({
  kind: 'several',
  series: values.flatMap((value) =>
    value.kind === 'series' ? [value] : value.kind === 'several' ? value.series : [],
  ),
})

const negated = (value: MathValue): MathValue =>
  value.kind === 'series' ? mapped(value, (number) => -number) : combine('*', value, scalar(-1))

/** All metrics of the request, or those whose id contains a text; expressions are not among them. */
const metrics = (
  filter: MathValue | undefined,
  look: (id: string) => MathValue,
  { queries }: Scope,
): MathValue => {
  const part = filter?.kind === 'text' ? filter.text : ''
  const ids = queries.filter(({ MetricStat, Id }) => MetricStat !== undefined && Id.includes(part))
  return several(ids.map(({ Id }) => look(Id)))
}
