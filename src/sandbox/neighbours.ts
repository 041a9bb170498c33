import type { Engine } from './engine.ts'
import { createRoles } from './iam/neighbour-roles.ts'
import { appliedQuota } from './quotas/values.ts'
import { createObjectStore } from './s3/object-store.ts'
import type { Alarms, Scaling } from './sagemaker/hosting.ts'
import { createHosting } from './sagemaker/neighbour-hosting.ts'
import type { Neighbours } from './service.ts'
import { iamDelaySeconds } from './state/faults.ts'

/** What the services of one engine may ask each other. */
export const createNeighbours = (parts: Omit<Engine, 'handle'>): Neighbours => {
  const store = createObjectStore(parts.directory, parts.documents)
  const neighbours: Neighbours = {
    roles: createRoles(parts, () => iamDelaySeconds(parts.documents, parts.extraFaults)),
    objects: {
      bucket: (name) => store.bucket(name),
      head: (bucket, key) => store.head(bucket, key),
      path: (bucket, key) => store.path(bucket, key),
      put: (bucket, key, body, contentType) => {
        store.put(bucket, key, body, { contentType, now: parts.clock.now() })
      },
      list: (bucket, prefix) => store.list(bucket, prefix).map(({ key }) => key),
    },
    hosting: createHosting(parts, () => neighbours),
    alarms: NO_ALARMS,
    scaling: NO_SCALING,
    quota: (serviceCode, quotaCode) => appliedQuota(parts.documents, serviceCode, quotaCode),
  }
  return neighbours
}

/** Without CloudWatch there is no alarm, and without Application Auto Scaling no target. */
const NO_ALARMS: Alarms = { state: () => undefined }
const NO_SCALING: Scaling = { advance: () => {}, isTarget: () => false }
