import { parseArn } from '../core/arn.ts'
import { nearest } from '../core/nearest.ts'
import type { Catalogue, CatalogueModel } from './model.ts'

/**
 * The model that a name stands for: its key (`nova-micro`), the id for customization, the id for
 * inference with or without its region prefix, or a foundation-model ARN. Undefined when no model has it.
 */
export const findModel = (catalogue: Catalogue, nameOrId: string): CatalogueModel | undefined => {
  const wanted = plainId(nameOrId.trim()).toLowerCase()
  return (
    catalogue.models.find((model) => model.key === wanted || model.name.toLowerCase() === wanted) ??
    catalogue.models.find((model) => model.customizationId === wanted) ??
    catalogue.models.find((model) => baseId(model.customizationId) === baseId(wanted))
  )
}

/** Keys that may have been meant, nearest first; at most three. */
export const modelSuggestions = (catalogue: Catalogue, name: string): readonly string[] =>
  nearest(
    name,
    catalogue.models.map((model) => model.key),
  )

/** The id inside a foundation-model ARN, without the region prefix of an inference profile. */
const plainId = (text: string): string => {
  const resource = parseArn(text)?.resource ?? text
  return resource
    .replace(/^(foundation-model|inference-profile)\//, '')
    .replace(/^(us|eu|apac|global)\.(?=[a-z]+\.)/, '')
}

/** Without version and context: `amazon.nova-micro-v1:0:128k` and `amazon.nova-micro-v1:0` are one model. */
const baseId = (id: string): string => id.split(':')[0] ?? id
