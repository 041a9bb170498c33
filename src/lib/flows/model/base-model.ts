import { findModel } from '../../domain/catalogue/find.ts'
import type { Catalogue, CatalogueModel } from '../../domain/catalogue/model.ts'
import { isCustomModelArn, modelIdOf } from '../../domain/throughput/rules.ts'
import { AccessError, TemporaryError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { FoundationModelView } from '../../ports/foundation-models.ts'

/** Custom models can stand on custom models; more than this is a circle. */
const MAX_GENERATIONS = 20

/** The foundation model under a custom model. */
export type BaseModel = {
  readonly foundationModelArn: string
  /** What people call it: the catalogue's name, else the id. */
  readonly name: string
  /** Undefined when the catalogue does not know it. */
  readonly facts: CatalogueModel | undefined
}

/** Follows the line of custom models down to the foundation model. */
export const baseModelOf = async (
  ports: Pick<Ports, 'customModels'>,
  catalogue: Catalogue,
  model: { readonly baseModelArn: string },
): Promise<BaseModel> => {
  let arn = model.baseModelArn
  for (let depth = 0; depth < MAX_GENERATIONS && isCustomModelArn(arn); depth++) {
    const parent = await ports.customModels.find(arn)
    // A parent that was deleted hides the rest of the line; its own ARN is all that is known.
    if (parent === undefined) break
    arn = parent.baseModelArn
  }
  return baseModelAt(catalogue, arn)
}

export const baseModelAt = (catalogue: Catalogue, foundationModelArn: string): BaseModel => {
  const facts = findModel(catalogue, foundationModelArn)
  return { foundationModelArn, name: facts?.name ?? modelIdOf(foundationModelArn), facts }
}

/** The live state of a base model; undefined where it cannot be read: the catalogue decides then. */
export const liveBase = async (
  ports: Pick<Ports, 'foundationModels' | 'io'>,
  base: BaseModel,
): Promise<FoundationModelView | undefined> => {
  try {
    return await ports.foundationModels.find(modelIdOf(base.foundationModelArn))
  } catch (error) {
    if (!(error instanceof AccessError) && !(error instanceof TemporaryError)) throw error
    ports.io.warn(`Could not read the lifecycle of ${base.name}: ${error.message}`)
    return undefined
  }
}
