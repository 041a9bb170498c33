import type { Call, Input, Output } from '../service.ts'
import { refusal } from './errors.ts'
import { settle } from './jobs/work.ts'
import { type BedrockState, changeState, type Tag } from './state.ts'

const MOST_TAGS = 200

/** The tags of a request, as the API model has checked them. */
export const tagsOf = (value: unknown): readonly Tag[] => {
  const tags = (Array.isArray(value) ? value : []) as readonly Tag[]
  const keys = new Set(tags.map(({ key }) => key))
  if (keys.size < tags.length) throw refusal.validation('Tag keys must be unique.')
  return tags.map(({ key, value: text }) => ({ key, value: text }))
}

const demandKnown = (state: BedrockState, arn: string): void => {
  const { jobs, models, deployments, provisioned } = state
  const known = [jobs, models, deployments, provisioned].some((records) => arn in records)
  if (!known) throw refusal.notFound(`The resource ${arn} could not be found.`)
}

/** Adds tags to a resource, or gives them new values. */
export const tagResource = async (call: Call, input: Input): Promise<Output> => {
  const arn = String(input.resourceARN)
  const added = tagsOf(input.tags)
  demandKnown(await settle(call), arn)
  changeState(call, (state) => {
    const kept = (state.tags[arn] ?? []).filter((old) => !added.some(({ key }) => key === old.key))
    if (kept.length + added.length > MOST_TAGS) {
      throw refusal.tooManyTags(`A resource can have at most ${MOST_TAGS} tags.`, arn)
    }
    state.tags[arn] = [...kept, ...added]
  })
  return {}
}

/** Takes tags off a resource; keys that it does not have are no error. */
export const untagResource = async (call: Call, input: Input): Promise<Output> => {
  const arn = String(input.resourceARN)
  demandKnown(await settle(call), arn)
  const gone = input.tagKeys as readonly string[]
  changeState(call, (state) => {
    state.tags[arn] = (state.tags[arn] ?? []).filter(({ key }) => !gone.includes(key))
  })
  return {}
}

/** The tags of a job, custom model, deployment or provisioned model. */
export const listTagsForResource = async (call: Call, input: Input): Promise<Output> => {
  const arn = String(input.resourceARN)
  const state = await settle(call)
  demandKnown(state, arn)
  return { tags: state.tags[arn] ?? [] }
}
