import { findModel, modelSuggestions } from '../../domain/catalogue/find.ts'
import type { Catalogue, CatalogueModel } from '../../domain/catalogue/model.ts'
import { readCatalogue } from '../../domain/catalogue/read.ts'
import { DataError, UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { readYaml } from './read-yaml.ts'

/**
 * The catalogue of base models: the built-in facts, and over them the file named by the setting
 * `catalogue` (prices, limits or whole models of one's own).
 * @throws DataError MLC-FT-002 when that file breaks the schema, with every problem.
 */
export const loadCatalogue = async (
  ports: Pick<Ports, 'settings' | 'files'>,
): Promise<Catalogue> => {
  const file = overrideFile(ports.settings)
  const override =
    file === undefined
      ? undefined
      : { document: (await readYaml(ports.files, file, 'MLC-FT-002')).value, source: file }
  const reading = readCatalogue(override)
  if (reading.ok) return reading.catalogue
  throw new DataError('MLC-FT-002', `The catalogue file ${file} does not fit.`, {
    why: reading.problems.slice(0, 10).join('; '),
    hint: 'Members are those of `mlctl finetune models --json`; only what differs must be given.',
    details: { problems: reading.problems },
  })
}

const overrideFile = (settings: Ports['settings']): string | undefined => {
  const setting = settings.get('catalogue')
  if (typeof setting?.value !== 'string' || setting.value === '') return undefined
  const fromProject = setting.origin === 'project' && !setting.value.startsWith('/')
  return fromProject ? `${settings.projectFolder}/${setting.value}` : setting.value
}

/** @throws UsageError MLC-FT-003 when no model has this name or id, with what may have been meant. */
export const requireModel = (catalogue: Catalogue, nameOrId: string): CatalogueModel => {
  const model = findModel(catalogue, nameOrId)
  if (model !== undefined) return model
  const near = modelSuggestions(catalogue, nameOrId)
  throw new UsageError('MLC-FT-003', `There is no base model ${nameOrId} in the catalogue.`, {
    hint:
      near.length > 0
        ? `Did you mean ${near.join(', ')}? All of them: mlctl finetune models`
        : 'All of them: mlctl finetune models',
    details: { near },
  })
}
