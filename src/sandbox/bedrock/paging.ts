import type { Call, Input } from '../service.ts'
import { refusal } from './errors.ts'
import { inRegion } from './state.ts'

type Dated = { readonly arn: string; readonly name: string; readonly createdAt: number }

const instant = (value: unknown): number | undefined =>
  value instanceof Date ? value.getTime() : undefined

/** The member of the input that bounds creation times has two spellings in the API. */
const bound = (input: Input, side: 'After' | 'Before'): number | undefined =>
  instant(input[`creationTime${side}`] ?? input[`created${side}`])

const offsetOf = (token: unknown): number => {
  if (token === undefined) return 0
  const offset = Number(Buffer.from(String(token), 'base64url').toString())
  if (!Number.isInteger(offset) || offset < 1) throw refusal.validation('Invalid pagination token.')
  return offset
}

/**
 * The records of the region that a List operation asks for: name and time filters, newest first
 * unless asked otherwise, one page at a time.
 */
export const listed = <T extends Dated>(
  call: Call,
  input: Input,
  query: { readonly records: Readonly<Record<string, T>>; readonly keep: (record: T) => boolean },
): { readonly page: readonly T[]; readonly nextToken?: string } => {
  const after = bound(input, 'After') ?? Number.NEGATIVE_INFINITY
  const before = bound(input, 'Before') ?? Number.POSITIVE_INFINITY
  const direction = input.sortOrder === 'Ascending' ? 1 : -1
  const found = inRegion(call, query.records)
    .filter(({ name }) => name.includes(String(input.nameContains ?? '')))
    .filter(({ createdAt }) => createdAt > after && createdAt < before)
    .filter(query.keep)
    .sort((a, b) => direction * (a.createdAt - b.createdAt || (a.arn < b.arn ? -1 : 1)))
  const offset = offsetOf(input.nextToken)
  const end = offset + Number(input.maxResults ?? 100)
  const page = found.slice(offset, end)
  return end < found.length
    ? { page, nextToken: Buffer.from(String(end)).toString('base64url') }
    : { page }
}

/** The members that have a value: an API output leaves the others out. */
export const present = (members: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))

/** A timestamp of an output. */
export const dateOf = (at: number | undefined): Date | undefined =>
  at === undefined ? undefined : new Date(at)
