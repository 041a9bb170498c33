import { list, text } from '../members.ts'
import type { Call, Input, Output } from '../service.ts'
import { type AlarmsDocument, changeAlarms, readAlarms } from './alarms/records.ts'
import { refusal } from './errors.ts'

type Tag = { readonly Key: string; readonly Value: string }

const MOST_TAGS = 50

const demandKnown = ({ alarms }: AlarmsDocument, arn: string): void => {
  if (Object.values(alarms).some((record) => record.arn === arn)) return
  throw refusal.unknownResource(`Unknown resource: ${arn}`)
}

/** Adds tags to an alarm, or gives them new values. */
export const tagResource = (call: Call, input: Input): Output => {
  const arn = text(input, 'ResourceARN')
  const added = list<Tag>(input, 'Tags')
  changeAlarms(call, (document) => {
    demandKnown(document, arn)
    const kept = (document.tags[arn] ?? []).filter(
      ({ Key }) => !added.some((tag) => tag.Key === Key),
    )
    if (kept.length + added.length > MOST_TAGS) {
      throw refusal.value(`A resource can have at most ${MOST_TAGS} tags.`)
    }
    document.tags[arn] = [...kept, ...added]
  })
  return {}
}

/** Takes tags off an alarm. */
export const untagResource = (call: Call, input: Input): Output => {
  const arn = text(input, 'ResourceARN')
  const gone = list<string>(input, 'TagKeys')
  changeAlarms(call, (document) => {
    demandKnown(document, arn)
    document.tags[arn] = (document.tags[arn] ?? []).filter(({ Key }) => !gone.includes(Key))
  })
  return {}
}

/** The tags of an alarm. */
export const listTagsForResource = (call: Call, input: Input): Output => {
  const arn = text(input, 'ResourceARN')
  const document = readAlarms(call)
  demandKnown(document, arn)
  return { Tags: document.tags[arn] ?? [] }
}
