import { shellWord } from '../../core/command-line.ts'
import type { BucketFacts } from '../facts.ts'
import { demand, fault, judged, NOT_APPLICABLE, type Rule } from '../rule.ts'
import { judgeTags } from './required-tags.ts'

const S3_DOCS = 'https://docs.aws.amazon.com/AmazonS3/latest/userguide'

const fixedBy = ({ name }: BucketFacts): string => `mlctl audit --bucket ${name} --fix`

/** S3 buckets: A01 to A06 and the account's wish for keys of its own. */
export const BUCKET_RULES: readonly Rule<BucketFacts>[] = [
  {
    id: 'A01.default-encryption',
    title: 'Default encryption',
    severity: 'medium',
    what: 'The bucket has a default encryption.',
    why: 'Objects that are written without a wish of their own would be stored in the clear.',
    source: `${S3_DOCS}/default-bucket-encryption.html`,
    remedy: 'Set a default encryption.',
    fixable: true,
    judge: ({ encryption }) =>
      judged(encryption, (set) =>
        demand(set !== undefined, 'No default encryption is set.', { encryption: null }),
      ),
    command: fixedBy,
  },
  {
    id: 'A01.customer-key',
    title: 'Encryption with a key of yours',
    severity: 'medium',
    what: 'The default encryption uses KMS, where audit.requireKms asks for it.',
    why: 'Only a KMS key has a policy, a log of its uses and an end that you decide.',
    source: `${S3_DOCS}/UsingKMSEncryption.html`,
    remedy: 'Encrypt with a KMS key.',
    judge: ({ encryption }, { requireKms }) =>
      requireKms
        ? judged(encryption, (set) =>
            demand(set?.algorithm.startsWith('aws:kms') === true, 'No KMS key is used.', {
              algorithm: set?.algorithm ?? null,
            }),
          )
        : NOT_APPLICABLE,
    command: ({ name }) =>
      `aws s3api put-bucket-encryption --bucket ${name} --server-side-encryption-configuration '{"Rules":[{"ApplyServerSideEncryptionByDefault":{"SSEAlgorithm":"aws:kms","KMSMasterKeyID":"KEY_ARN"},"BucketKeyEnabled":true}]}'`,
  },
  {
    id: 'A02.public-access-block',
    title: 'Public access block',
    severity: 'high',
    what: 'All four settings of the public access block are on.',
    why: 'Without them one wrong policy or ACL shows the data to everyone.',
    source: `${S3_DOCS}/access-control-block-public-access.html`,
    remedy: 'Block public access.',
    fixable: true,
    judge: ({ publicAccessBlock }) =>
      judged(publicAccessBlock, (block) => {
        if (block === undefined) return fault('Nothing blocks public access.', { block: null })
        const off = Object.entries(block).flatMap(([name, on]) => (on ? [] : [name]))
        return demand(off.length === 0, `Off: ${off.join(', ')}.`, block)
      }),
    command: fixedBy,
  },
  {
    id: 'A03.public-policy',
    title: 'Public bucket policy',
    severity: 'critical',
    what: 'The bucket policy is not public.',
    why: 'Anyone may do what the policy allows: read training data, or write other data in its place.',
    source: `${S3_DOCS}/access-control-block-public-access.html#access-control-block-public-access-policy-status`,
    remedy: 'Take the statement for everyone out of the policy.',
    judge: ({ isPolicyPublic }) =>
      judged(isPolicyPublic, (isPublic) =>
        demand(!isPublic, 'S3 calls the policy public.', { PolicyStatus: { IsPublic: isPublic } }),
      ),
    command: ({ name }) =>
      `aws s3api get-bucket-policy --bucket ${name} --query Policy --output text`,
  },
  {
    id: 'A04.tls-only',
    title: 'TLS only',
    severity: 'medium',
    what: 'The bucket policy denies everyone every request without TLS.',
    why: 'Plain HTTP can be read and changed on its way.',
    source: `${S3_DOCS}/security-best-practices.html`,
    remedy: 'Add a Deny for aws:SecureTransport false; other statements stay.',
    fixable: true,
    judge: ({ policy }) =>
      judged(policy, ({ document, refusesPlainHttp }) =>
        demand(
          refusesPlainHttp,
          document === undefined || document === null
            ? 'There is no policy that denies plain HTTP.'
            : 'No statement of the policy denies plain HTTP to everyone for the bucket and its objects.',
          { policy: document ?? null },
        ),
      ),
    command: fixedBy,
  },
  {
    id: 'A05.versioning',
    title: 'Versioning',
    severity: 'low',
    what: 'Versioning is enabled.',
    why: 'What a model was trained on can otherwise be overwritten, and lineage ends there.',
    source: `${S3_DOCS}/Versioning.html`,
    remedy: 'Enable versioning; old versions cost storage until a lifecycle rule ends them.',
    fixable: true,
    judge: ({ versioning }) =>
      judged(versioning, (status) =>
        demand(status === 'Enabled', `Versioning is ${status?.toLowerCase() ?? 'off'}.`, {
          Status: status ?? null,
        }),
      ),
    command: fixedBy,
  },
  {
    id: 'A05.access-log',
    title: 'Access log',
    severity: 'low',
    what: 'The bucket logs who reads and writes its objects.',
    why: 'After a leak nobody can say who read the data.',
    source: `${S3_DOCS}/ServerLogs.html`,
    remedy: 'Log to another bucket, or record S3 data events in CloudTrail.',
    judge: ({ loggingTarget }) =>
      judged(loggingTarget, (target) =>
        demand(target !== undefined, 'Accesses are not logged.', { LoggingEnabled: null }),
      ),
    command: ({ name }) =>
      `aws s3api put-bucket-logging --bucket ${name} --bucket-logging-status '{"LoggingEnabled":{"TargetBucket":"LOG_BUCKET","TargetPrefix":"${name}/"}}'`,
  },
  {
    id: 'A06.ownership',
    title: 'Object ownership',
    severity: 'medium',
    what: 'Object ownership is BucketOwnerEnforced: ACLs have no effect.',
    why: 'With ACLs, who writes an object decides who reads it, past every policy.',
    source: `${S3_DOCS}/about-object-ownership.html`,
    remedy: 'Set BucketOwnerEnforced; requests that set other ACLs fail from then on.',
    fixable: true,
    judge: ({ ownership }) =>
      judged(ownership, (set) =>
        demand(
          set === 'BucketOwnerEnforced',
          set === undefined ? 'No ownership is set: ACLs count.' : `Ownership is ${set}.`,
          { ObjectOwnership: set ?? null },
        ),
      ),
    command: fixedBy,
  },
  {
    id: 'A20.bucket-tags',
    title: 'Tags of buckets',
    severity: 'low',
    what: 'The bucket has the tags of audit.requiredTags.',
    why: 'What has no owner and no project is cleaned up by nobody.',
    source: `${S3_DOCS}/CostAllocTagging.html`,
    remedy: 'Set the missing tags.',
    judge: judgeTags,
    command: ({ name }) => `aws s3api put-bucket-tagging --bucket ${shellWord(name)} --tagging …`,
  },
]
