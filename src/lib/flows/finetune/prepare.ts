import { countOf, grouped } from '../../domain/core/count.ts'
import { digestOf } from '../../domain/core/digest.ts'
import type { FinetuneSpec, PrepareRecipe } from '../../domain/finetune/spec.ts'
import type { Ports } from '../../ports/all.ts'
import { inputForm } from '../dataset/input-form.ts'
import { targetOf } from '../dataset/model.ts'
import { prepareDataset } from '../dataset/prepare.ts'
import { requireSample } from '../dataset/sample.ts'
import { loadCatalogue, requireModel } from './catalogue.ts'

/** The same everywhere when the recipe names none, so that everybody makes the same split. */
const DEFAULT_SEED = 1

const NEAR = { together: 'always', auto: 'auto', apart: 'never' } as const

type Prepared = { readonly train: string; readonly validation?: string }

/**
 * Turns the table of a recipe into records, in a folder beside the journal that is named after the
 * recipe: the same recipe writes the same files again. Throws what `prepareDataset` throws.
 */
export const prepareSource = async (
  ports: Pick<Ports, 'files' | 'objects' | 'io' | 'journal' | 'settings'> &
    Partial<Pick<Ports, 'sql'>>,
  spec: FinetuneSpec,
  data: { readonly source: string; readonly prepare: PrepareRecipe },
): Promise<Prepared> => {
  const model = requireModel(await loadCatalogue(ports), spec.baseModel)
  const base = ports.journal.path.replace(/[^/\\]*$/, '')
  const folder = `${base}prepared/${spec.name}-${digestOf([model.key, data]).slice(0, 8)}`
  const out = `${folder}/training.jsonl`
  const validationOut = `${folder}/validation.jsonl`
  const { labels, sample, inputFormat, nearDuplicates, ...plain } = data.prepare
  const { validationSplit = 0, seed = DEFAULT_SEED, ...flags } = plain
  const result = await prepareDataset(ports, {
    ...targetOf(model),
    ...flags,
    ...inputForm(inputFormat),
    ...(sample === undefined ? {} : { sample: requireSample('sample', sample) }),
    ...(nearDuplicates === undefined ? {} : { nearTogether: NEAR[nearDuplicates] }),
    ...(labels === undefined ? {} : { labelWords: labelText(labels) }),
    input: data.source,
    ...{ out, validationOut, validationSplit, seed },
    // The folder is named after the recipe: what is there was written by an earlier run of it.
    overwrite: true,
  })
  const { training, validation } = result.records
  ports.io.note(
    `${data.source}: ${grouped(training)} training and ${countOf(validation, 'validation record')}`,
  )
  return validation === 0 ? { train: out } : { train: out, validation: validationOut }
}

const labelText = (labels: Readonly<Record<string, string>>): string =>
  Object.entries(labels)
    .map(([value, word]) => `${value}=${word}`)
    .join(',')
