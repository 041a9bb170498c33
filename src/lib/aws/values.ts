import { isoTime } from '../domain/core/duration.ts'

/** A point in time as the SDK gives it: a `Date`. */
type Instant = { getTime(): number }

/** An API time as every JSON document has it: ISO-8601 UTC in whole seconds. */
export const iso = (time: Instant | undefined): string =>
  time === undefined ? '' : isoTime(time.getTime())

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

/** Without the members that are undefined: absent and undefined are different types here. */
export const present = <T extends object>(members: T): Defined<T> =>
  Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== undefined),
  ) as Defined<T>

/** Optional time, in the same form. */
export const isoOrAbsent = (time: Instant | undefined): string | undefined =>
  time === undefined ? undefined : isoTime(time.getTime())

/** A record as the list of tags that most services take. */
export const tagList = (
  tags: Readonly<Record<string, string>>,
): readonly { key: string; value: string }[] =>
  Object.entries(tags).map(([key, value]) => ({ key, value }))

/** The same as SageMaker and CloudWatch spell it. */
export const pascalTags = (
  tags: Readonly<Record<string, string>>,
): { Key: string; Value: string }[] => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))

/** The instant of an ISO-8601 time, as the SDK takes it. */
export const dateOf = (iso: string) =>
  // biome-ignore lint/style/noRestrictedGlobals: parses a given instant; does not read the clock
  new Date(iso)

/**
 * All items of a paged list: `page` gets the token of the page before, and answers items and the next
 * token; `limit` ends it early.
 */
export const allPages = async <T>(
  page: (token: string | undefined) => Promise<{ items: readonly T[]; next: string | undefined }>,
  limit = Number.POSITIVE_INFINITY,
): Promise<readonly T[]> => {
  const items: T[] = []
  let token: string | undefined
  do {
    const answer = await page(token)
    items.push(...answer.items)
    token = answer.next
  } while (token !== undefined && token !== '' && items.length < limit)
  return items.slice(0, limit)
}

/** Bedrock lists at most this many at once (API model: maxResults 1 to 1,000). */
const PAGE = 1_000

/** A page of one of Bedrock's lists, newest first; all of them take the same members. */
export const newestFirst = <F extends object>(filter: F, nextToken: string | undefined) => ({
  ...filter,
  ...present({ nextToken }),
  maxResults: PAGE,
  sortBy: 'CreationTime' as const,
  sortOrder: 'Descending' as const,
})
