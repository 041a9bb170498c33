import { dollars } from '../../lib/domain/core/money.ts'
import { table } from '../../lib/domain/core/table.ts'
import type { Ranked } from '../../lib/domain/hosting/rank.ts'
import type { SizingRow } from '../../lib/domain/hosting/sizing.ts'
import type { RecommendResult } from '../../lib/flows/endpoint/recommend.ts'
import type { View } from '../define.ts'

/** Sizes that hold the model, the cheapest known one first. */
export const estimateText = (rows: readonly SizingRow[], view: View): string =>
  rows.length === 0 ? 'No size fits.' : table(ESTIMATED, rows, view)

const right = { align: 'right' as const }
const rounded = (value: number): string => String(Math.round(value * 10) / 10)

const ESTIMATED = [
  { title: 'instance', of: (row: SizingRow) => row.instanceType },
  { title: 'instances', of: (row: SizingRow) => String(row.instances), ...right },
  { title: 'rps each', of: (row: SizingRow) => rounded(row.maxRps), ...right },
  { title: 'target', of: (row: SizingRow) => rounded(row.targetValue), ...right },
  {
    title: 'an hour',
    of: (row: SizingRow) => (row.perHour === undefined ? 'unknown' : dollars(row.perHour)),
    ...right,
  },
] as const

/** What a job measured, the cheapest per inference first. */
export const measuredText = (
  result: Extract<RecommendResult, { readonly kind: 'measured' }>,
  view: View,
): string =>
  result.rows.length === 0
    ? `${result.jobName} is ${result.status}; it has no results yet.`
    : table(MEASURED, result.rows, view)

const price = (usd: number | undefined): string => (usd === undefined ? 'unknown' : `$${usd}`)

const MEASURED = [
  { title: '#', of: (row: Ranked) => String(row.rank), ...right },
  {
    title: 'instance',
    of: (row: Ranked) =>
      row.instanceType ?? `serverless ${row.serverless?.MemorySizeInMB ?? '?'} MB`,
  },
  { title: 'count', of: (row: Ranked) => String(row.initialInstanceCount ?? '-'), ...right },
  {
    title: 'latency',
    of: (row: Ranked) =>
      row.modelLatencyMs === undefined
        ? 'unknown'
        : `${row.modelLatencyMs} ms${row.withinLatency ? '' : ' (too slow)'}`,
    ...right,
  },
  {
    title: 'max a minute',
    of: (row: Ranked) => String(row.maxInvocations ?? 'unknown'),
    ...right,
  },
  { title: 'per inference', of: (row: Ranked) => price(row.costPerInference), ...right },
  { title: 'an hour', of: (row: Ranked) => price(row.costPerHour), ...right },
] as const
