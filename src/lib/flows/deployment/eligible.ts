import type { Catalogue } from '../../domain/catalogue/model.ts'
import { isoTime } from '../../domain/core/duration.ts'
import { DEPLOYMENT_QUOTAS, deployObjections } from '../../domain/deployment/eligibility.ts'
import { AccessError, GateError, StateError, TemporaryError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { CustomModelView } from '../../ports/custom-models.ts'
import { baseModelOf, liveBase } from '../model/base-model.ts'

/** @throws StateError MLC-DEP-003 when the model cannot be deployed on demand, with every reason. */
export const refuseIneligible = async (
  ports: Pick<Ports, 'customModels' | 'foundationModels' | 'io' | 'clock'>,
  catalogue: Catalogue,
  model: CustomModelView,
): Promise<void> => {
  const base = await baseModelOf(ports, catalogue, model)
  if (base.facts === undefined) {
    ports.io.warn(
      `The catalogue does not know ${base.name}: AWS decides whether it can be deployed.`,
    )
  }
  const live = await liveBase(ports, base)
  const objections = deployObjections(
    {
      modelName: model.modelName,
      modelStatus: model.modelStatus,
      customizedAt: model.creationTime,
      baseName: base.name,
      baseOnDemand: base.facts?.deployment.onDemand,
      baseEndOfLife: live?.modelLifecycle.endOfLifeTime ?? base.facts?.lifecycle.endOfLife,
    },
    isoTime(ports.clock.now()).slice(0, 10),
  )
  if (objections.length === 0) return
  throw new StateError('MLC-DEP-003', `${model.modelName} cannot be deployed on demand.`, {
    why: objections.join(' '),
    hint: `Nothing was changed. Provisioned Throughput may do: mlctl throughput quote --model ${model.modelName}`,
    details: { objections },
  })
}

/** @throws GateError MLC-DEP-004 when a quota of deployments is used up. */
export const gateDeployments = async (
  ports: Pick<Ports, 'quotas' | 'deployments' | 'io'>,
): Promise<void> => {
  const all = await ports.deployments.list()
  const used = {
    total: all.length,
    inProgress: all.filter((one) => one.status === 'Creating').length,
  }
  for (const kind of ['total', 'inProgress'] as const) {
    const quota = DEPLOYMENT_QUOTAS[kind]
    const value = (await appliedValue(ports, quota.quotaCode)) ?? quota.default
    if (used[kind] < value) continue
    throw new GateError('MLC-DEP-004', 'The quota of deployments is used up.', {
      why: `${quota.quotaName}: ${used[kind]} of ${value} (quota ${quota.quotaCode}).`,
      hint: 'Nothing was created. Delete one that is not needed: mlctl deployment list',
      details: { quotaCode: quota.quotaCode, used: used[kind], value },
    })
  }
}

/** Undefined where it cannot be read: the published default holds then. */
const appliedValue = async (
  ports: Pick<Ports, 'quotas' | 'io'>,
  quotaCode: string,
): Promise<number | undefined> => {
  try {
    return (await ports.quotas.value('bedrock', quotaCode))?.value
  } catch (error) {
    if (!(error instanceof AccessError) && !(error instanceof TemporaryError)) throw error
    ports.io.warn(`Quota ${quotaCode} could not be read: ${error.message}`)
    return undefined
  }
}
