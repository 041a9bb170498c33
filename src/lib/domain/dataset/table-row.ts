/** One row of a table, with where it starts in the user's file. */
export type Row = {
  /** Line of its first character, from 1. */
  readonly line: number
  readonly values: Readonly<Record<string, string>>
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
  | 'breaks-rule'
  | 'duplicate'

export const isBadRow = <T extends object>(row: T | BadRow): row is BadRow => 'reason' in row

/** A value of a JSON row as text: strings as they are, null and missing as nothing, others as JSON. */
export const textOf = (value: unknown): string => {
  if (value === undefined || value === null) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}
