import {
  type FormatDocument,
  fileRules,
  formatDocuments,
} from '../../domain/dataset/format-documents.ts'
import type { Rule } from '../../domain/dataset/rule.ts'
import type { Ports } from '../../ports/all.ts'
import { loadCatalogue } from '../finetune/catalogue.ts'
import { dataTarget } from './model.ts'

export type FormatsResult = {
  readonly formats: readonly FormatDocument[]
  /** Rules about files and sets of records. */
  readonly fileRules: readonly Rule[]
}

/** Every record format with its rules and models; one format, with the limits, when a model is named. */
export const listFormats = async (
  ports: Pick<Ports, 'settings' | 'files'>,
  given: { readonly model?: string | undefined; readonly format?: string | undefined },
): Promise<FormatsResult> => {
  const models: Record<string, string[]> = {}
  for (const { key, format } of (await loadCatalogue(ports)).models) {
    models[format] = [...(models[format] ?? []), key]
  }
  if (given.model === undefined && given.format === undefined) {
    return { formats: formatDocuments(models), fileRules: fileRules() }
  }
  const { format, limits } = await dataTarget(ports, given)
  const formats = formatDocuments(models, format.name).map((one) =>
    given.model === undefined ? one : { ...one, limits },
  )
  return { formats, fileRules: fileRules() }
}
