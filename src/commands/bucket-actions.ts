/** What it takes to see how a bucket is guarded: its policy, its public access, its encryption. */
export const BUCKET_GUARD_ACTIONS = [
  's3:GetBucketPolicy',
  's3:GetBucketPublicAccessBlock',
  's3:GetEncryptionConfiguration',
] as const

/** What it takes to make a guarded bucket where there is none, and to put objects there. */
export const BUCKET_MAKING_ACTIONS = [
  ...BUCKET_GUARD_ACTIONS,
  's3:CreateBucket',
  's3:ListBucket',
  's3:PutBucketPolicy',
  's3:PutBucketPublicAccessBlock',
  's3:PutEncryptionConfiguration',
  's3:PutObject',
] as const
