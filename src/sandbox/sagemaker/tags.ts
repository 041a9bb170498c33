import type { Call, Input, Output } from '../service.ts'
import { refusal } from './errors.ts'
import { paged } from './paging.ts'
import { changeState, readState, type Tag } from './state.ts'

const MOST_TAGS = 50

/** The tags of a request; keys must differ. */
export const tagsOf = (value: unknown): readonly Tag[] => {
  const tags = (Array.isArray(value) ? value : []) as readonly Tag[]
  const keys = new Set(tags.map(({ Key }) => Key))
  if (keys.size < tags.length) throw refusal.validation('Duplicate tag keys found in the request.')
  return tags.map(({ Key, Value }) => ({ Key, Value }))
}

/** Names in ARNs are lower case, however the caller spells them. */
const keyOf = (input: Input): string => String(input.ResourceArn).toLowerCase()

const demandKnown = (call: Call, arn: string): readonly Tag[] => {
  const tags = readState(call).tags[arn]
  if (tags === undefined) throw refusal.validation(`Could not find resource "${arn}".`)
  return tags
}

/** Adds tags to a resource, or gives them new values; answers all tags that were asked for. */
export const addTags = (call: Call, input: Input): Output => {
  const arn = keyOf(input)
  const added = tagsOf(input.Tags)
  demandKnown(call, arn)
  changeState(call, (state) => {
    const kept = (state.tags[arn] ?? []).filter((old) => !added.some(({ Key }) => Key === old.Key))
    if (kept.length + added.length > MOST_TAGS) {
      throw refusal.limit(`The account-level service limit 'Tags' is ${MOST_TAGS} per resource.`)
    }
    state.tags[arn] = [...kept, ...added]
  })
  return { Tags: added }
}

/** The tags of a resource, page by page. */
export const listTags = (call: Call, input: Input): Output => {
  const { page, ...rest } = paged(
    { MaxResults: MOST_TAGS, ...input },
    demandKnown(call, keyOf(input)),
  )
  return { Tags: page, ...rest }
}

/** Takes tags off a resource; keys that it does not have are no error. */
export const deleteTags = (call: Call, input: Input): Output => {
  const arn = keyOf(input)
  const gone = input.TagKeys as readonly string[]
  demandKnown(call, arn)
  changeState(call, (state) => {
    state.tags[arn] = (state.tags[arn] ?? []).filter(({ Key }) => !gone.includes(Key))
  })
  return {}
}
