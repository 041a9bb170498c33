import { countOf } from '../core/count.ts'
import type { FileRuleId } from './file-rules.ts'
import { type RecordFormatName, type RecordLimits, tokensOf } from './limits.ts'
import type { ScannedRecord } from './scan.ts'
import type { FileRole } from './twins.ts'

export type Place = { readonly file: string; readonly line?: number }

/** Share of records with another shape above which the format itself is doubted. */
const MISMATCH_SHARE = 0.9

/** Sums over all records of a data set, in memory that does not grow with it. */
export const recordTally = () => {
  const sums = { training: 0, validation: 0, good: 0, characters: 0 }
  const shapes = new Map<RecordFormatName, number>()
  const media = new Map<string, Place>()
  let longest = { characters: 0, file: '', line: 0 }
  const total = () => sums.training + sums.validation
  return {
    total,
    add: (record: ScannedRecord, role: FileRole, file: string): void => {
      const { ok, shape, line, facts } = record
      sums[role]++
      if (ok) sums.good++
      if (shape !== undefined) shapes.set(shape, (shapes.get(shape) ?? 0) + 1)
      if (role === 'training') sums.characters += facts.characters
      if (facts.characters > longest.characters) longest = { ...facts, file, line }
      if (facts.modality !== 'text' && !media.has(facts.modality)) {
        media.set(facts.modality, { file, line })
      }
    },
    records: () => ({
      training: sums.training,
      validation: sums.validation,
      total: total(),
      good: sums.good,
    }),
    tokens: () => {
      const { characters, file, line } = longest
      const at = line === 0 ? {} : { longest: { ...tokensOf(characters), file, line } }
      return { training: tokensOf(sums.characters), ...at }
    },
    /** The other format that nearly all records are refused as. */
    looksLike: (format: RecordFormatName): RecordFormatName | undefined =>
      [...shapes].find(([name, n]) => name !== format && n >= total() * MISMATCH_SHARE)?.[0],
    /** Kinds of media with their first record; more than one is too many. */
    media: (): readonly (readonly [string, Place])[] => [...media],
  }
}

/** How many records of each side there are. */
export type RecordCounts = { readonly training: number; readonly validation: number }

type CountFault = { readonly rule: FileRuleId; readonly message: string }

/** The rules about the number of records: of the sum, and of each side alone. */
export const countFaults = (
  counts: RecordCounts,
  limits: RecordLimits,
  model = 'the model',
): readonly CountFault[] => {
  const { maxTraining, maxValidation } = limits
  return [
    ...sumFaults(counts.training + counts.validation, limits, model),
    ...sideFaults('training', counts.training, maxTraining, model),
    ...sideFaults('validation', counts.validation, maxValidation, model),
  ]
}

const sideFaults = (
  side: 'training' | 'validation',
  count: number,
  max = Number.POSITIVE_INFINITY,
  model: string,
): readonly CountFault[] =>
  count > max
    ? [
        {
          rule: `records.too-many-${side}`,
          message: `${countOf(count, `${side} record`)}; ${model} takes at most ${max}`,
        },
      ]
    : []

const sumFaults = (
  total: number,
  { min = 0, minAdvised = 0, maxSum = Number.POSITIVE_INFINITY }: RecordLimits,
  model: string,
): readonly CountFault[] => {
  if (total === 0) return []
  const count = countOf(total, 'record')
  if (total < min) {
    return [{ rule: 'records.too-few', message: `${count}; ${model} takes at least ${min}` }]
  }
  if (total < minAdvised) {
    return [{ rule: 'records.few', message: `${count}; ${minAdvised} are advised` }]
  }
  return total > maxSum
    ? [{ rule: 'records.too-many', message: `${count}; ${model} takes at most ${maxSum}` }]
    : []
}
