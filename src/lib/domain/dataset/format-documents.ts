import { FILE_RULES } from './file-rules.ts'
import { FORMATS, type RecordFormat } from './formats.ts'
import type { RecordLimits } from './limits.ts'
import type { Rule } from './rule.ts'

/** One format as `dataset formats` shows it. */
export type FormatDocument = {
  readonly name: string
  readonly summary: string
  readonly example: RecordFormat['example']
  readonly source: string
  /** Models of the catalogue that take it. */
  readonly models: readonly string[]
  /** It belongs to a kind of job: any model may be named with it. */
  readonly anyModel?: true
  readonly limits?: RecordLimits
  readonly rules: readonly Rule[]
}

/** The rules about files and sets of records, which hold for every format. */
export const fileRules = (): readonly Rule[] => Object.values(FILE_RULES)

/** Formats as data, with their rules; `only` picks one. */
export const formatDocuments = (
  models: Readonly<Record<string, readonly string[]>>,
  only?: string,
): readonly FormatDocument[] =>
  FORMATS.filter(({ name }) => only === undefined || name === only).map((format) => ({
    name: format.name,
    summary: format.summary,
    example: format.example,
    source: format.source,
    models: models[format.name] ?? [],
    ...(format.anyModel === undefined ? {} : { anyModel: format.anyModel }),
    ...(format.limits === undefined ? {} : { limits: format.limits }),
    rules: format.rules.map(({ check: _check, example: _example, ...rule }) => rule),
  }))
