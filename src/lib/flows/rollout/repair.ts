import { commandLine } from '../../domain/core/command-line.ts'
import { StateError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { chosenEndpoint } from './ask.ts'
import { findRollout } from './find.ts'
import { readLive } from './live.ts'
import { type Reconfigured, type ReconfigureOptions, reconfigure } from './reconfigure.ts'

export type RepairRequest = ReconfigureOptions & {
  readonly endpoint: string | undefined
  /** The config to put on all instances; the one before the last rollout, else the one in force. */
  readonly configName: string | undefined
}

/**
 * Puts one config on all instances: the documented cure of UpdateRollbackFailed, and the way back to
 * an older config. Live weights and counts are kept where variants have the same names.
 * @throws StateError MLC-ROL-034 when the config is gone, MLC-ROL-039 when nothing is to be repaired.
 */
export const repairEndpoint = async (
  ports: Ports,
  request: RepairRequest,
): Promise<Reconfigured> => {
  const endpointName = await chosenEndpoint(ports, request.endpoint)
  const { view } = await readLive(ports, endpointName)
  const broken = view.status === 'UpdateRollbackFailed'
  const before = (await findRollout(ports, endpointName))?.state.spec.before.endpointConfigName
  const endpointConfigName =
    request.configName ?? (broken ? (before ?? view.endpointConfigName) : '')
  if (endpointConfigName === '') throw nothingToRepair(endpointName, view.status)
  if ((await ports.endpointConfigs.find(endpointConfigName)) === undefined) {
    throw new StateError('MLC-ROL-034', `There is no endpoint config ${endpointConfigName}.`, {
      hint: 'Pass --config-name with one that exists.',
    })
  }
  const command = commandLine(['rollout', 'repair'], {
    endpoint: endpointName,
    'config-name': endpointConfigName,
  })
  const update = {
    id: 'update',
    operation: 'sagemaker.UpdateEndpoint',
    input: { endpointName, endpointConfigName, retainAllVariantProperties: true },
    summary: `put ${endpointConfigName} on all instances of ${endpointName} (now ${view.status})`,
    undo: false,
    danger: { level: 'severe', name: endpointName },
    cost: {},
  } as const
  return reconfigure(
    ports,
    { endpointName, endpointConfigName, command, drafts: [update] },
    request,
  )
}

const nothingToRepair = (endpointName: string, status: string) =>
  new StateError('MLC-ROL-039', `${endpointName} is ${status}: nothing is to be repaired.`, {
    hint: 'To put another config on it nevertheless: --config-name <name>',
  })
