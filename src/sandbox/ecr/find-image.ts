import type { Call } from '../service.ts'
import { refusal } from './errors.ts'
import { naming } from './repositories.ts'
import type { ImageRecord, Repository } from './state.ts'

export type ImageId = { readonly imageDigest?: string; readonly imageTag?: string }

/** As ECR's refusals spell an id. */
export const words = ({ imageDigest, imageTag }: ImageId): string =>
  [`imageDigest:'${imageDigest ?? 'null'}'`, `imageTag:'${imageTag ?? 'null'}'`].join(', ')

/** The image that an id means; undefined when there is none. */
export const findImage = (repository: Repository, id: ImageId): ImageRecord | undefined =>
  Object.values(repository.images).find(
    ({ digest, tags }) =>
      (id.imageDigest === undefined || id.imageDigest === digest) &&
      (id.imageTag === undefined || tags.includes(id.imageTag)) &&
      (id.imageDigest !== undefined || id.imageTag !== undefined),
  )

/** Throws ImageNotFoundException. */
export const imageOf = (call: Call, repository: Repository, id: ImageId): ImageRecord => {
  const found = findImage(repository, id)
  if (found === undefined) throw refusal.noImage(words(id), naming(call, repository.name))
  return found
}
