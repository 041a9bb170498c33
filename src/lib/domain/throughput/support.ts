/** What is known of a base model before a purchase; undefined where nothing could be read. */
export type BaseFacts = {
  readonly name: string
  readonly provisioned: boolean | undefined
  readonly lifecycle: 'ACTIVE' | 'LEGACY' | undefined
  readonly endOfLife: string | undefined
}

/**
 * Why no throughput can be bought for a custom model with this base; undefined when it can, or when
 * nothing is known. A Legacy base takes no new purchase:
 * https://docs.aws.amazon.com/bedrock/latest/userguide/model-lifecycle.html
 */
export const provisionObjection = (base: BaseFacts, now: string): string | undefined => {
  if (base.endOfLife !== undefined && base.endOfLife <= now) {
    return `${base.name} reached its end of life on ${base.endOfLife.slice(0, 10)}.`
  }
  if (base.lifecycle === 'LEGACY') {
    return `${base.name} is Legacy: AWS sells no new Provisioned Throughput for it.`
  }
  if (base.provisioned === false) {
    return `AWS offers no Provisioned Throughput for ${base.name}.`
  }
  return undefined
}
