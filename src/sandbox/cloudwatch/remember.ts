import type { Minute, MinutesQuery } from '../sagemaker/hosting.ts'
import type { Ground } from '../sagemaker/state.ts'

type Held = {
  readonly from: number
  readonly to: number
  readonly minutes: readonly Minute[]
}

/**
 * The same ground with a memory for the minutes of variants: several metrics are computed from the
 * same ones, and computing them costs most. For as long as nothing changes the endpoint's past only.
 */
export const remembering = <T extends Ground>(ground: T): T => {
  const { hosting } = ground.neighbours
  const held = new Map<string, Held>()
  const minutes = (region: string, query: MinutesQuery): readonly Minute[] => {
    const key = JSON.stringify([region, query.endpointName, query.variantName, query.configName])
    const known = held.get(key)
    if (known !== undefined && known.from <= query.from && known.to >= query.to) {
      return known.minutes.filter(({ at }) => at >= query.from && at < query.to)
    }
    const found = hosting.minutes(region, query)
    held.set(key, { from: query.from, to: query.to, minutes: found })
    return found
  }
  return { ...ground, neighbours: { ...ground.neighbours, hosting: { ...hosting, minutes } } }
}
