import type { JsonObject } from './rule.ts'

/** One row of a table, with where it starts in the user's file. */
export type Row = {
  /** Line of its first character, from 1; of Parquet, which has no lines, the number of the row. */
  readonly line: number
  readonly values: Readonly<Record<string, string>>
  /** The object that a row of JSON is. */
  readonly root?: JsonObject
}

/** A row that is no row: it is reported with its line, and dropped only when the user says so. */
export type BadRow = {
  readonly line: number
  readonly reason: DropReason
  readonly message: string
}

/** Why a row gives no record. */
export type DropReason =
  | 'malformed-row'
  | 'missing-value'
  | 'unknown-label'
  | 'not-convertible'
  | 'breaks-rule'
  | 'not-redactable'
  | 'duplicate'
  | 'near-duplicate'
  | 'too-short'
  | 'too-long'
  | 'not-sampled'
  | 'balanced'

/** Reasons that a flag asks for, and duplicates: such rows are no fault of the table. */
export const WANTED_DROPS: readonly DropReason[] = [
  'duplicate',
  'near-duplicate',
  'too-short',
  'too-long',
  'not-sampled',
  'balanced',
]

export const isBadRow = <T extends object>(row: T | BadRow): row is BadRow => 'reason' in row

/** A value of a JSON row as text: strings as they are, null and missing as nothing, others as JSON. */
export const textOf = (value: unknown): string => {
  if (value === undefined || value === null) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}
