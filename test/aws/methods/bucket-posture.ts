import { error, type MethodCase, type Reply } from '../stage.ts'

const POLICY = { Version: '2012-10-17', Statement: [] }
const KEY = 'arn:aws:kms:us-east-1:123456789012:key/1'
const encryptedBy = (byDefault: object, more: object = {}): Reply => ({
  ServerSideEncryptionConfiguration: {
    Rules: [{ ApplyServerSideEncryptionByDefault: byDefault, ...more }],
  },
})
/** Answers what was asked for, so that a test sees what was sent. */
const demanding =
  (wanted: unknown, member: string): Reply =>
  ({ input }) =>
    JSON.stringify(input[member]) === JSON.stringify(wanted)
      ? {}
      : { $error: { code: 'MalformedXML', message: JSON.stringify(input) } }

const settings: readonly MethodCase[] = [
  {
    method: 'bucketPosture.list',
    run: (ports) => ports.bucketPosture.list(),
    replies: { 's3.ListBuckets': { Buckets: [{ Name: 'a' }, { Name: 'b' }] } },
    gives: ['a', 'b'],
    calls: ['ListBuckets'],
  },
  ...[
    { Reply: { BucketRegion: 'eu-west-1' }, named: 'by itself' },
    ...[301, 400, 403].map((status) => ({
      Reply: {
        $error: {
          code: '',
          message: '',
          status,
          headers: { 'x-amz-bucket-region': 'eu-west-1' },
        },
      },
      named: `in a refusal (${status})`,
    })),
  ].map(
    ({ Reply, named }): MethodCase => ({
      method: `bucketPosture.region, told ${named}`,
      run: (ports) => ports.bucketPosture.region('data'),
      replies: { 's3.HeadBucket': Reply },
      gives: 'eu-west-1',
      calls: ['HeadBucket'],
    }),
  ),
  {
    method: 'bucketPosture.encryption with a key',
    run: (ports) => ports.bucketPosture.encryption('data'),
    replies: {
      's3.GetBucketEncryption': encryptedBy(
        { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: KEY },
        { BucketKeyEnabled: true },
      ),
    },
    gives: { algorithm: 'aws:kms', kmsKeyId: KEY, bucketKeyEnabled: true },
    calls: ['GetBucketEncryption'],
  },
  {
    method: 'bucketPosture.publicAccessBlock, half of it on',
    run: (ports) => ports.bucketPosture.publicAccessBlock('data'),
    replies: {
      's3.GetPublicAccessBlock': {
        PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true },
      },
    },
    gives: {
      blockPublicAcls: true,
      ignorePublicAcls: false,
      blockPublicPolicy: true,
      restrictPublicBuckets: false,
    },
    calls: ['GetPublicAccessBlock'],
  },
  {
    method: 'bucketPosture.policy',
    run: (ports) => ports.bucketPosture.policy('data'),
    replies: { 's3.GetBucketPolicy': { Policy: JSON.stringify(POLICY) } },
    gives: POLICY,
    calls: ['GetBucketPolicy'],
  },
  {
    method: 'bucketPosture.isPolicyPublic',
    run: (ports) => ports.bucketPosture.isPolicyPublic('data'),
    replies: { 's3.GetBucketPolicyStatus': { PolicyStatus: { IsPublic: true } } },
    gives: true,
    calls: ['GetBucketPolicyStatus'],
  },
  {
    method: 'bucketPosture.versioning',
    run: (ports) => ports.bucketPosture.versioning('data'),
    replies: { 's3.GetBucketVersioning': { Status: 'Suspended' } },
    gives: 'Suspended',
    calls: ['GetBucketVersioning'],
  },
  {
    method: 'bucketPosture.ownership',
    run: (ports) => ports.bucketPosture.ownership('data'),
    replies: {
      's3.GetBucketOwnershipControls': {
        OwnershipControls: { Rules: [{ ObjectOwnership: 'ObjectWriter' }] },
      },
    },
    gives: 'ObjectWriter',
    calls: ['GetBucketOwnershipControls'],
  },
  {
    method: 'bucketPosture.tags',
    run: (ports) => ports.bucketPosture.tags('data'),
    replies: { 's3.GetBucketTagging': { TagSet: [{ Key: 'team', Value: 'risk' }] } },
    gives: { team: 'risk' },
    calls: ['GetBucketTagging'],
  },
]

