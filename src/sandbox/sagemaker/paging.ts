import type { Input } from '../service.ts'
import { refusal } from './errors.ts'

/** What a List operation can sort and filter by. */
export type Listed = {
  readonly name: string
  readonly createdAt: number
  readonly modifiedAt?: number
  readonly status?: string
}

const instant = (value: unknown): number | undefined =>
  value instanceof Date ? value.getTime() : undefined

const within = (at: number, after: unknown, before: unknown): boolean =>
  at > (instant(after) ?? Number.NEGATIVE_INFINITY) &&
  at < (instant(before) ?? Number.POSITIVE_INFINITY)

const keyOf = (item: Listed, sortBy: unknown): string | number => {
  if (sortBy === 'Name') return item.name
  return sortBy === 'Status' ? (item.status ?? '') : item.createdAt
}

const offsetOf = (token: unknown): number => {
  if (token === undefined) return 0
  const offset = Number(Buffer.from(String(token), 'base64url').toString())
  if (!Number.isInteger(offset) || offset < 1) throw refusal.validation('Invalid NextToken.')
  return offset
}

/**
 * What a List operation asks for: filters by name, time and status, newest first unless asked
 * otherwise, one page of ten unless asked otherwise.
 */
export const listed = <T extends Listed>(
  input: Input,
  items: readonly T[],
): { readonly page: readonly T[]; readonly NextToken?: string } => {
  const direction = input.SortOrder === 'Ascending' ? 1 : -1
  const found = items
    .filter(({ name }) => name.includes(String(input.NameContains ?? '')))
    .filter(({ status }) => input.StatusEquals === undefined || status === input.StatusEquals)
    .filter(({ createdAt }) => within(createdAt, input.CreationTimeAfter, input.CreationTimeBefore))
    .filter(({ createdAt, modifiedAt = createdAt }) =>
      within(modifiedAt, input.LastModifiedTimeAfter, input.LastModifiedTimeBefore),
    )
    .sort((a, b) => {
      const [left, right] = [keyOf(a, input.SortBy), keyOf(b, input.SortBy)]
      return direction * (left < right ? -1 : left > right ? 1 : a.name < b.name ? -1 : 1)
    })
  return paged(input, found)
}

/** One page of a list that is in order already. */
export const paged = <T>(
  input: Input,
  found: readonly T[],
): { readonly page: readonly T[]; readonly NextToken?: string } => {
  const offset = offsetOf(input.NextToken)
  const end = offset + Number(input.MaxResults ?? 10)
  const page = found.slice(offset, end)
  return end < found.length
    ? { page, NextToken: Buffer.from(String(end)).toString('base64url') }
    : { page }
}
