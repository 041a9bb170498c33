import type { Call } from '../../service.ts'
import { takeFault } from '../faults.ts'
import { changeState } from '../state.ts'
import { capacityPlan } from './capacity-plan.ts'
import { type EndpointRecord, momentAt } from './moment.ts'
import { calm, createRow, replanned } from './row.ts'

/** Seconds on AWS that maintenance takes, when the fault does not say. */
const MAINTENANCE = 300

/**
 * What a planted fault does right after somebody has read an endpoint: another operator's weights, or
 * maintenance. Nothing happens to an endpoint that is busy.
 */
export const afterRead = (call: Call, { arn, name }: EndpointRecord): void => {
  const fault = takeFault(call, 'read', name)
  if (fault === undefined) return
  const at = call.clock.now()
  changeState(call, (state) => {
    const record = state.endpoints[arn]
    const now = record && momentAt(record, at)
    if (record === undefined || now?.status !== 'InService') return
    if (fault.effect === 'foreign-weights') {
      const wanted = Object.entries(fault.weights ?? {}).map(([variant, weight]) => ({
        variant,
        weight,
      }))
      const timing = { before: now, at, seconds: fault.seconds ?? 0 }
      state.endpoints[arn] = replanned(record, at, capacityPlan(call.clock, timing, wanted))
      return
    }
    const row = createRow(call.clock, at)
    const base = { ...calm(now), change: now.change + 1 }
    row.add({ ...base, status: 'SystemUpdating' }, fault.seconds ?? MAINTENANCE)
    row.add({ ...base, status: 'InService' })
    state.endpoints[arn] = replanned(record, at, row.moments)
  })
}
