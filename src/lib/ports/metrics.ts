/** CloudWatch: numbers over time. */
export interface Metrics {
  /**
   * One series per query, in their order. More queries than one call takes are split, pages are
   * joined. A series that is not `complete` may lack points: that is no zero.
   */
  data(queries: readonly MetricQuery[], window: MetricWindow): Promise<readonly MetricSeries[]>
}

export type MetricQuery = {
  /** The caller's own word for it: any text, unique among the queries. */
  readonly id: string
  /** `AWS/SageMaker`. */
  readonly namespace: string
  readonly metricName: string
  readonly dimensions: Readonly<Record<string, string>>
  /** `Sum`, `Average`, `SampleCount`, `p90`, `p99.9`. */
  readonly stat: string
}

export type MetricWindow = {
  /** ISO-8601 UTC, inclusive. */
  readonly from: string
  /** ISO-8601 UTC, exclusive. */
  readonly to: string
  /** A multiple of 60; 10 or 30 for metrics of high resolution. */
  readonly periodSeconds: number
}

export type MetricSeries = {
  readonly id: string
  /** `partial`: not all points could be had; `error`: the service failed; `forbidden`: not allowed. */
  readonly status: 'complete' | 'partial' | 'forbidden' | 'error'
  /** What the service says about it. */
  readonly messages: readonly string[]
  /** Oldest first. */
  readonly points: readonly MetricPoint[]
}

/** `at` is the beginning of the period, ISO-8601 UTC. */
export type MetricPoint = { readonly at: string; readonly value: number }
