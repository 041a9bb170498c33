import { text } from '../../members.ts'
import type { Call, Input, Output } from '../../service.ts'
import { refusal } from '../errors.ts'
import { changeState, inRegion } from '../state.ts'
import { endpointOf } from './find.ts'
import { calm, createRow, replanned } from './row.ts'
import { settled } from './settle.ts'
import { SECONDS } from './timing.ts'

const DELETABLE = ['InService', 'Failed', 'OutOfService', 'UpdateRollbackFailed']

/** Deletes an endpoint: Deleting for a moment, then unknown. Its configuration and models stay. */
export const deleteEndpoint = (call: Call, input: Input): Output => {
  const name = text(input, 'EndpointName')
  settled(call)
  changeState(call, (state) => {
    const { record, now } = endpointOf(call, state, name)
    if (!DELETABLE.includes(now.status)) throw refusal.inProgress(record.arn)
    const hosted = inRegion(call, state.components).find(
      ({ endpointName, moments }) => endpointName === record.name && !moments.at(-1)?.gone,
    )
    if (hosted !== undefined) {
      throw refusal.validation(
        `Cannot delete endpoint "${record.arn}" while it hosts inference component "${hosted.arn}".`,
      )
    }
    const at = call.clock.now()
    const row = createRow(call.clock, at)
    const nothing = { routes: [], mirrors: [], change: now.change + 1 }
    row.add({ ...calm(now), ...nothing, status: 'Deleting' }, SECONDS.remove)
    row.add({ ...calm(now), ...nothing, status: 'Deleting', gone: true })
    state.endpoints[record.arn] = replanned(record, at, row.moments)
    delete state.tags[record.arn]
  })
  return {}
}
