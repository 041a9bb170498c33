import type { Service } from '../service.ts'
import { accessOperations } from './access.ts'
import { createBlobs } from './blobs.ts'
import { imageOperations } from './images.ts'
import { layerOperations } from './layers.ts'
import { lifecycleOperations } from './lifecycle.ts'
import {
  createRepository,
  deleteRepository,
  describeRepositories,
  listTagsForResource,
  putImageScanningConfiguration,
  putImageTagMutability,
  tagResource,
  untagResource,
} from './repositories.ts'
import { scanOperations } from './scans.ts'

/** Elastic Container Registry over the files of a state directory. */
export const createEcr = (directory: string): Service => {
  const blobs = createBlobs(directory)
  return {
    name: 'ecr',
    operations: {
      CreateRepository: createRepository,
      DescribeRepositories: describeRepositories,
      DeleteRepository: deleteRepository,
      PutImageTagMutability: putImageTagMutability,
      PutImageScanningConfiguration: putImageScanningConfiguration,
      TagResource: tagResource,
      UntagResource: untagResource,
      ListTagsForResource: listTagsForResource,
      ...accessOperations,
      ...lifecycleOperations,
      ...layerOperations(blobs),
      ...imageOperations(blobs),
      ...scanOperations(blobs),
    },
  }
}
