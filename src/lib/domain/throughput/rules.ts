import { epochOf } from '../core/duration.ts'

type View = {
  readonly provisionedModelName: string
  readonly status: 'Creating' | 'InService' | 'Updating' | 'Failed'
  readonly modelArn: string
  readonly desiredModelArn: string
  readonly foundationModelArn: string
  readonly commitmentDuration?: string
  readonly commitmentExpirationTime?: string
}

/** Whether a purchase can be released at `now`, and if not, from when. */
export type Release =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly until: string | undefined }

/**
 * Bedrock refuses to delete before the commitment ends, and starts a new term at its end:
 * https://docs.aws.amazon.com/bedrock/latest/userguide/prov-thru-delete.html
 */
export const releaseOf = (view: View, now: number): Release => {
  if (view.commitmentDuration === undefined) return { allowed: true }
  const end = view.commitmentExpirationTime
  if (end === undefined) return { allowed: false, until: undefined }
  return now >= epochOf(end) ? { allowed: true } : { allowed: false, until: end }
}

/** A model that a purchase shall serve instead. */
export type Candidate = {
  readonly modelArn: string
  readonly foundationModelArn: string
  readonly active: boolean
}

/**
 * Why Bedrock would refuse to put `candidate` under this purchase; undefined when it would not. Only
 * a purchase for a custom model can change, and only to its base or a sibling of the same base:
 * https://docs.aws.amazon.com/bedrock/latest/userguide/prov-thru-edit.html
 */
export const modelChangeObjection = (view: View, candidate: Candidate): string | undefined => {
  if (!isCustomModelArn(view.desiredModelArn)) {
    return 'It serves a base model; only a purchase for a custom model can change its model.'
  }
  if (!candidate.active) return 'The wanted model is not Active.'
  if (sameModel(candidate.foundationModelArn, view.foundationModelArn)) return undefined
  return (
    `The wanted model has the base ${modelIdOf(candidate.foundationModelArn)}, ` +
    `this purchase is bound to ${modelIdOf(view.foundationModelArn)}.`
  )
}

/** Why no change at all is possible now; undefined when one is. */
export const changeObjection = (view: View): string | undefined =>
  view.status === 'InService' ? undefined : `It is ${view.status}; a change needs InService.`

export const isCustomModelArn = (arn: string): boolean => /:custom-model\//.test(arn)

/** The id at the end of a foundation-model ARN; anything else as it is. */
export const modelIdOf = (arnOrId: string): string =>
  /:foundation-model\/(.+)$/.exec(arnOrId)?.[1] ?? arnOrId

/** One base under its ids with and without context length: `…-v1:0:128k` is `…-v1:0`. */
const sameModel = (a: string, b: string): boolean => familyOf(a) === familyOf(b)

const familyOf = (arnOrId: string): string => modelIdOf(arnOrId).replace(/:\d+k$/, '')
