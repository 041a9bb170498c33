import { explainFailure } from '../../domain/deployment/failures.ts'
import { OutcomeError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { ProvisionedModelView } from '../../ports/provisioned-models.ts'
import { waitUntil } from '../poll.ts'
import { requireProvisionedModel } from './view.ts'

/**
 * Waits until a purchase serves what was asked for.
 * @throws OutcomeError MLC-TP-003 when it fails; StillRunningError, CancelledError as `waitUntil`.
 */
export const waitInService = async (
  ports: Pick<Ports, 'clock' | 'io' | 'provisionedModels'>,
  nameOrArn: string,
  timeoutMs: number | undefined,
): Promise<ProvisionedModelView> => {
  const startedAt = ports.clock.now()
  const progress = ports.io.progress(`${nameOrArn}: waiting for InService`)
  try {
    const view = await waitUntil(ports, {
      what: `Provisioned Throughput ${nameOrArn}`,
      resume: `mlctl throughput status ${nameOrArn} --wait`,
      timeoutMs,
      read: () => requireProvisionedModel(ports, nameOrArn),
      isOver: isSettled,
      onView: (seen) =>
        progress.update({
          label: `${seen.provisionedModelName}: ${seen.status}`,
          elapsedMs: ports.clock.now() - startedAt,
        }),
    })
    if (view.status === 'Failed') throw failed(view)
    return view
  } finally {
    progress.stop()
  }
}

/** The first look after an update can still show InService with the old model. */
const isSettled = (view: ProvisionedModelView): boolean =>
  view.status === 'Failed' ||
  (view.status === 'InService' && view.modelArn === view.desiredModelArn)

const failed = (view: ProvisionedModelView) => {
  const explained = explainFailure(view.failureMessage)
  return new OutcomeError(
    'MLC-TP-003',
    `Provisioned Throughput ${view.provisionedModelName} failed.`,
    {
      why: [view.failureMessage, explained.why].filter((part) => part !== undefined).join(' '),
      hint: `${explained.hint} Remove the failed one: mlctl throughput release ${view.provisionedModelName}`,
      details: { failure: explained.id, provisionedModelArn: view.provisionedModelArn },
    },
  )
}
