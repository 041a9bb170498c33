import { randomUUID } from 'node:crypto'
import { list, text } from '../members.ts'
import type { Call, Input, Output, Service } from '../service.ts'
import { passwordFor } from './access.ts'
import type { Blobs } from './blobs.ts'
import { refusal } from './errors.ts'
import { frontUrl, naming } from './repositories.ts'
import { changeRepository, type Repository, readRepository, type UploadRecord } from './state.ts'

const MIB = 1024 * 1024
/** What ECR asks clients to send: the example of the InitiateLayerUpload reference page. */
const PART_SIZE = 10 * MIB
/** Parts have 5 to 10 MiB; https://docs.aws.amazon.com/AmazonECR/latest/userguide/service-quotas.html */
const LEAST_PART = 5 * MIB
/** How long an address to download from is good for. */
const DOWNLOAD_MS = 60 * 60 * 1000
const LAYER_TYPE = 'application/vnd.docker.image.rootfs.diff.tar.gzip'

const uploadIn = (call: Call, repository: Repository, uploadId: string): UploadRecord => {
  const found = repository.uploads[uploadId]
  if (found === undefined) throw refusal.noUpload(uploadId, naming(call, repository.name))
  return found
}

const batchCheckLayerAvailability = (call: Call, input: Input): Output => {
  const { layers } = readRepository(call, text(input, 'repositoryName'))
  const digests = list<string>(input, 'layerDigests')
  const isDigest = (digest: string) => /^sha256:[0-9a-f]{64}$/.test(digest)
  return {
    layers: digests.filter(isDigest).map((layerDigest) => {
      const layerSize = layers[layerDigest]
      return layerSize === undefined
        ? { layerDigest, layerAvailability: 'UNAVAILABLE' }
        : { layerDigest, layerAvailability: 'AVAILABLE', layerSize, mediaType: LAYER_TYPE }
    }),
    failures: digests
      .filter((digest) => !isDigest(digest))
      .map((layerDigest) => ({
        layerDigest,
        failureCode: 'InvalidLayerDigest',
        failureReason: 'Invalid layer digest',
      })),
  }
}

const initiateLayerUpload = (call: Call, input: Input): Output => {
  const uploadId = randomUUID()
  changeRepository(call, text(input, 'repositoryName'), (repository) => {
    repository.uploads[uploadId] = { received: 0, smallPart: false, tooSmall: false }
  })
  return { uploadId, partSize: PART_SIZE }
}

const uploadLayerPart =
  (blobs: Blobs) =>
  (call: Call, input: Input): Output => {
    const repositoryName = text(input, 'repositoryName')
    const uploadId = text(input, 'uploadId')
    const blob = input.layerPartBlob as Uint8Array
    const [first, last] = [Number(input.partFirstByte), Number(input.partLastByte)]
    return changeRepository(call, repositoryName, (repository) => {
      const upload = uploadIn(call, repository, uploadId)
      if (first !== upload.received || last - first + 1 !== blob.length) {
        throw refusal.badPart(naming(call, repositoryName), {
          uploadId,
          lastValidByteReceived: Math.max(0, upload.received - 1),
        })
      }
      blobs.writePart(uploadId, first, blob)
      // Only the last part may be small; which one that was is known when the layer is completed.
      upload.tooSmall ||= upload.smallPart
      upload.received += blob.length
      upload.smallPart = blob.length < LEAST_PART
      return { registryId: call.accountId, repositoryName, uploadId, lastByteReceived: last }
    })
  }

const completeLayerUpload =
  (blobs: Blobs) =>
  async (call: Call, input: Input): Promise<Output> => {
    const repositoryName = text(input, 'repositoryName')
    const uploadId = text(input, 'uploadId')
    const [wanted = ''] = list<string>(input, 'layerDigests')
    const named = naming(call, repositoryName)
    const { received, tooSmall } = uploadIn(call, readRepository(call, repositoryName), uploadId)
    if (received === 0) throw refusal.emptyUpload(uploadId)
    if (tooSmall) throw refusal.partTooSmall()
    const digest = await blobs.uploadDigest(uploadId)
    if (digest !== wanted) {
      throw refusal.badLayer(`Layer digest ${wanted} does not match the content, ${digest}.`)
    }
    const isNew = changeRepository(call, repositoryName, (repository) => {
      uploadIn(call, repository, uploadId)
      delete repository.uploads[uploadId]
      if (repository.layers[digest] !== undefined) return false
      blobs.keepUpload(uploadId, digest)
      repository.layers[digest] = received
      return true
    })
    if (!isNew) {
      blobs.dropUpload(uploadId)
      throw refusal.layerExists(digest, named)
    }
    return { registryId: call.accountId, repositoryName, uploadId, layerDigest: digest }
  }

const getDownloadUrlForLayer = (call: Call, input: Input): Output => {
  const repositoryName = text(input, 'repositoryName')
  const layerDigest = text(input, 'layerDigest')
  if (readRepository(call, repositoryName).layers[layerDigest] === undefined) {
    throw refusal.noLayers([layerDigest], naming(call, repositoryName))
  }
  const until = call.clock.now() + DOWNLOAD_MS
  const grant = passwordFor({ region: call.region, until })
  return {
    downloadUrl: `${frontUrl(call)}/v2/${repositoryName}/blobs/${layerDigest}?grant=${grant}`,
    layerDigest,
  }
}

/** The calls by which a layer comes into a repository: parts in order, checked by digest. */
export const layerOperations = (blobs: Blobs): Service['operations'] => ({
  BatchCheckLayerAvailability: batchCheckLayerAvailability,
  InitiateLayerUpload: initiateLayerUpload,
  UploadLayerPart: uploadLayerPart(blobs),
  CompleteLayerUpload: completeLayerUpload(blobs),
  GetDownloadUrlForLayer: getDownloadUrlForLayer,
})
