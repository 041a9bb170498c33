import type { Explanation } from './rows.ts'

/** Roles, policies and buckets. */
export const IAM_EXPLANATIONS: readonly Explanation[] = [
  {
    id: 'MLC-IAM-001',
    title: 'A role name or S3 URI that AWS would refuse',
    means:
      'Role names have 1 to 64 characters without a path. Bedrock takes fewer characters in S3 URIs than S3 does: no spaces, no + = @, no accents, no empty path parts.',
    fix: 'Correct what the message names. Nothing was sent.',
  },
  {
    id: 'MLC-IAM-002',
    title: 'The trust policy of the role denies Bedrock',
    means: 'A Deny in the trust policy wins over every Allow, so no added statement helps.',
    fix: 'Take the Deny out by hand, or let mlctl make a role of its own with --role <new name>.',
  },
  {
    id: 'MLC-IAM-003',
    title: 'A Deny or the permissions boundary forbids what the job needs',
    means:
      'The role may hold the permission and still be refused: a Deny in one of its policies, or a boundary that does not include the action.',
    fix: 'Ask whoever owns that policy or boundary, or use another role.',
  },
  {
    id: 'MLC-IAM-004',
    title: 'A policy would become too long',
    means:
      'IAM takes 2,048 characters of trust policy and 10,240 of inline policies in one role, white space not counted. A role that serves many buckets or regions fills up.',
    fix: 'Use a role per project: --role <name>.',
  },
  {
    id: 'MLC-IAM-005',
    title: 'There is no such role',
    means: 'The name or ARN belongs to no role of this account, or the profile is another account.',
    fix: 'mlctl iam setup creates it; aws sts get-caller-identity shows the account.',
  },
  {
    id: 'MLC-IAM-006',
    title: 'A key or VPC setting cannot work',
    means:
      'Policies need the full ARN of a key in the region of the job; an alias matches nothing there. Subnets and security groups go together.',
    fix: 'Pass --kms-key arn:aws:kms:<region>:<account>:key/<id>, and both --subnets and --security-groups.',
  },
  {
    id: 'MLC-IAM-007',
    title: 'iam policy --for names no command',
    means: 'It takes groups (finetune) and commands ("throughput buy"), separated by commas.',
    fix: 'Take one of the names of mlctl --help.',
  },
  {
    id: 'MLC-IAM-008',
    title: 'A policy breaks a rule that holds for every policy written here',
    means:
      'Before a policy is written it is read by the offline linter, and by IAM Access Analyzer where you may call access-analyzer:ValidatePolicy. Errors stop; everything else is shown.',
    fix: 'The message names the statement and the rule. Nothing was sent.',
  },
  {
    id: 'MLC-IAM-009',
    title: 'The policy of a bucket or key is not readable',
    means:
      'A statement can be added only to a policy that is known in full; an unknown one would be written over.',
    fix: 'Look at the policy with the AWS CLI and repair it by hand.',
  },
  {
    id: 'MLC-IAM-010',
    title: 'The key that was made for the role cannot be used',
    means: 'A key that is disabled or waits for its deletion encrypts and decrypts nothing.',
    fix: 'Bring it back with aws kms cancel-key-deletion and aws kms enable-key, or name another key: --kms <arn>.',
  },
  {
    id: 'MLC-IAM-011',
    title: 'The policy of the key denies the role',
    means: 'A Deny in a key policy wins over every Allow, so no added statement helps.',
    fix: 'Ask whoever owns the key, or use another: --kms <arn>, or --kms new.',
  },
  {
    id: 'MLC-IAM-012',
    title: 'The subnets are not there, or lie in several VPCs',
    means: 'A job runs in one VPC; ids of subnets belong to one region.',
    fix: 'Name subnets of one VPC in the region of the profile.',
  },
  {
    id: 'MLC-IAM-013',
    title: 'A price is no amount of dollars',
    means: 'Prices are plain decimals: 0.01.',
    fix: 'Take the price of an interface endpoint per zone and hour from the pricing page of AWS PrivateLink.',
  },
  {
    id: 'MLC-IAM-014',
    title: 'Somebody else made a key for the role at the same time',
    means:
      'Between making a key and giving it its alias, another run gave the alias to a key of its own. The message names the key that has no name now.',
    fix: 'Nothing is encrypted with the nameless key yet: schedule its deletion as the hint says, then run the same line again, which takes the key of the alias.',
  },
  {
    id: 'MLC-S3-001',
    title: 'Not a bucket name',
    means:
      'Bucket names have 3 to 63 lower-case letters, digits and hyphens, begin and end with a letter or digit, and may not use the beginnings and endings that S3 reserves.',
    fix: 'Choose another name; mlctl-<account>-<region> is what mlctl takes by itself.',
  },
  {
    id: 'MLC-S3-002',
    title: 'The bucket belongs to another account',
    means:
      'Bucket names are unique in all of AWS; this one is taken, or the profile is another account.',
    fix: 'Use a bucket of your own, or the right profile.',
  },
  {
    id: 'MLC-S3-003',
    title: 'The bucket is in another region than the job',
    means: 'Bedrock reads training data only from the region in which the job runs.',
    fix: 'Use a bucket in the region of the job, or run the job in the region of the bucket if the model can be customized there.',
  },
  {
    id: 'MLC-S3-004',
    title: 'A protection of the bucket cannot be read back',
    means:
      'Every change is proved by reading it back. Without s3:GetEncryptionConfiguration or s3:GetBucketPublicAccessBlock that is not possible; the change itself was accepted.',
    fix: 'Get the action that the message names and run the same command again.',
  },
]
