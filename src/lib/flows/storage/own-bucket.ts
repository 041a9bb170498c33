import { defaultBucketName } from '../../domain/storage/bucket-names.ts'
import { StateError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { BucketView } from '../../ports/objects.ts'

export type BucketPlace = {
  readonly bucket: string
  /** The region of the job: Bedrock reads no bucket of another one. */
  readonly region: string
  readonly account: string
}

/**
 * The bucket, if it is there and a job may use it; undefined when there is none.
 * @throws StateError MLC-S3-002 for somebody else's bucket, MLC-S3-003 for one in another region.
 */
export const findOwnBucket = async (
  ports: Pick<Ports, 'objects'>,
  place: BucketPlace,
): Promise<BucketView | undefined> => {
  const view = await ports.objects.bucket(place.bucket)
  if (view === undefined) return undefined
  if (!view.owned) throw foreignBucket(place)
  if (view.region !== place.region) throw wrongRegion(place, view)
  return view
}

const foreignBucket = ({ bucket, account, region }: BucketPlace) =>
  new StateError('MLC-S3-002', `Bucket s3://${bucket} belongs to another account.`, {
    why: `You work as account ${account}. Bucket names are unique in all of AWS.`,
    hint: `Take a bucket of your own, for example ${defaultBucketName(account, region)}.`,
    details: { bucket },
  })

const wrongRegion = ({ bucket, region }: BucketPlace, view: BucketView) =>
  new StateError('MLC-S3-003', `Bucket s3://${bucket} is in ${view.region}, not in ${region}.`, {
    why: 'Bedrock reads data only from the region of the job.',
    hint: `Take another bucket in ${region}, or work in ${view.region}: --region ${view.region}.`,
    details: { bucket, bucketRegion: view.region, region },
  })
