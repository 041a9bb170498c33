import type { SandboxClock } from '../../service.ts'
import { SECONDS } from '../endpoints/timing.ts'
import { refusal } from '../errors.ts'
import {
  arnOf,
  type ComponentMoment,
  type ComponentRecord,
  type Ground,
  type HostingState,
} from '../state.ts'

/** How a component stands at `now`; undefined when it is gone. */
export const componentAt = (record: ComponentRecord, now: number): ComponentMoment | undefined => {
  const moment = record.moments.findLast(({ at }) => at <= now)
  return moment?.gone ? undefined : moment
}

/** The component with other copies: Updating for minutes from `at` on. */
export const rescaled = (
  clock: SandboxClock,
  record: ComponentRecord,
  change: { readonly before: ComponentMoment; readonly at: number; readonly copies: number },
): ComponentRecord => {
  const { before, at, copies } = change
  const base = { ...before, desiredCopies: copies }
  const ready = at + clock.duration(SECONDS.component)
  return {
    ...record,
    moments: [
      ...record.moments.filter((moment) => moment.at <= at),
      { ...base, at, status: 'Updating' },
      { ...base, at: ready, copies },
    ],
  }
}

export type FoundComponent = { readonly record: ComponentRecord; readonly now: ComponentMoment }

/** The component of the region with this name; undefined without one. */
export const findComponent = (
  ground: Ground,
  state: HostingState,
  name: string,
): FoundComponent | undefined => {
  const record = state.components[arnOf(ground, 'inference-component', name)]
  const now = record && componentAt(record, ground.clock.now())
  return record === undefined || now === undefined ? undefined : { record, now }
}

/** The same; ValidationException without one. */
export const componentOf = (ground: Ground, state: HostingState, name: string): FoundComponent => {
  const found = findComponent(ground, state, name)
  if (found !== undefined) return found
  throw refusal.missing('inference component', arnOf(ground, 'inference-component', name))
}
