import { error, type MethodCase, pages } from '../stage.ts'

const KEY = 'arn:aws:kms:us-east-1:123456789012:key/1'
const POLICY = { Version: '2012-10-17', Statement: [] }
const me = {
  'sts.GetCallerIdentity': {
    Account: '123456789012',
    Arn: 'arn:aws:iam::123456789012:user/ci',
    UserId: 'AIDAEXAMPLEEXAMPLE12',
  },
}
const refused = (status: number, region: string) => ({
  $error: { code: '', message: '', status, headers: { 'x-amz-bucket-region': region } },
})
const everything = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
}

export const s3BucketMethods: readonly MethodCase[] = [
  {
    method: 'objects.bucket of ours, with its protection',
    run: (ports) => ports.objects.bucket('data'),
    replies: {
      ...me,
      's3.HeadBucket': ({ input }) =>
        input.ExpectedBucketOwner === '123456789012'
          ? { BucketRegion: 'us-east-1' }
          : refused(403, 'us-east-1'),
      's3.GetBucketEncryption': {
        ServerSideEncryptionConfiguration: {
          Rules: [
            {
              ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: KEY },
            },
          ],
        },
      },
      's3.GetPublicAccessBlock': { PublicAccessBlockConfiguration: everything },
    },
    gives: {
      name: 'data',
      region: 'us-east-1',
      owned: true,
      encryption: { algorithm: 'aws:kms', kmsKeyArn: KEY },
      publicAccessBlocked: true,
    },
    calls: ['GetBucketEncryption', 'GetCallerIdentity', 'GetPublicAccessBlock', 'HeadBucket'],
  },
  {
    method: 'objects.bucket of ours whose protection we may not ask about, or is not there',
    run: (ports) => ports.objects.bucket('data'),
    replies: {
      ...me,
      's3.HeadBucket': { BucketRegion: 'us-east-1' },
      's3.GetBucketEncryption': error('AccessDenied', 'Access Denied', 403),
      's3.GetPublicAccessBlock': error('NoSuchPublicAccessBlockConfiguration', 'none', 404),
    },
    gives: { name: 'data', region: 'us-east-1', owned: true, publicAccessBlocked: false },
    calls: ['GetBucketEncryption', 'GetCallerIdentity', 'GetPublicAccessBlock', 'HeadBucket'],
  },
  {
    method: 'objects.bucket of nobody',
    run: (ports) => ports.objects.bucket('data'),
    replies: { ...me, 's3.HeadBucket': error('NotFound', '', 404) },
    gives: undefined,
    calls: ['GetCallerIdentity', 'HeadBucket'],
  },
  {
    method: 'objects.bucket of another account',
    run: (ports) => ports.objects.bucket('data'),
    replies: {
      ...me,
      's3.HeadBucket': refused(403, 'eu-west-1'),
      's3.ListBuckets': { Buckets: [{ Name: 'data-2' }] },
    },
    gives: { name: 'data', region: 'eu-west-1', owned: false },
    calls: ['GetCallerIdentity', 'HeadBucket', 'ListBuckets'],
  },
  {
    method: 'objects.bucket of ours that we may not look at',
    run: (ports) => ports.objects.bucket('data').catch((failure: { code: string }) => failure.code),
    replies: {
      ...me,
      's3.HeadBucket': refused(403, 'us-east-1'),
      's3.ListBuckets': { Buckets: [{ Name: 'data' }] },
    },
    gives: 'MLC-AWS-003',
    calls: ['GetCallerIdentity', 'HeadBucket', 'ListBuckets'],
  },
  {
    method: 'objects.bucket of ours in another region, which is answered and not followed',
    run: (ports) => ports.objects.bucket('data'),
    replies: {
      ...me,
      's3.HeadBucket': refused(301, 'eu-west-1'),
      's3.ListBuckets': { Buckets: [{ Name: 'data' }] },
    },
    gives: { name: 'data', region: 'eu-west-1', owned: true },
    calls: ['GetCallerIdentity', 'HeadBucket', 'ListBuckets'],
  },
  {
    method: 'objects.listBuckets over several pages',
    run: (ports) => ports.objects.listBuckets(),
    replies: {
      's3.ListBuckets': pages('ContinuationToken', [
        { Buckets: [{ Name: 'a' }], ContinuationToken: '1' },
        { Buckets: [{ Name: 'b' }] },
      ]),
    },
    gives: ['a', 'b'],
    calls: ['ListBuckets', 'ListBuckets'],
  },
  ...(['us-east-1', 'eu-west-1'] as const).map(
    (region): MethodCase => ({
      method: `objects.createBucket in ${region}`,
      run: (ports) => ports.objects.createBucket('data', region),
      replies: {
        's3.CreateBucket': ({ input }) =>
          JSON.stringify(input.CreateBucketConfiguration) ===
          (region === 'us-east-1' ? undefined : '{"LocationConstraint":"eu-west-1"}')
            ? {}
            : { $error: { code: 'InvalidLocationConstraint', message: JSON.stringify(input) } },
      },
      gives: undefined,
      calls: ['CreateBucket'],
    }),
  ),
  {
    method: 'objects.blockPublicAccess',
    run: (ports) => ports.objects.blockPublicAccess('data'),
    gives: undefined,
    calls: ['PutPublicAccessBlock'],
  },
  {
    method: 'objects.encrypt with a key',
    run: (ports) => ports.objects.encrypt('data', KEY),
    gives: undefined,
    calls: ['PutBucketEncryption'],
  },
  {
    method: 'objects.bucketPolicy',
    run: (ports) => ports.objects.bucketPolicy('data'),
    replies: { 's3.GetBucketPolicy': { Policy: JSON.stringify(POLICY) } },
    gives: POLICY,
    calls: ['GetBucketPolicy'],
  },
  {
    method: 'objects.bucketPolicy of a bucket without one',
    run: (ports) => ports.objects.bucketPolicy('data'),
    replies: { 's3.GetBucketPolicy': error('NoSuchBucketPolicy', 'none', 404) },
    gives: null,
    calls: ['GetBucketPolicy'],
  },
  {
    method: 'objects.putBucketPolicy',
    run: (ports) => ports.objects.putBucketPolicy('data', POLICY),
    gives: undefined,
    calls: ['PutBucketPolicy'],
  },
]
