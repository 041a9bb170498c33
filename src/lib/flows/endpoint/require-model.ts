import { StateError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { HostedModelBody } from '../../ports/hosted-models.ts'

/** A model that a config is to name. @throws StateError MLC-HOST-029 when there is none of this name. */
export const requireModel = async (
  { hostedModels }: Pick<Ports, 'hostedModels'>,
  modelName: string,
): Promise<HostedModelBody> => {
  const found = await hostedModels.find(modelName)
  if (found !== undefined) return found.body
  throw new StateError('MLC-HOST-029', `There is no SageMaker model ${modelName} here.`, {
    hint: 'Check the name and the region; mlctl endpoint create makes one with --image and --role, or from a file, whose variants without ModelName get its model.',
  })
}
