import { countOf } from '../../domain/core/count.ts'
import { roleCause, roleCheckCommand } from '../../domain/hosting/failure-cause.ts'
import { OutcomeError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { EndpointStatus, EndpointView } from '../../ports/endpoints.ts'
import { waitUntil } from '../poll.ts'
import { requireEndpoint } from './view.ts'

const BUSY: readonly EndpointStatus[] = [
  'Creating',
  'Updating',
  'SystemUpdating',
  'RollingBack',
  'Deleting',
]

/** A change is under way: nothing else can be changed. */
export const isBusy = (view: Pick<EndpointView, 'status'>): boolean => BUSY.includes(view.status)

/** Soon at first, for changes of seconds; the stock waiter asks every 30 s and gives up on nothing. */
const EARLY_MS = [2_000, 3_000, 5_000]
const LATER_MS = 10_000

export type SteadyOptions = {
  readonly timeoutMs: number | undefined
  /** The config that must be in force in the end; absent where none was asked for. */
  readonly endpointConfigName?: string
}

/**
 * Waits until no change is under way. InService alone is no success: after a rollback the old config
 * is in force again.
 * @throws OutcomeError MLC-HOST-022 when the endpoint failed or went back; StillRunningError,
 * CancelledError as `waitUntil`.
 */
export const waitSteady = async (
  ports: Pick<Ports, 'clock' | 'io' | 'endpoints'>,
  endpointName: string,
  options: SteadyOptions,
): Promise<EndpointView> => {
  const startedAt = ports.clock.now()
  const progress = ports.io.progress(`${endpointName}: waiting for InService`)
  try {
    const view = await waitUntil(ports, {
      what: `endpoint ${endpointName}`,
      resume: `mlctl endpoint show ${endpointName} --wait`,
      timeoutMs: options.timeoutMs,
      everyMs: (look) => EARLY_MS[look] ?? LATER_MS,
      read: () => requireEndpoint(ports, endpointName),
      isOver: (seen) => !isBusy(seen),
      onView: (seen) =>
        progress.update({
          label: `${endpointName}: ${phaseOf(seen)}`,
          elapsedMs: ports.clock.now() - startedAt,
        }),
    })
    judge(view, options.endpointConfigName)
    return view
  } finally {
    progress.stop()
  }
}

/** AWS's own words for what it is doing, else the status. */
const phaseOf = (view: EndpointView): string => {
  const variants = [...(view.pendingDeployment?.variants ?? []), ...view.variants]
  const message = variants.flatMap(({ status }) => status).find((phase) => phase.message)?.message
  // The time follows, so the sentence is not over.
  return message === undefined ? view.status : `${view.status}: ${inProse(message)}`
}

/** AWS writes `2 instance(s).` */
const inProse = (message: string): string =>
  message
    .replace(/(\d+) instance\(s\)/g, (_, count) => countOf(Number(count), 'instance'))
    .replace(/\.$/, '')

const judge = (view: EndpointView, wanted: string | undefined): void => {
  const reached = wanted === undefined || view.endpointConfigName === wanted
  if (view.status === 'InService' && reached) return
  const name = view.endpointName
  throw new OutcomeError('MLC-HOST-022', headline(view, name), {
    ...(view.failureReason === undefined ? {} : { why: view.failureReason }),
    hint: hintOf(view, name),
    details: {
      endpointName: name,
      status: view.status,
      endpointConfigName: view.endpointConfigName,
      ...(wanted === undefined ? {} : { wantedEndpointConfigName: wanted }),
    },
  })
}

const headline = (view: EndpointView, name: string): string =>
  view.status === 'InService'
    ? `The update of endpoint ${name} was rolled back; ${view.endpointConfigName} serves as before.`
    : `Endpoint ${name} is ${view.status}.`

const hintOf = (view: EndpointView, name: string): string => {
  const cause = roleCause(view.failureReason)
  // No container ran, so there is no log.
  const log =
    cause === undefined
      ? `Its log: CloudWatch log group /aws/sagemaker/Endpoints/${name}.`
      : `What the role lacks: ${roleCheckCommand(cause)}.`
  switch (view.status) {
    case 'Failed':
      return `${log} Only deletion works now: mlctl endpoint delete ${name}`
    case 'UpdateRollbackFailed':
      return `Two configs serve at once. Put the wanted one in force again: mlctl endpoint update ${name} --endpoint-config <name>`
    default:
      return log
  }
}
