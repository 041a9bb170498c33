import type { EndpointRecord, Moment } from './endpoints/moment.ts'
import type { ComponentRecord } from './state.ts'

/** What a variant of an endpoint did in one minute of the sandbox's time. */
export type Minute = {
  /** Its start, milliseconds since the epoch; a multiple of 60,000. */
  readonly at: number
  readonly invocations: number
  /** The model answered 4xx. */
  readonly errors4xx: number
  /** The model answered 5xx, or nobody had room for the request. */
  readonly errors5xx: number
  /** The model gave no 2xx answer: 4xx, 5xx, broken connections; not those that nobody had room for. */
  readonly modelErrors: number
  /** Mean of instances in service; of copies for an inference component. */
  readonly instances: number
  /** Mean of the executions that a serverless variant keeps warm. */
  readonly provisioned: number
  /** Requests that found no copy of an inference component. */
  readonly noCapacity: number
  /** Mean load, 1 when the fleet is just full. */
  readonly load: number
  /** Sorted sample of model latencies in microseconds, empty without invocations. */
  latencies(): readonly number[]
  /** Sorted sample of SageMaker's own overhead in microseconds. */
  overheads(): readonly number[]
}

export type MinutesQuery = {
  readonly endpointName: string
  readonly variantName: string
  /** Only the fleet of this configuration; absent for all of the variant. */
  readonly configName?: string
  /**
   * Milliseconds. Minutes that start in [from, to) and in which the variant was in service are given;
   * `invocations` is 0 where nothing came. The minute of now is as far as it has got.
   */
  readonly from: number
  readonly to: number
}

/** What other services see of endpoints. Names and regions that do not exist give nothing. */
export type Hosting = {
  endpoint(
    region: string,
    name: string,
  ): { readonly record: EndpointRecord; readonly now: Moment } | undefined
  /** All endpoints of the region that ever had traffic or still exist. */
  names(region: string): readonly string[]
  minutes(region: string, query: MinutesQuery): readonly Minute[]
  /** Inference components of an endpoint that exist or once did. */
  components(region: string, endpointName: string): readonly ComponentRecord[]
  /** The component with this name; undefined when there is none now. */
  component(region: string, name: string): ComponentRecord | undefined
  /** As `minutes`, for the copies of a component; only minutes in which somebody asked for it. */
  componentMinutes(
    region: string,
    query: { readonly name: string; readonly from: number; readonly to: number },
  ): readonly Minute[]
  /** Changes the copies of a component; as `scale`. */
  scaleComponent(
    region: string,
    change: { readonly name: string; readonly copies: number; readonly at: number },
  ): 'started' | 'busy' | 'missing'
  /**
   * Changes the instances of a variant, or what a serverless one keeps warm, as Application Auto Scaling does: the endpoint is Updating for
   * minutes and refuses other changes. `busy` when it is not InService at `at`, which may be past.
   */
  scale(
    region: string,
    change: {
      readonly endpointName: string
      readonly variantName: string
      readonly to: { readonly instances: number } | { readonly provisioned: number }
      readonly at: number
    },
  ): 'started' | 'busy' | 'missing'
}

/** What hosting asks CloudWatch. */
export type Alarms = {
  /** State of an alarm at a time that is not in the future; undefined when there is no such alarm. */
  state(region: string, name: string, at: number): 'OK' | 'ALARM' | 'INSUFFICIENT_DATA' | undefined
}

/** What hosting asks Application Auto Scaling. */
export type Scaling = {
  /** Carries out what the policies of an endpoint want up to `until`, in order of time, by `scale`. */
  advance(region: string, endpointName: string, until: number): void
  /** Whether `endpoint/<name>/variant/<name>` is a scalable target. */
  isTarget(region: string, resourceId: string): boolean
}
