import type { Service } from '../service.ts'
import { createDocuments } from '../state/documents.ts'
import { policyOperations } from './bucket-policy.ts'
import { settingOperations } from './bucket-settings.ts'
import { bucketOperations } from './buckets.ts'
import { completeOperations } from './complete.ts'
import { copyOperations } from './copy.ts'
import { listingOperations } from './listing.ts'
import { multipartOperations } from './multipart.ts'
import { createObjectStore } from './object-store.ts'
import { objectOperations } from './objects.ts'
import { createUploads } from './uploads.ts'

/** S3 over the files of a state directory. Versioning is a setting only: old versions are not kept. */
export const createS3 = (directory: string): Service => {
  const documents = createDocuments(directory)
  const store = createObjectStore(directory, documents)
  const uploads = createUploads(directory, documents)
  return {
    name: 's3',
    operations: {
      ...bucketOperations(store),
      ...settingOperations,
      ...policyOperations,
      ...objectOperations(store),
      ...copyOperations(store),
      ...listingOperations(store),
      ...multipartOperations(uploads),
      ...completeOperations(store, uploads),
    },
  }
}
