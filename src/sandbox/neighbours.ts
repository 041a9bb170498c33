import { SANDBOX_ACCOUNT } from './account.ts'
import { createScaling } from './autoscaling/neighbour-scaling.ts'
import { createAlarms } from './cloudwatch/neighbour-alarms.ts'
import type { Engine } from './engine.ts'
import { createRoles } from './iam/neighbour-roles.ts'
import { appliedQuota } from './quotas/values.ts'
import { createObjectStore } from './s3/object-store.ts'
import { createHosting } from './sagemaker/neighbour-hosting.ts'
import type { Ground } from './sagemaker/state.ts'
import type { Neighbours } from './service.ts'
import { iamDelaySeconds } from './state/faults.ts'
import { readSeed } from './state/seed.ts'

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
        store.put(bucket, key, body, { contentType, now: parts.clock.now() })
      },
      list: (bucket, prefix) => store.list(bucket, prefix).map(({ key }) => key),
    },
    hosting: createHosting(parts, () => neighbours),
    alarms: createAlarms(groundIn),
    scaling: createScaling(groundIn),
    quota: (serviceCode, quotaCode) => appliedQuota(parts.documents, serviceCode, quotaCode),
  }
  return neighbours
}
