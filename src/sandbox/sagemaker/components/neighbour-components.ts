import { settled } from '../endpoints/settle.ts'
import type { Hosting } from '../hosting.ts'
import { arnOf, changeState, type Ground, inRegion } from '../state.ts'
import { componentMinutesOf } from '../traffic/component-minutes.ts'
import { componentAt, rescaled } from './stand.ts'

/** What other services see of inference components. */
export const componentsOf = (
  groundIn: (region: string) => Ground,
): Pick<Hosting, 'components' | 'component' | 'componentMinutes' | 'scaleComponent'> => ({
  components: (region, endpointName) => {
    const ground = groundIn(region)
    const all = inRegion(ground, settled(ground).components)
    return all.filter((record) => record.endpointName === endpointName)
  },
  component: (region, name) => {
    const ground = groundIn(region)
    const record = settled(ground).components[arnOf(ground, 'inference-component', name)]
    const isThere = record !== undefined && componentAt(record, ground.clock.now()) !== undefined
    return isThere ? record : undefined
  },
  componentMinutes: (region, { name, from, to }) => {
    const ground = groundIn(region)
    const record = settled(ground).components[arnOf(ground, 'inference-component', name)]
    return record === undefined ? [] : componentMinutesOf(ground, record, { from, to })
  },
  scaleComponent: (region, { name, copies, at }) => {
    const ground = groundIn(region)
    return changeState(ground, (state) => {
      const record = state.components[arnOf(ground, 'inference-component', name)]
      const before = record && componentAt(record, at)
      if (record === undefined || before === undefined) return 'missing'
      if (before.status !== 'InService') return 'busy'
      state.components[record.arn] = rescaled(ground.clock, record, { before, at, copies })
      return 'started'
    })
  },
})
