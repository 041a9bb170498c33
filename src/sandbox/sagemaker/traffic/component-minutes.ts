import { generator } from '../../bedrock/stand-in/random.ts'
import { componentAt } from '../components/stand.ts'
import type { Minute } from '../hosting.ts'
import type { ComponentRecord, Ground } from '../state.ts'
import { drawOverheads } from './minutes.ts'
import { minuteOf, type RequestCounts, requestsOf } from './requests.ts'

const MINUTE = 60_000

const sum = (counts: readonly RequestCounts[], of: (each: RequestCounts) => number): number =>
  counts.reduce((total, each) => total + of(each), 0)

/** What the copies of a component did, minute by minute: real requests only, none are computed. */
export const componentMinutesOf = (
  ground: Ground,
  record: ComponentRecord,
  { from, to }: { readonly from: number; readonly to: number },
): readonly Minute[] => {
  const { documents, region, clock } = ground
  const requests = requestsOf(documents, region, record.endpointName)
  const until = Math.min(to, clock.now() + 1)
  const minutes: Minute[] = []
  for (let at = minuteOf(from + MINUTE - 1); at < until; at += MINUTE) {
    const own = (requests[String(at)] ?? []).filter((each) => each.component === record.name)
    if (own.length === 0) continue
    const copies = componentAt(record, at + MINUTE - 1)?.copies ?? 0
    const invocations = sum(own, (each) => each.invocations)
    const latencies = own.flatMap((each) => each.latencies).sort((a, b) => a - b)
    minutes.push({
      at,
      invocations,
      errors4xx: sum(own, (each) => each.errors4xx),
      errors5xx: sum(own, (each) => each.errors5xx),
      modelErrors: sum(own, (each) => each.modelErrors),
      noCapacity: sum(own, (each) => each.noCapacity ?? 0),
      instances: copies,
      provisioned: 0,
      load: 0,
      latencies: () => latencies,
      overheads: () =>
        drawOverheads(invocations, generator(`${ground.seed}\n${record.arn}\n${at}`)),
    })
  }
  return minutes
}
