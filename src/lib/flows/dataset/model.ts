import type { CatalogueModel } from '../../domain/catalogue/model.ts'
import { nearest } from '../../domain/core/nearest.ts'
import {
  FORMAT_NAMES,
  FORMATS,
  findFormat,
  type RecordFormat,
} from '../../domain/dataset/formats.ts'
import type { RecordLimits } from '../../domain/dataset/limits.ts'
import { UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { loadCatalogue, requireModel } from '../finetune/catalogue.ts'

/** What records are checked against, and made for. */
export type DataTarget = {
  readonly format: RecordFormat
  /** Empty when only a format was named: rules that need limits stay silent. */
  readonly limits: RecordLimits
  /** Key of the model in the catalogue. */
  readonly model?: string
  /** Whether the model takes validation data; absent without a model. */
  readonly validationData?: CatalogueModel['validationData']
}

/**
 * The format and the limits that `--model` or `--format` mean; without both, the setting
 * `finetune.baseModel`. A format beside a model must be the model's own, or one of a kind of job.
 * @throws UsageError MLC-DATA-003 when nothing says what the data is for, MLC-DATA-004 for an
 * unknown format or one that the model does not take, MLC-FT-003 for an unknown model.
 */
export const dataTarget = async (
  ports: Pick<Ports, 'settings' | 'files'>,
  given: { readonly model?: string | undefined; readonly format?: string | undefined },
): Promise<DataTarget> => {
  const setting = ports.settings.get('finetune.baseModel')?.value
  const fallback = given.format === undefined && typeof setting === 'string' ? setting : undefined
  const name = given.model ?? fallback
  if (name === undefined && given.format === undefined) throw nothingNamed()
  const format = given.format === undefined ? undefined : requireFormat(given.format)
  if (name === undefined) {
    const named = format ?? requireFormat('converse')
    return { format: named, limits: named.limits ?? {} }
  }
  const model = requireModel(await loadCatalogue(ports), name)
  if (format?.anyModel === true) return jobTarget(format, model)
  const target = targetOf(model)
  if (format !== undefined && format !== target.format) {
    throw new UsageError(
      'MLC-DATA-004',
      `${name} takes ${target.format.name}, not ${format.name}.`,
      {
        hint: 'Leave --format out: the model decides it.',
      },
    )
  }
  return target
}

/** What a model of the catalogue means for its data. */
export const targetOf = (model: CatalogueModel): DataTarget => ({
  format: requireFormat(model.format),
  limits: model.records,
  model: model.key,
  validationData: model.validationData,
})

/** A format of a kind of job for one model: the job's counts, the model's context. */
const jobTarget = (
  format: RecordFormat,
  { key, provider, records }: CatalogueModel,
): DataTarget => {
  const { maxTokensPerRecord } = records
  const context = maxTokensPerRecord === undefined ? {} : { maxTokensPerRecord }
  // Only students of Meta are single-turn (user guide, distillation-data-prep-option-1).
  const turns = format.name === 'distill-prompts' && provider === 'Meta' ? 'one' : 'any'
  return { format, limits: { ...context, ...format.limits, turns }, model: key }
}

const requireFormat = (name: string): RecordFormat => {
  const format = findFormat(name)
  if (format !== undefined) return format
  const [meant] = nearest(name, FORMAT_NAMES)
  throw new UsageError('MLC-DATA-004', `There is no record format ${name}.`, {
    hint: `${meant === undefined ? '' : `Did you mean ${meant}? `}All: ${FORMAT_NAMES.join(', ')}.`,
  })
}

const nothingNamed = () =>
  new UsageError('MLC-DATA-003', 'What are the records for? Name a model or a format.', {
    hint: `--model nova-micro, or --format ${FORMATS[0]?.name ?? 'converse'}; or finetune.baseModel in mlctl.yaml.`,
  })

/** As `dataTarget`; undefined when neither a flag nor the configuration names a model or format. */
export const optionalTarget = async (
  ports: Pick<Ports, 'settings' | 'files'>,
  given: { readonly model?: string | undefined; readonly format?: string | undefined },
): Promise<DataTarget | undefined> => {
  const named =
    given.model ?? given.format ?? ports.settings.get('finetune.baseModel')?.value ?? undefined
  return named === undefined ? undefined : dataTarget(ports, given)
}
