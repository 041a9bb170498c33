import { fault, judged, NOT_APPLICABLE, OK, type Read, type Rule } from '../rule.ts'

type Tagged = { readonly tags: Read<Readonly<Record<string, string>>> }

/** Demands the keys of audit.requiredTags; nothing where none are demanded. */
export const judgeTags: Rule<Tagged>['judge'] = ({ tags }, { requiredTags }) =>
  requiredTags.length === 0 ? NOT_APPLICABLE : judged(tags, (held) => missing(held, requiredTags))

/** The line that sets tags on a resource of SageMaker. */
export const addSageMakerTags = ({ subject }: { readonly subject: string }): string =>
  `aws sagemaker add-tags --resource-arn ${subject} --tags Key=KEY,Value=VALUE`

const missing = (held: Readonly<Record<string, string>>, required: readonly string[]) => {
  const keys = required.filter((key) => held[key] === undefined || held[key] === '')
  return keys.length === 0 ? OK : fault(`Missing: ${keys.join(', ')}.`, { tags: held })
}
