import type { Ground } from '../sagemaker/state.ts'
import type { Documents } from '../service.ts'
import type { Metric } from './metric.ts'

/**
 * A misfortune planted for metrics. `forbidden` and `internal-error`: GetMetricData answers with that
 * StatusCode and no values; `partial`: half of the values with PartialData; `missing`: no values,
 * StatusCode Complete; `late`: data arrive `seconds` later than they do anyway.
 */
export type MetricFault = {
  /** Part of a metric's namespace, name or one of its dimension values; empty for any metric. */
  readonly metricContains: string
  readonly effect: 'forbidden' | 'internal-error' | 'partial' | 'missing' | 'late'
  /** How late, for `late`. */
  readonly seconds?: number
  /** How many more readings of a metric it hits. */
  times: number
}

const DOCUMENT = 'cloudwatch-faults'

type Planted = { faults: MetricFault[] }

/** Plants a misfortune, after those that are planted already. */
export const plantMetricFault = (documents: Documents, fault: MetricFault): void => {
  documents.update<Planted, void>(DOCUMENT, { faults: [] }, ({ faults }) => {
    faults.push(fault)
  })
}

const hits = (fault: MetricFault, { namespace, name, dimensions }: Metric): boolean => {
  const texts = [namespace, name, ...dimensions.map(({ Value }) => Value)]
  return fault.times > 0 && texts.some((text) => text.includes(fault.metricContains))
}

/** The planted effect for one reading of a metric, counted down; undefined when there is none. */
export const takeMetricFault = (
  { documents }: Pick<Ground, 'documents'>,
  metric: Metric,
): MetricFault | undefined => {
  const { faults: planted } = documents.read<Planted>(DOCUMENT, { faults: [] })
  if (!planted.some((fault) => hits(fault, metric))) return undefined
  return documents.update<Planted, MetricFault | undefined>(
    DOCUMENT,
    { faults: [] },
    (document) => {
      const fault = document.faults.find((each) => hits(each, metric))
      if (fault !== undefined) fault.times--
      return fault
    },
  )
}
