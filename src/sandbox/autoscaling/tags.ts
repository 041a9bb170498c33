import { list, members, text } from '../members.ts'
import type { Call, Input, Output } from '../service.ts'
import { refusal } from './errors.ts'
import { changeScaling, readScaling, type ScalingState } from './state.ts'

const MOST_TAGS = 50

const held = ({ targets, tags }: ScalingState, arn: string): Record<string, string> => {
  if (Object.values(targets).some((target) => target.arn === arn)) return tags[arn] ?? {}
  throw refusal.unknownResource(`No scalable target has the ARN ${arn}`, arn)
}

/** Adds tags to a scalable target, or gives them new values. */
export const tagResource = (call: Call, input: Input): Output => {
  const arn = text(input, 'ResourceARN')
  changeScaling(call, (state) => {
    const all = { ...held(state, arn), ...(members(input, 'Tags') as Record<string, string>) }
    if (Object.keys(all).length > MOST_TAGS) {
      throw refusal.tooManyTags(`A scalable target can have at most ${MOST_TAGS} tags.`, arn)
    }
    state.tags[arn] = all
  })
  return {}
}

/** Takes tags off a scalable target. */
export const untagResource = (call: Call, input: Input): Output => {
  const arn = text(input, 'ResourceARN')
  const gone = list<string>(input, 'TagKeys')
  changeScaling(call, (state) => {
    const kept = Object.entries(held(state, arn)).filter(([key]) => !gone.includes(key))
    state.tags[arn] = Object.fromEntries(kept)
  })
  return {}
}

/** The tags of a scalable target. */
export const listTagsForResource = (call: Call, input: Input): Output => ({
  Tags: held(readScaling(call), text(input, 'ResourceARN')),
})
