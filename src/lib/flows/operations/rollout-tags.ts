import * as v from 'valibot'
import { digestOf } from '../../domain/core/digest.ts'
import { defineOperation } from './define.ts'

const tagging = v.object({
  resourceArn: v.string(),
  tags: v.record(v.string(), v.string()),
  /** Keys that must be gone afterwards. */
  remove: v.array(v.string()),
})

/** Writes what a rollout is about on its endpoint, where other machines read it. */
export const writeTags = defineOperation({
  name: 'sagemaker.set-rollout-tags',
  input: tagging,
  observe: async (ports, { resourceArn, tags, remove }) => {
    const seen = await ports.endpoints.tags(resourceArn)
    const keys = [...Object.keys(tags), ...remove]
    return {
      fingerprint: digestOf(keys.map((key) => seen[key] ?? '')),
      satisfied:
        Object.entries(tags).every(([key, value]) => seen[key] === value) &&
        remove.every((key) => seen[key] === undefined),
      output: {},
    }
  },
  perform: async (ports, { resourceArn, tags, remove }) => {
    if (Object.keys(tags).length > 0) await ports.endpoints.tag(resourceArn, tags)
    if (remove.length > 0) await ports.endpoints.untag(resourceArn, remove)
    return {}
  },
})
