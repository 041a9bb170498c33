/**
 * Quotas in characters, white space not counted:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html. The trust quota can be
 * raised on request up to 8,192; the others are fixed.
 */
export const POLICY_LIMITS = {
  trust: 2_048,
  /** All inline policies of one role together. */
  roleInline: 10_240,
  /** One managed policy. */
  managed: 6_144,
  /** 20 KB and 32 KB: quotas of https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html and KMS. */
  bucket: 20_480,
  key: 32_768,
} as const
