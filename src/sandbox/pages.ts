import type { ServiceError } from './service.ts'

export type PageQuery = {
  readonly token: string | undefined
  readonly size: number
  /** What the service answers to a token that is not its own. */
  readonly invalid: () => ServiceError
}

export type Page<T> = { readonly items: readonly T[]; readonly next?: string }

/** One page of a list; the token says where the next one begins. Throws what `invalid` makes. */
export const pageOf = <T>(all: readonly T[], query: PageQuery): Page<T> => {
  const start =
    query.token === undefined ? 0 : Number(Buffer.from(query.token, 'base64url').toString())
  if (!Number.isInteger(start) || start < 0) throw query.invalid()
  const end = start + query.size
  const items = all.slice(start, end)
  return end < all.length
    ? { items, next: Buffer.from(String(end)).toString('base64url') }
    : { items }
}
