import { accountIn } from '../account.ts'
import type { Layer, Refusal } from './judge.ts'

/** As AWS calls the kinds of policies in its refusals. */
const KINDS: Readonly<Record<Layer, readonly [kind: string, article: string]>> = {
  identity: ['identity-based policy', 'an'],
  boundary: ['permissions boundary', 'a'],
  session: ['session policy', 'a'],
  control: ['service control policy', 'a'],
  resource: ['resource-based policy', 'a'],
}

export type Denied = {
  /** ARN of the user or session. */
  readonly who: string
  readonly action: string
  /** ARN, or `*`. */
  readonly resource: string
  readonly refusal: Refusal
  /** Account that owns the resource, where that is known. */
  readonly owner?: string | undefined
}

/**
 * AWS's sentence for a refusal; S3 tells nothing to another account. Sources:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html
 */
export const denialText = ({ who, action, resource, refusal, owner }: Denied): string => {
  const isForeign = owner !== undefined && owner !== accountIn(who)
  if (isForeign && action.startsWith('s3:')) return 'Access Denied'
  const [kind, article] = KINDS[refusal.layer]
  // S3 puts the resource in quotation marks, the others do not.
  const on = action.startsWith('s3:') ? `"${resource}"` : resource
  const why = refusal.isExplicit
    ? `with an explicit deny in ${article} ${kind}`
    : `because no ${kind} allows the ${action} action`
  return `User: ${who} is not authorized to perform: ${action} on resource: ${on} ${why}`
}
