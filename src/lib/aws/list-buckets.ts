import type { AwsSession } from './session.ts'
import { allPages, present } from './values.ts'

/** The names of the account's own buckets, all of them or those that begin with `prefix`. */
export const listBuckets = (aws: AwsSession, prefix?: string): Promise<readonly string[]> =>
  allPages((ContinuationToken) =>
    aws.s3({ operation: 'ListBuckets', subject: 'list of buckets' }, async (client, sdk) => {
      const page = await client.send(
        new sdk.ListBucketsCommand({
          MaxBuckets: 1_000,
          ...present({ Prefix: prefix, ContinuationToken }),
        }),
      )
      return {
        items: (page.Buckets ?? []).flatMap(({ Name }) => Name ?? []),
        next: page.ContinuationToken,
      }
    }),
  )
