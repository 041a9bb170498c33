import type { Ports } from '../../ports/all.ts'
import type { EndpointView } from '../../ports/endpoints.ts'
import { contextOf, makeChange } from './context.ts'
import type { Driving } from './drive-alone.ts'
import { abortAlarmOf } from './replace.ts'
import { rolloutStore } from './store.ts'
import { causeOf, waitReady } from './wait.ts'

/** SageMaker's own update of an endpoint, while it goes on. */
export type Replacing = {
  readonly phase: 'replacing' | 'rolling-back'
  readonly endpointName: string
  /** In force until the update ends, and again when it is rolled back. */
  readonly endpointConfigName: string
  readonly newConfigName: string
  readonly startedAt?: string
  /** What SageMaker is at, in its own words. */
  readonly cause: string
  readonly abortAlarm: string
  /** Set while the alarm that ends it is in ALARM. */
  readonly aborting: boolean
}

export type ReplaceAborted = Replacing & {
  readonly status: 'applied'
  readonly because: 'replace-aborted'
  /** `under-way`: not waited for; `too-late`: the new config is in force all the same. */
  readonly ended: 'rolled-back' | 'too-late' | 'under-way'
  readonly exitCode: number
}

const ROLLED_BACK_WITHIN_MS = 60 * 60_000

/**
 * The guarded update that goes on; undefined where there is none. Told from other changes of config by
 * its alarm, and by variants that keep their names, which guarded updates demand (facts §3).
 */
export const replaceUnderWay = async (
  ports: Pick<Ports, 'endpoints' | 'alarms'>,
  endpointName: string,
): Promise<Replacing | undefined> => {
  const view = await ports.endpoints.find(endpointName)
  const pending = view?.pendingDeployment
  if (view === undefined || pending === undefined || !sameVariants(view, pending.variants)) {
    return undefined
  }
  const abortAlarm = abortAlarmOf(endpointName)
  const [alarm] = await ports.alarms.find([abortAlarm])
  if (alarm === undefined) return undefined
  return {
    phase: view.status === 'RollingBack' ? 'rolling-back' : 'replacing',
    endpointName,
    endpointConfigName: view.endpointConfigName,
    newConfigName: pending.endpointConfigName,
    ...(pending.startedAt === undefined ? {} : { startedAt: pending.startedAt }),
    cause: causeOf(view) ?? view.status,
    abortAlarm,
    aborting: alarm.state === 'ALARM',
  }
}

/**
 * Ends a guarded update that goes on, by the alarm that was made for it; undefined where there is none.
 * SageMaker moves traffic back to the old fleet by itself, and has no other call for it.
 */
export const abortReplace = async (
  ports: Ports,
  { endpointName, driving }: { readonly endpointName: string; readonly driving: Driving },
): Promise<ReplaceAborted | undefined> => {
  const under = await replaceUnderWay(ports, endpointName)
  if (under === undefined) return undefined
  const context = await contextOf(ports, await rolloutStore(ports, endpointName), driving)
  const { abortAlarm: alarmName, newConfigName, endpointConfigName } = under
  await makeChange(context, {
    id: 'abort-replace',
    operation: 'cloudwatch.put-abort-alarm',
    input: { alarmName, endpointName, state: 'ALARM' },
    summary: `set ${alarmName} to ALARM, which rolls back the update to ${newConfigName}`,
  })
  ports.io.note(
    `SageMaker takes ${endpointName} back to ${endpointConfigName} within minutes, with or without this process.`,
  )
  const done = { ...under, aborting: true, status: 'applied', because: 'replace-aborted' } as const
  if (driving.mode !== 'wait') return { ...done, ended: 'under-way', exitCode: 0 }
  const { view } = await waitReady(ports, {
    endpointName,
    timeoutMs: driving.timeoutMs ?? ROLLED_BACK_WITHIN_MS,
    resume: `mlctl rollout status --endpoint ${endpointName}`,
  })
  const back = view.endpointConfigName === endpointConfigName
  return { ...done, ended: back ? 'rolled-back' : 'too-late', exitCode: back ? 0 : 6 }
}

const sameVariants = (view: EndpointView, pending: EndpointView['variants']): boolean => {
  const names = (of: EndpointView['variants']) => of.map((one) => one.variantName).sort()
  return names(view.variants).join() === names(pending).join()
}
