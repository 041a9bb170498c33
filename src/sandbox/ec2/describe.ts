import { list, optionalNumber, optionalText } from '../members.ts'
import { pageOf } from '../pages.ts'
import type { Input } from '../service.ts'
import { type IdKind, refusal } from './errors.ts'
import type { Tag } from './records.ts'

/** What a filter compares: the values that a record has for its name. */
export type Filters<T> = Readonly<
  Record<string, (record: T) => string | boolean | readonly string[]>
>

type Tagged = { readonly id: string; readonly tags: readonly Tag[] }
type AskedFilter = { readonly Name?: string; readonly Values?: readonly string[] }

/** `*` stands for any text and `?` for one character; a backslash takes the meaning from either. */
const pattern = (text: string): RegExp => {
  const source = text.replace(/\\[*?\\]|[*?]|[.+^${}()|[\]\\]/g, (part) => {
    if (part === '*') return '.*'
    if (part === '?') return '.'
    return part.length === 2 ? part : `\\${part}`
  })
  return new RegExp(`^${source}$`, 's')
}

const valuesOf = <T extends Tagged>(filters: Filters<T>, name: string, record: T): string[] => {
  if (name === 'tag-key') return record.tags.map(({ Key }) => Key)
  if (name.startsWith('tag:')) {
    return record.tags.filter(({ Key }) => Key === name.slice(4)).map(({ Value }) => Value)
  }
  const read = Object.hasOwn(filters, name) ? filters[name] : undefined
  if (read === undefined) throw refusal.filter(name)
  return [read(record)].flat().map(String)
}

/** The records that every filter of the request admits: any of its values, with wildcards. */
export const admitted = <T extends Tagged>(
  input: Input,
  records: readonly T[],
  filters: Filters<T>,
): readonly T[] => {
  const asked = list<AskedFilter>(input, 'Filters')
  for (const { Name = '' } of asked) {
    const isKnown = Object.hasOwn(filters, Name) || /^tag(-key$|:)/.test(Name)
    if (!isKnown) throw refusal.filter(Name)
  }
  return asked.reduce((left, { Name = '', Values = [] }) => {
    const patterns = Values.map(pattern)
    return left.filter((record) =>
      valuesOf(filters, Name, record).some((value) => patterns.some((one) => one.test(value))),
    )
  }, records)
}

/** The records of these ids, in the order asked; all when none is named. Throws NotFound. */
export const named = <T extends { readonly id: string }>(
  kind: IdKind,
  records: Readonly<Record<string, T>>,
  ids: readonly string[],
): readonly T[] =>
  ids.length === 0 ? Object.values(records) : ids.map((id) => one(kind, records, id))

/** The record of an id. Throws the NotFound of its kind. */
export const one = <T>(kind: IdKind, records: Readonly<Record<string, T>>, id: string): T => {
  const record = Object.hasOwn(records, id) ? records[id] : undefined
  if (record === undefined) throw refusal.notFound(kind, id)
  return record
}

/** One page, under the member that the operation calls its list. */
export const paged = (
  input: Input,
  member: string,
  items: readonly unknown[],
): Readonly<Record<string, unknown>> => {
  const token = optionalText(input, 'NextToken')
  const size = optionalNumber(input, 'MaxResults') ?? Math.max(items.length, 1)
  const page = pageOf(items, { token, size, invalid: () => refusal.token(token ?? '') })
  return { [member]: page.items, ...(page.next === undefined ? {} : { NextToken: page.next }) }
}

/** The tags that a creation gives to what it makes. */
export const tagsFor = (input: Input, resourceType: string): readonly Tag[] =>
  list<{ ResourceType?: string; Tags?: readonly Tag[] }>(input, 'TagSpecifications')
    .filter(({ ResourceType }) => ResourceType === resourceType)
    .flatMap(({ Tags = [] }) => Tags)
