import type { Ports } from '../../ports/all.ts'
import type { CustomModelSummary } from '../../ports/custom-models.ts'

export type ModelList = { readonly models: readonly CustomModelSummary[] }

/** Custom models of the account and region. */
export const listModels = async (
  ports: Pick<Ports, 'customModels'>,
  nameContains: string | undefined,
): Promise<ModelList> => ({
  models: await ports.customModels.list(nameContains === undefined ? {} : { nameContains }),
})
