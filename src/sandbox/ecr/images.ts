import { list, members, optionalText, text } from '../members.ts'
import type { Call, Input, Output, Service } from '../service.ts'
import type { Blobs } from './blobs.ts'
import { refusal } from './errors.ts'
import { findImage, type ImageId, imageOf } from './find-image.ts'
import { readManifest } from './manifest.ts'
import { naming, page } from './repositories.ts'
import { scanImage, scanStatus, summaryOf } from './scans.ts'
import { changeRepository, type ImageRecord, type Repository, readRepository } from './state.ts'

const isExcluded = ({ exclusions }: Repository, tag: string): boolean =>
  exclusions.some(({ filter }) => {
    const pattern = filter.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')
    return new RegExp(`^${pattern}$`).test(tag)
  })

/** Whether a tag stays with its image, by the repository's mutability and its exceptions. */
const isImmutable = (repository: Repository, tag: string): boolean => {
  const { mutability } = repository
  return mutability.startsWith('IMMUTABLE') !== isExcluded(repository, tag)
}

const putImage =
  (blobs: Blobs) =>
  async (call: Call, input: Input): Promise<Output> => {
    const repositoryName = text(input, 'repositoryName')
    const manifestText = text(input, 'imageManifest')
    const tag = optionalText(input, 'imageTag')
    const manifest = readManifest(manifestText, optionalText(input, 'imageManifestMediaType'))
    const digest = blobs.put(Buffer.from(manifestText))
    const given = optionalText(input, 'imageDigest')
    if (given !== undefined && given !== digest) throw refusal.digestDiffers(given, digest)
    const named = naming(call, repositoryName)
    const scans = changeRepository(call, repositoryName, (repository) => {
      const held = repository.images[digest]
      const missing = manifest.blobs.filter((each) => repository.layers[each] === undefined)
      if (missing.length > 0) throw refusal.noLayers(missing, named)
      const unknown = manifest.lists.filter((each) => repository.images[each] === undefined)
      if (unknown.length > 0) throw refusal.noReferenced(unknown, named)
      if (held !== undefined && (tag === undefined || held.tags.includes(tag))) {
        throw refusal.imageExists(digest, tag, named)
      }
      if (tag !== undefined) freeTag(call, repository, tag)
      const image = held ?? { ...manifest, digest, pushedAt: call.clock.now(), tags: [] }
      if (tag !== undefined) image.tags.push(tag)
      repository.images[digest] = image
      return repository.scanOnPush && held === undefined
    })
    if (scans) await scanImage(blobs, call, { repositoryName, digest })
    const imageId = { imageDigest: digest, ...(tag === undefined ? {} : { imageTag: tag }) }
    return {
      image: {
        registryId: call.accountId,
        repositoryName,
        imageId,
        imageManifest: manifestText,
        imageManifestMediaType: manifest.mediaType,
      },
    }
  }

const freeTag = (call: Call, repository: Repository, tag: string): void => {
  const holder = findImage(repository, { imageTag: tag })
  if (holder === undefined) return
  if (isImmutable(repository, tag)) throw refusal.tagTaken(tag, naming(call, repository.name))
  holder.tags = holder.tags.filter((each) => each !== tag)
}

const batchGetImage =
  (blobs: Blobs) =>
  (call: Call, input: Input): Output => {
    const repository = readRepository(call, text(input, 'repositoryName'))
    const images: Output[] = []
    const failures: Output[] = []
    for (const imageId of list<ImageId>(input, 'imageIds')) {
      const found = findImage(repository, imageId)
      if (found === undefined) {
        failures.push({
          imageId,
          failureCode: 'ImageNotFound',
          failureReason: 'Requested image not found',
        })
        continue
      }
      images.push({
        registryId: call.accountId,
        repositoryName: repository.name,
        imageId: { ...imageId, imageDigest: found.digest },
        imageManifest: blobs.readText(found.digest),
        imageManifestMediaType: found.mediaType,
      })
    }
    return { images, failures }
  }

const tagged = (input: Input, images: readonly ImageRecord[]): readonly ImageRecord[] => {
  const status = optionalText(members(input, 'filter'), 'tagStatus') ?? 'ANY'
  return images.filter(({ tags }) => status === 'ANY' || (status === 'TAGGED') === tags.length > 0)
}

const describeImages = (call: Call, input: Input): Output => {
  const repository = readRepository(call, text(input, 'repositoryName'))
  const ids = list<ImageId>(input, 'imageIds')
  const all =
    ids.length > 0
      ? ids.map((id) => imageOf(call, repository, id))
      : tagged(input, Object.values(repository.images))
  const { items, next } = page(input, all)
  return {
    imageDetails: items.map((image) => detail(call, repository, image)),
    ...(next === undefined ? {} : { nextToken: next }),
  }
}

const detail = (call: Call, repository: Repository, image: ImageRecord): Output => ({
  registryId: call.accountId,
  repositoryName: repository.name,
  imageDigest: image.digest,
  ...(image.tags.length === 0 ? {} : { imageTags: image.tags }),
  imageSizeInBytes: image.sizeBytes,
  imagePushedAt: new Date(image.pushedAt),
  imageManifestMediaType: image.mediaType,
  imageStatus: 'ACTIVE',
  ...(image.artifactMediaType === undefined ? {} : { artifactMediaType: image.artifactMediaType }),
  ...(image.scan === undefined
    ? {}
    : {
        imageScanStatus: { status: scanStatus(image.scan, call.clock.now()) },
        ...summaryOf(image.scan, call.clock.now()),
      }),
})

const listImages = (call: Call, input: Input): Output => {
  const repository = readRepository(call, text(input, 'repositoryName'))
  const ids = tagged(input, Object.values(repository.images)).flatMap(({ digest, tags }) =>
    tags.length === 0
      ? [{ imageDigest: digest }]
      : tags.map((imageTag) => ({ imageDigest: digest, imageTag })),
  )
  const { items, next } = page(input, ids)
  return { imageIds: items, ...(next === undefined ? {} : { nextToken: next }) }
}

const batchDeleteImage = (call: Call, input: Input): Output =>
  changeRepository(call, text(input, 'repositoryName'), (repository) => {
    const gone: ImageId[] = []
    const failures: Output[] = []
    for (const imageId of list<ImageId>(input, 'imageIds')) {
      const problem = deleteImage(repository, imageId)
      if (problem === undefined) gone.push(imageId)
      else failures.push({ imageId, failureCode: problem, failureReason: REASONS[problem] })
    }
    return { imageIds: gone, failures }
  })

const REASONS = {
  ImageNotFound: 'Requested image not found',
  ImageReferencedByManifestList: 'Requested image referenced by manifest list',
} as const

/** A tag alone goes alone; the image goes with its digest or its last tag. */
const deleteImage = (repository: Repository, id: ImageId): keyof typeof REASONS | undefined => {
  const image = findImage(repository, id)
  if (image === undefined) return 'ImageNotFound'
  const kept = id.imageDigest === undefined && image.tags.length > 1
  if (kept) {
    image.tags = image.tags.filter((tag) => tag !== id.imageTag)
    return undefined
  }
  const lists = Object.values(repository.images).flatMap((each) => each.lists)
  if (lists.includes(image.digest)) return 'ImageReferencedByManifestList'
  delete repository.images[image.digest]
  return undefined
}

/** Images by digest and tag. */
export const imageOperations = (blobs: Blobs): Service['operations'] => ({
  PutImage: putImage(blobs),
  BatchGetImage: batchGetImage(blobs),
  DescribeImages: describeImages,
  ListImages: listImages,
  BatchDeleteImage: batchDeleteImage,
})
