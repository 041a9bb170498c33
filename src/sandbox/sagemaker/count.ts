import type { Documents } from '../service.ts'
import { componentAt } from './components/stand.ts'
import { momentAt } from './endpoints/moment.ts'
import { readState } from './state.ts'

/** How many models, configurations, endpoints and components there are, by kind. */
export const countHosting = (
  documents: Documents,
  now: number,
): Readonly<Record<string, number>> => {
  const { models, configs, endpoints, components } = readState({ documents })
  const served = Object.values(endpoints).map((record) => momentAt(record, now))
  const placed = Object.values(components).map((record) => componentAt(record, now))
  return {
    models: Object.keys(models).length,
    'endpoint configurations': Object.keys(configs).length,
    endpoints: served.filter((moment) => moment !== undefined && !moment.gone).length,
    'inference components': placed.filter((moment) => moment !== undefined).length,
  }
}
