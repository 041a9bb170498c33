import { nearest } from '../../domain/core/nearest.ts'
import { StateError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { CustomModelView } from '../../ports/custom-models.ts'
import { requireIdentifier } from '../identifier.ts'

/** @throws StateError MLC-MODEL-001 when there is no such custom model, with what may have been meant. */
export const requireCustomModel = async (
  ports: Pick<Ports, 'customModels'>,
  nameOrArn: string,
): Promise<CustomModelView> => {
  requireIdentifier(nameOrArn, 'model')
  const model = await ports.customModels.find(nameOrArn)
  if (model !== undefined) return model
  const names = (await ports.customModels.list()).map((one) => one.modelName)
  const near = nearest(nameOrArn, names)
  const guess = near.length > 0 ? `Did you mean ${near.join(', ')}? ` : ''
  throw new StateError('MLC-MODEL-001', `There is no custom model ${nameOrArn} here.`, {
    hint: `${guess}Custom models of this account and region: mlctl model list`,
    details: { near },
  })
}

/**
 * The model that a customization job made.
 * @throws StateError MLC-MODEL-002 when there is no such job, MLC-MODEL-003 when it made none (yet).
 */
export const customModelOfJob = async (
  ports: Pick<Ports, 'customModels' | 'customizationJobs'>,
  jobName: string,
): Promise<CustomModelView> => {
  requireIdentifier(jobName, 'job')
  const job = await ports.customizationJobs.find(jobName)
  if (job === undefined) {
    throw new StateError('MLC-MODEL-002', `There is no customization job ${jobName} here.`, {
      hint: 'Jobs of this account and region: mlctl finetune list',
    })
  }
  const made = job.customModelArn ?? job.customModelName
  if (job.status !== 'Completed' || made === undefined) {
    throw new StateError('MLC-MODEL-003', `Job ${job.jobName} has made no model: ${job.status}.`, {
      hint: `See where it is: mlctl finetune status ${job.jobName}`,
    })
  }
  return requireCustomModel(ports, made)
}
