import type { MicroUsd } from '../core/money.ts'
import { targetFromLoadTest } from './autoscaling.ts'
import type { InstancePrices } from './cost.ts'
import { familyOf, memoryGibOf, vcpusOf } from './instances.ts'

/** What is known of a model's load without asking AWS. */
export type SizingWish = {
  /** Memory of the loaded model, in GiB. */
  readonly modelGib: number
  /** Time one request takes on the hardware it was measured on, in milliseconds. */
  readonly latencyMs: number
  /** Busiest requests a second. */
  readonly peakRps: number
  readonly gpu: boolean
}

export type SizingRow = {
  readonly instanceType: string
  /** Requests that one instance works on at a time. */
  readonly concurrency: number
  /** Requests a second that one instance can take. */
  readonly maxRps: number
  /** For the peak, at half of what they can take; two at least, for two zones. */
  readonly instances: number
  /** For target tracking: requests a minute per instance. */
  readonly targetValue: number
  readonly perHour?: MicroUsd
}

/** Sizes that are looked at: small ones of the families that are there in most regions. */
const CANDIDATES: Readonly<Record<'cpu' | 'gpu', readonly string[]>> = {
  cpu: [
    'ml.c5.large',
    'ml.c5.xlarge',
    'ml.c5.2xlarge',
    'ml.m5.large',
    'ml.m5.xlarge',
    'ml.m5.2xlarge',
    'ml.r5.large',
    'ml.r5.xlarge',
    'ml.r5.2xlarge',
    'ml.m5.4xlarge',
    'ml.r5.4xlarge',
  ],
  gpu: ['ml.g4dn.xlarge', 'ml.g5.xlarge', 'ml.g6.xlarge', 'ml.g6e.xlarge'],
}

/** Share of the memory that a model may fill: the rest is the server's and the requests'. */
const MEMORY_SHARE = 0.7

/**
 * An estimate, not a measurement: one request at a time per physical core (two vCPUs), or per
 * accelerator, each taking as long as given. Rows that cannot hold the model are left out; the
 * cheapest known one comes first, then the fewest instances.
 */
export const sizeLocally = (wish: SizingWish, prices: InstancePrices): readonly SizingRow[] =>
  CANDIDATES[wish.gpu ? 'gpu' : 'cpu']
    .filter((type) => wish.modelGib <= (usableGib(type) ?? 0))
    .map((type) => sized(type, wish, prices))
    .sort(byCost)

const usableGib = (instanceType: string): number | undefined => {
  const memory = familyOf(instanceType)?.acceleratorMemoryGib ?? memoryGibOf(instanceType)
  return memory === undefined ? undefined : memory * MEMORY_SHARE
}

const sized = (instanceType: string, wish: SizingWish, prices: InstancePrices): SizingRow => {
  const concurrency = wish.gpu ? 1 : Math.max(1, Math.floor((vcpusOf(instanceType) ?? 2) / 2))
  const maxRps = (concurrency * 1_000) / wish.latencyMs
  const targetValue = targetFromLoadTest(maxRps)
  const instances = Math.max(2, Math.ceil((wish.peakRps * 60) / targetValue))
  const price = prices[instanceType]
  return {
    instanceType,
    concurrency,
    maxRps,
    instances,
    targetValue,
    ...(price === undefined ? {} : { perHour: price * instances }),
  }
}

const byCost = (a: SizingRow, b: SizingRow): number => {
  if (a.perHour !== undefined && b.perHour !== undefined) return a.perHour - b.perHour
  if (a.perHour !== undefined) return -1
  if (b.perHour !== undefined) return 1
  return a.instances - b.instances || a.concurrency - b.concurrency
}
