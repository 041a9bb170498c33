import { commandLine } from '../../domain/core/command-line.ts'
import type { Plan } from '../../domain/core/plan.ts'
import { StateError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { CustomModelView } from '../../ports/custom-models.ts'
import { type ApplyOptions, carryOut } from '../apply.ts'
import { wasBegun } from '../earlier.ts'
import { requireIdentifier } from '../identifier.ts'
import { planAgainstLiveState } from '../observe.ts'
import { requireCustomModel } from './custom-model.ts'
import { usesOf } from './uses.ts'

export type DeleteResult = {
  readonly status: 'planned' | 'nothing-to-do' | 'applied'
  readonly plan?: Plan
  readonly planFile?: string
  readonly name: string
}

const DELETE = 'bedrock.DeleteCustomModel'

/**
 * Deletes a custom model for good: only training makes it again.
 * @throws StateError MLC-MODEL-001 when there is none, MLC-MODEL-004 while something serves it.
 */
export const deleteModel = async (
  ports: Ports,
  request: { readonly name: string; readonly apply: ApplyOptions },
): Promise<DeleteResult> => {
  requireIdentifier(request.name, 'model')
  const change = { operation: DELETE, member: 'modelName', value: request.name }
  const found = await ports.customModels.find(request.name)
  if (found === undefined && (await wasBegun(ports, change))) {
    return { status: 'nothing-to-do', name: request.name }
  }
  const model = found ?? (await requireCustomModel(ports, request.name))
  await refuseInUse(ports, model)
  const { modelArn, modelName: name } = model
  const { plan } = await planAgainstLiveState(
    ports,
    commandLine(['model', 'delete', request.name], {}),
    [
      {
        id: 'delete',
        operation: DELETE,
        input: { modelArn, modelName: name },
        summary: `delete custom model ${name} for good`,
        undo: false,
        danger: { level: 'severe', name },
        cost: {},
      },
    ],
  )
  const applied = await carryOut(ports, plan, request.apply)
  if (applied.status !== 'planned') return { status: applied.status, name }
  const { planFile } = applied
  return { status: 'planned', plan, name, ...(planFile === undefined ? {} : { planFile }) }
}

const refuseInUse = async (ports: Ports, model: CustomModelView): Promise<void> => {
  const { deployments, throughput } = await usesOf(ports, model.modelArn)
  if (deployments.length + throughput.length === 0) return
  const commands = [
    ...deployments.map((one) => `mlctl deployment delete ${one.name}`),
    ...throughput.map((one) => `mlctl throughput release ${one.name}`),
  ]
  throw new StateError('MLC-MODEL-004', `${model.modelName} is in use and cannot be deleted.`, {
    why: [...deployments, ...throughput].map((one) => `${one.name} is ${one.status}`).join('; '),
    hint: `Nothing was deleted. First: ${commands.join(' && ')}`,
    details: { deployments, throughput },
  })
}
