import { SANDBOX_ACCOUNT } from './account.ts'
import { createScaling } from './autoscaling/neighbour-scaling.ts'
import { createAlarms } from './cloudwatch/neighbour-alarms.ts'
import { createNetwork } from './ec2/neighbour-network.ts'
import type { Engine } from './engine.ts'
import { createRoles } from './iam/neighbour-roles.ts'
import { appliedQuota } from './quotas/values.ts'
import { encryptionFor } from './s3/encryption.ts'
import { createObjectStore } from './s3/object-store.ts'
import { NO_BUCKETS, S3_DOCUMENT, type S3Document } from './s3/records.ts'
import { createHosting } from './sagemaker/neighbour-hosting.ts'
import type { Ground } from './sagemaker/state.ts'
import type { Neighbours } from './service.ts'
import { iamDelaySeconds } from './state/faults.ts'
import { readSeed } from './state/seed.ts'

/** How a service's output is encrypted: as its bucket says. */
const encryptionOf = (parts: Omit<Engine, 'handle'>, name: string) => {
  const bucket = parts.documents.read<S3Document>(S3_DOCUMENT, NO_BUCKETS).buckets[name]
  if (bucket === undefined) return {}
  const place = { ...parts, region: bucket.region, accountId: SANDBOX_ACCOUNT }
  return encryptionFor(place, bucket, {})
}

/** What the services of one engine may ask each other. */
export const createNeighbours = (parts: Omit<Engine, 'handle'>): Neighbours => {
  const store = createObjectStore(parts.directory, parts.documents)
  const groundIn = (region: string): Ground => ({
    documents: parts.documents,
    clock: parts.clock,
    region,
    accountId: SANDBOX_ACCOUNT,
    neighbours,
    seed: readSeed(parts.documents),
  })
  const neighbours: Neighbours = {
    roles: createRoles(
      { ...parts, headersOf: (bucket, key) => store.head(bucket, key)?.headers },
      () => iamDelaySeconds(parts.documents, parts.extraFaults),
    ),
    objects: {
      bucket: (name) => store.bucket(name),
      head: (bucket, key) => store.head(bucket, key),
      headers: (bucket, key) => store.head(bucket, key)?.headers,
      path: (bucket, key) => store.path(bucket, key),
      put: (bucket, key, body, contentType) => {
        const encryption = encryptionOf(parts, bucket)
        store.put(bucket, key, body, { contentType, now: parts.clock.now(), encryption })
      },
      list: (bucket, prefix) => store.list(bucket, prefix).map(({ key }) => key),
    },
    hosting: createHosting(parts, () => neighbours),
    alarms: createAlarms(groundIn),
    scaling: createScaling(groundIn),
    network: createNetwork({ documents: parts.documents, seed: readSeed(parts.documents) }),
    quota: (serviceCode, quotaCode) => appliedQuota(parts.documents, serviceCode, quotaCode),
  }
  return neighbours
}