const unset = (method: string, operation: string, code: string, gives: unknown): MethodCase => ({
  method: `bucketPosture.${method} of a bucket without any`,
  run: (ports) =>
    (ports.bucketPosture[method as keyof typeof ports.bucketPosture] as typeof ask)('data'),
  replies: { [`s3.${operation}`]: error(code, 'none', 404) },
  gives,
  calls: [operation],
})
declare const ask: (bucket: string) => Promise<unknown>

const absent: readonly MethodCase[] = [
  unset(
    'encryption',
    'GetBucketEncryption',
    'ServerSideEncryptionConfigurationNotFoundError',
    undefined,
  ),
  unset(
    'publicAccessBlock',
    'GetPublicAccessBlock',
    'NoSuchPublicAccessBlockConfiguration',
    undefined,
  ),
  unset('policy', 'GetBucketPolicy', 'NoSuchBucketPolicy', undefined),
  unset('isPolicyPublic', 'GetBucketPolicyStatus', 'NoSuchBucketPolicy', false),
  unset('ownership', 'GetBucketOwnershipControls', 'OwnershipControlsNotFoundError', undefined),
  unset('tags', 'GetBucketTagging', 'NoSuchTagSet', {}),
  {
    method: 'bucketPosture.versioning of a bucket that never had it',
    run: (ports) => ports.bucketPosture.versioning('data'),
    gives: undefined,
    calls: ['GetBucketVersioning'],
  },
  {
    method: 'bucketPosture.encryption that may not be read is no answer',
    run: (ports) =>
      ports.bucketPosture.encryption('data').catch((failure: { code: string }) => failure.code),
    replies: { 's3.GetBucketEncryption': error('AccessDenied', 'Access Denied', 403) },
    gives: 'MLC-AWS-003',
    calls: ['GetBucketEncryption'],
  },
]

const changes: readonly MethodCase[] = [
  {
    method: 'bucketPosture.putEncryption with a key',
    run: (ports) =>
      ports.bucketPosture.putEncryption('data', {
        algorithm: 'aws:kms',
        kmsKeyId: KEY,
        bucketKeyEnabled: true,
      }),
    gives: undefined,
    calls: ['PutBucketEncryption'],
  },
  {
    method: 'bucketPosture.putPublicAccessBlock',
    run: (ports) =>
      ports.bucketPosture.putPublicAccessBlock('data', {
        blockPublicAcls: true,
        ignorePublicAcls: true,
        blockPublicPolicy: true,
        restrictPublicBuckets: false,
      }),
    replies: {
      's3.PutPublicAccessBlock': demanding(
        {
          BlockPublicAcls: true,
          IgnorePublicAcls: true,
          BlockPublicPolicy: true,
          RestrictPublicBuckets: false,
        },
        'PublicAccessBlockConfiguration',
      ),
    },
    gives: undefined,
    calls: ['PutPublicAccessBlock'],
  },
  {
    method: 'bucketPosture.putPolicy',
    run: (ports) => ports.bucketPosture.putPolicy('data', POLICY),
    gives: undefined,
    calls: ['PutBucketPolicy'],
  },
  {
    method: 'bucketPosture.enableVersioning',
    run: (ports) => ports.bucketPosture.enableVersioning('data'),
    replies: {
      's3.PutBucketVersioning': demanding({ Status: 'Enabled' }, 'VersioningConfiguration'),
    },
    gives: undefined,
    calls: ['PutBucketVersioning'],
  },
  {
    method: 'bucketPosture.putOwnership',
    run: (ports) => ports.bucketPosture.putOwnership('data', 'BucketOwnerEnforced'),
    replies: {
      's3.PutBucketOwnershipControls': demanding(
        { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
        'OwnershipControls',
      ),
    },
    gives: undefined,
    calls: ['PutBucketOwnershipControls'],
  },
]

export const bucketPostureMethods: readonly MethodCase[] = [...settings, ...absent, ...changes]

/** GetBucketLogging is not in ../shared/aws-models. */
export const bucketLoggingMethods: readonly MethodCase[] = [
  {
    method: 'bucketPosture.loggingTarget',
    run: (ports) => ports.bucketPosture.loggingTarget('data'),
    replies: {
      's3.GetBucketLogging': { LoggingEnabled: { TargetBucket: 'logs', TargetPrefix: 'data/' } },
    },
    gives: 's3://logs/data/',
    calls: ['GetBucketLogging'],
  },
  {
    method: 'bucketPosture.loggingTarget of a bucket without logs',
    run: (ports) => ports.bucketPosture.loggingTarget('data'),
    gives: undefined,
    calls: ['GetBucketLogging'],
  },
]
