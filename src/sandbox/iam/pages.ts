import { optionalNumber, optionalText } from '../members.ts'
import { type Input, ServiceError } from '../service.ts'

export type Page<T> = {
  readonly items: readonly T[]
  /** The members that tell a client how to go on. */
  readonly tail: { readonly IsTruncated: boolean; readonly Marker?: string }
}

/** The part of a list that Marker and MaxItems (default 100) ask for. */
export const pageOf = <T>(all: readonly T[], input: Input): Page<T> => {
  const marker = optionalText(input, 'Marker')
  const start = marker === undefined ? 0 : Number(Buffer.from(marker, 'base64url').toString())
  if (!Number.isInteger(start)) throw new ServiceError('ValidationError', 'Invalid Marker.')
  const items = all.slice(start, start + (optionalNumber(input, 'MaxItems') ?? 100))
  const end = start + items.length
  if (end >= all.length) return { items, tail: { IsTruncated: false } }
  const next = Buffer.from(String(end)).toString('base64url')
  return { items, tail: { IsTruncated: true, Marker: next } }
}
