import { optionalText, text } from '../members.ts'
import type { Call, Input, Output } from '../service.ts'
import { S3Error } from './errors.ts'
import type { ObjectStore } from './object-store.ts'
import { type BucketRecord, NO_BUCKETS, S3_DOCUMENT, type S3Document } from './records.ts'

/** Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const isValidName = (name: string): boolean =>
  /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) &&
  !name.includes('..') &&
  !/^\d+\.\d+\.\d+\.\d+$/.test(name) &&
  !/^(xn--|sthree-|amzn-s3-demo-)/.test(name) &&
  !/(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/.test(name)

const invalidName = (name: string): S3Error =>
  new S3Error('InvalidBucketName', 'The specified bucket is not valid.', {
    members: { BucketName: name },
  })

/** What a bucket has whose owner chose nothing: S3's own keys. */
export const DEFAULT_ENCRYPTION = {
  Rules: [
    {
      ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' },
      BucketKeyEnabled: false,
    },
  ],
}

const readBuckets = (call: Call): Readonly<Record<string, BucketRecord>> =>
  call.documents.read<S3Document>(S3_DOCUMENT, NO_BUCKETS).buckets

const redirect = (name: string, region: string): S3Error =>
  new S3Error(
    'PermanentRedirect',
    'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.',
    {
      members: { Endpoint: `${name}.s3.${region}.amazonaws.com`, Bucket: name },
      headers: { 'x-amz-bucket-region': region },
    },
  )

/**
 * The bucket a request names, anybody's: its policy has been asked by now. Throws NoSuchBucket,
 * AccessDenied (it is not the expected owner's) and PermanentRedirect (it is in another region than the one signed for).
 */
export const requireBucket = (call: Call, input: Input): BucketRecord => {
  const name = text(input, 'Bucket')
  const bucket = Object.hasOwn(readBuckets(call), name) ? readBuckets(call)[name] : undefined
  if (bucket === undefined) {
    const members = { BucketName: name }
    throw new S3Error('NoSuchBucket', 'The specified bucket does not exist', { members })
  }
  const headers = { 'x-amz-bucket-region': bucket.region }
  const expected = optionalText(input, 'ExpectedBucketOwner') ?? bucket.owner
  if (expected !== bucket.owner) {
    throw new S3Error('AccessDenied', 'Access Denied', { headers })
  }
  if (bucket.region !== call.region && call.operation !== 'GetBucketLocation') {
    throw redirect(name, bucket.region)
  }
  return bucket
}

/** Changes the record of a bucket that the request may change. */
export const changeBucket = (
  call: Call,
  input: Input,
  change: (bucket: BucketRecord) => void,
): void => {
  requireBucket(call, input)
  call.documents.update<S3Document, void>(S3_DOCUMENT, NO_BUCKETS, ({ buckets }) => {
    const bucket = buckets[text(input, 'Bucket')]
    if (bucket !== undefined) change(bucket)
  })
}

const regionOf = (call: Call, input: Input): string => {
  const configuration = input.CreateBucketConfiguration as Input | undefined
  const constraint = configuration && optionalText(configuration, 'LocationConstraint')
  const asked = constraint === 'EU' ? 'eu-west-1' : constraint
  // Only the us-east-1 endpoint makes buckets anywhere.
  if (call.region === 'us-east-1') return asked ?? 'us-east-1'
  if (asked === call.region) return asked
  const what = asked ?? 'unspecified'
  throw new S3Error(
    'IllegalLocationConstraintException',
    `The ${what} location constraint is incompatible for the region specific endpoint this request was sent to.`,
  )
}

const createBucket = (call: Call, input: Input): Output => {
  const name = text(input, 'Bucket')
  if (!isValidName(name)) throw invalidName(name)
  const region = regionOf(call, input)
  const members = { BucketName: name }
  return call.documents.update<S3Document, Output>(S3_DOCUMENT, NO_BUCKETS, ({ buckets }) => {
    const old = Object.hasOwn(buckets, name) ? buckets[name] : undefined
    if (old !== undefined && old.owner !== call.accountId) {
      const reason =
        'The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.'
      throw new S3Error('BucketAlreadyExists', reason, { members })
    }
    // us-east-1 alone answers 200 to the owner, as the API reference of CreateBucket says.
    if (old !== undefined && (call.region !== 'us-east-1' || old.region !== region)) {
      const reason =
        'Your previous request to create the named bucket succeeded and you already own it.'
      throw new S3Error('BucketAlreadyOwnedByYou', reason, { members })
    }
    if (old === undefined) {
      const createdAt = call.clock.now()
      buckets[name] = { region, createdAt, owner: call.accountId, ...DEFAULTS }
    }
    return { Location: region === 'us-east-1' ? `/${name}` : `http://${name}.s3.amazonaws.com/` }
  })
}

/** What a new bucket has since April 2023: encryption, no public access, no ACLs. */
const DEFAULTS: Partial<BucketRecord> = {
  encryption: DEFAULT_ENCRYPTION,
  publicAccessBlock: {
    BlockPublicAcls: true,
    IgnorePublicAcls: true,
    BlockPublicPolicy: true,
    RestrictPublicBuckets: true,
  },
  ownershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
}

const headBucket = (call: Call, input: Input): Output => {
  const { region } = requireBucket(call, input)
  return { BucketRegion: region, AccessPointAlias: false }
}

const getBucketLocation = (call: Call, input: Input): Output => {
  const { region } = requireBucket(call, input)
  // The oldest region has no name here.
  return region === 'us-east-1' ? {} : { LocationConstraint: region }
}

const listBuckets = (call: Call, input: Input): Output => {
  const prefix = optionalText(input, 'Prefix') ?? ''
  const region = optionalText(input, 'BucketRegion')
  const after = optionalText(input, 'ContinuationToken') ?? ''
  const limit = typeof input.MaxBuckets === 'number' ? input.MaxBuckets : 10_000
  const all = Object.entries(readBuckets(call))
    .filter(([name, { owner }]) => owner === call.accountId && name.startsWith(prefix))
    .filter(([name, bucket]) => name > after && (region ?? bucket.region) === bucket.region)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  const page = all.slice(0, limit)
  const last = page.at(-1)?.[0]
  return {
    Buckets: page.map(([name, bucket]) => ({
      Name: name,
      CreationDate: new Date(bucket.createdAt),
      BucketRegion: bucket.region,
    })),
    Owner: { ID: call.accountId.padStart(64, '0') },
    ...(all.length > page.length && last ? { ContinuationToken: last } : {}),
  }
}

const deleteBucket =
  (store: ObjectStore) =>
  (call: Call, input: Input): Output => {
    requireBucket(call, input)
    const name = text(input, 'Bucket')
    call.documents.update<S3Document, void>(S3_DOCUMENT, NO_BUCKETS, ({ buckets }) => {
      if (store.list(name, '').length > 0) {
        const members = { BucketName: name }
        const reason = 'The bucket you tried to delete is not empty'
        throw new S3Error('BucketNotEmpty', reason, { members })
      }
      delete buckets[name]
    })
    store.dropBucket(name)
    return {}
  }

export const bucketOperations = (store: ObjectStore) => ({
  CreateBucket: createBucket,
  HeadBucket: headBucket,
  GetBucketLocation: getBucketLocation,
  ListBuckets: listBuckets,
  DeleteBucket: deleteBucket(store),
})
