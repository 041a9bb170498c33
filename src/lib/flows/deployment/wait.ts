import { explainFailure } from '../../domain/deployment/failures.ts'
import { OutcomeError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { DeploymentView } from '../../ports/deployments.ts'
import { waitUntil } from '../poll.ts'
import { requireDeployment } from './view.ts'

/**
 * Waits until a deployment is Active and no update is under way; about eight minutes for a new one.
 * @throws OutcomeError MLC-DEP-002 when creating or updating fails; StillRunningError, CancelledError
 * as `waitUntil`.
 */
export const waitActive = async (
  ports: Pick<Ports, 'clock' | 'io' | 'deployments'>,
  nameOrArn: string,
  timeoutMs: number | undefined,
): Promise<DeploymentView> => {
  const startedAt = ports.clock.now()
  const progress = ports.io.progress(`${nameOrArn}: waiting for Active`)
  try {
    const view = await waitUntil(ports, {
      what: `deployment ${nameOrArn}`,
      resume: `mlctl deployment status ${nameOrArn} --wait`,
      timeoutMs,
      read: () => requireDeployment(ports, nameOrArn),
      isOver: (seen) => seen.status !== 'Creating' && updateOf(seen) !== 'Updating',
      onView: (seen) => {
        const state = updateOf(seen) === 'Updating' ? 'Updating' : seen.status
        progress.update({
          label: `${seen.modelDeploymentName}: ${state}`,
          elapsedMs: ports.clock.now() - startedAt,
        })
      },
    })
    if (view.status === 'Failed' || updateOf(view) === 'UpdateFailed') throw failed(view)
    return view
  } finally {
    progress.stop()
  }
}

const updateOf = (view: DeploymentView) => view.updateDetails?.updateStatus

const failed = (view: DeploymentView) => {
  const name = view.modelDeploymentName
  const explained = explainFailure(view.failureMessage)
  const update = view.status !== 'Failed'
  return new OutcomeError(
    'MLC-DEP-002',
    update ? `The update of deployment ${name} failed.` : `Deployment ${name} failed.`,
    {
      why: [view.failureMessage, explained.why].filter((part) => part !== undefined).join(' '),
      hint: update
        ? `It still serves ${view.modelArn}. ${explained.hint}`
        : `${explained.hint} Remove the failed one: mlctl deployment delete ${name}`,
      details: { failure: explained.id, deploymentArn: view.deploymentArn },
    },
  )
}
