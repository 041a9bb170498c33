import { commandLine } from '../../domain/core/command-line.ts'
import type { Plan } from '../../domain/core/plan.ts'
import type { Ports } from '../../ports/all.ts'
import { type ApplyOptions, carryOut } from '../apply.ts'
import { wasBegun } from '../earlier.ts'
import { requireIdentifier } from '../identifier.ts'
import { planAgainstLiveState } from '../observe.ts'
import { requireDeployment } from './view.ts'

export type DeleteResult = {
  readonly status: 'planned' | 'nothing-to-do' | 'applied'
  readonly plan?: Plan
  readonly planFile?: string
  readonly name: string
}

const DELETE = 'bedrock.DeleteCustomModelDeployment'

/**
 * Deletes a deployment; the custom model stays.
 * @throws StateError MLC-DEP-001 when there is none and none was deleted here.
 */
export const deleteDeployment = async (
  ports: Ports,
  request: { readonly name: string; readonly apply: ApplyOptions },
): Promise<DeleteResult> => {
  requireIdentifier(request.name, 'deployment')
  const change = { operation: DELETE, member: 'modelDeploymentName', value: request.name }
  const found = await ports.deployments.find(request.name)
  if (found === undefined && (await wasBegun(ports, change))) {
    return { status: 'nothing-to-do', name: request.name }
  }
  const view = found ?? (await requireDeployment(ports, request.name))
  const { deploymentArn, modelDeploymentName: name } = view
  const command = commandLine(['deployment', 'delete', request.name], {})
  const { plan } = await planAgainstLiveState(ports, command, [
    {
      id: 'delete',
      operation: DELETE,
      input: { deploymentArn, modelDeploymentName: name },
      summary: `delete deployment ${name}; callers of its ARN fail from then on`,
      undo: false,
      danger: { level: 'severe', name },
      cost: {},
    },
  ])
  const applied = await carryOut(ports, plan, request.apply)
  if (applied.status !== 'planned') return { status: applied.status, name }
  const { planFile } = applied
  return { status: 'planned', plan, name, ...(planFile === undefined ? {} : { planFile }) }
}
