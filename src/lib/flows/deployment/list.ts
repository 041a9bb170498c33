import type { Ports } from '../../ports/all.ts'
import type { DeploymentSummary } from '../../ports/deployments.ts'
import { type DeploymentDocument, deploymentDocument, requireDeployment } from './view.ts'
import { waitActive } from './wait.ts'

export type DeploymentList = { readonly deployments: readonly DeploymentSummary[] }

export const listDeployments = async (
  ports: Pick<Ports, 'deployments'>,
): Promise<DeploymentList> => ({ deployments: await ports.deployments.list() })

/**
 * One deployment; with `wait`, once it is Active.
 * @throws StateError MLC-DEP-001 when there is none, and what `waitActive` throws.
 */
export const deploymentStatus = async (
  ports: Ports,
  nameOrArn: string,
  options: { readonly wait: boolean; readonly timeoutMs: number | undefined },
): Promise<DeploymentDocument> => {
  const view = options.wait
    ? await waitActive(ports, nameOrArn, options.timeoutMs)
    : await requireDeployment(ports, nameOrArn)
  return deploymentDocument(ports, view)
}
