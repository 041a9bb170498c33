import type { ECRClient } from '@aws-sdk/client-ecr'
import { HttpRequest } from '@smithy/core/transport'
import { MlctlError, OutcomeError, StateError, UnexpectedError } from '../errors.ts'
import type { ImageUploads, LayerPart, LayerUpload, ManifestText } from '../ports/image-uploads.ts'
import { instead, NOT_FOUND } from './explain.ts'
import type { AwsSession } from './session.ts'
import { present } from './values.ts'

/** The most digests of one question (API model). */
const BATCH = 100

/** What ECR asks for where it does not say (example of its reference). */
const USUAL_PART = 10 * 1024 * 1024

/** Everything that an image in a registry may be. */
const ACCEPTED = [
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.oci.image.index.v1+json',
]

/** Images into ECR by its own API, signed by the SDK: no token, no engine. */
export const ecrUploadsOf = (aws: AwsSession): ImageUploads => ({
  missing: async (repositoryName, digests) => {
    const missing: string[] = []
    for (let at = 0; at < digests.length; at += BATCH) {
      const layerDigests = digests.slice(at, at + BATCH)
      const answer = await aws.ecr(
        what('BatchCheckLayerAvailability', repositoryName),
        (client, sdk) =>
          client.send(new sdk.BatchCheckLayerAvailabilityCommand({ repositoryName, layerDigests })),
      )
      const there = (answer.layers ?? [])
        .filter(({ layerAvailability }) => layerAvailability === 'AVAILABLE')
        .map(({ layerDigest }) => layerDigest)
      missing.push(...layerDigests.filter((digest) => !there.includes(digest)))
    }
    return missing
  },
  begin: async (repositoryName) => {
    const answer = await aws.ecr(what('InitiateLayerUpload', repositoryName), (client, sdk) =>
      client.send(new sdk.InitiateLayerUploadCommand({ repositoryName })),
    )
    return {
      uploadId: answer.uploadId ?? '',
      received: 0,
      partSize: answer.partSize ?? USUAL_PART,
    }
  },
  send: (repository, part, signal) => sendPart(aws, { repository, part, signal }),
  complete: async (repositoryName, { uploadId }, digest) => {
    const done = aws.ecr(what('CompleteLayerUpload', repositoryName), (client, sdk) =>
      client.send(
        new sdk.CompleteLayerUploadCommand({ repositoryName, uploadId, layerDigests: [digest] }),
      ),
    )
    await instead(done, ['LayerAlreadyExistsException'], undefined)
  },
  putManifest: async (repositoryName, { text, mediaType }, tag) => {
    const put = aws.ecr(what('PutImage', repositoryName), (client, sdk) =>
      client.send(
        new sdk.PutImageCommand({
          repositoryName,
          imageManifest: text,
          imageManifestMediaType: mediaType,
          ...present({ imageTag: tag }),
        }),
      ),
    )
    await instead(put, ['ImageAlreadyExistsException'], undefined)
  },
  manifest: (repository, reference) =>
    instead(readManifest(aws, repository, reference), [NOT_FOUND], undefined),
  blob: (repository, digest) => readBlob(aws, repository, digest),
})

const what = (operation: string, name: string) => ({ operation, subject: `repository ${name}` })

type Sending = {
  readonly repository: string
  readonly part: LayerPart
  readonly signal: AbortSignal
}

const sendPart = async (aws: AwsSession, sending: Sending): Promise<LayerUpload> => {
  const { repository: repositoryName, signal } = sending
  const { upload, bytes } = sending.part
  const partFirstByte = upload.received
  const partLastByte = partFirstByte + bytes.length - 1
  try {
    const answer = await aws.ecr(what('UploadLayerPart', repositoryName), (client, sdk) =>
      client.send(
        new sdk.UploadLayerPartCommand({
          repositoryName,
          uploadId: upload.uploadId,
          partFirstByte,
          partLastByte,
          layerPartBlob: bytes,
        }),
        { abortSignal: signal },
      ),
    )
    return { ...upload, received: (answer.lastByteReceived ?? partLastByte) + 1 }
  } catch (error) {
    return { ...upload, received: lastReceived(error, upload.received) }
  }
}

/**
 * ECR has other bytes than thought: it says how many, and 0 both for one byte and for none. Throws
 * every other failure, and a refusal of a part that begins where ECR says.
 */
const lastReceived = (error: unknown, from: number): number => {
  if (!(error instanceof MlctlError)) throw error
  if (error.details?.awsError !== 'InvalidLayerPartException') throw error
  const { lastValidByteReceived: last } = error.cause as { lastValidByteReceived?: unknown }
  const received = typeof last === 'number' && last > 0 ? last + 1 : 0
  if (received !== from) return received
  throw new OutcomeError('MLC-CTR-102', 'ECR does not take a part of a layer.', {
    ...(error.why === undefined ? {} : { why: error.why }),
    hint: 'Run the same line again: what has arrived is not sent again.',
    cause: error,
  })
}

const readManifest = async (
  aws: AwsSession,
  repositoryName: string,
  reference: string,
): Promise<ManifestText | undefined> => {
  const id = reference.includes(':') ? { imageDigest: reference } : { imageTag: reference }
  const answer = await aws.ecr(what('BatchGetImage', repositoryName), (client, sdk) =>
    client.send(
      new sdk.BatchGetImageCommand({
        repositoryName,
        imageIds: [id],
        acceptedMediaTypes: ACCEPTED,
      }),
    ),
  )
  const [image] = answer.images ?? []
  if (image?.imageManifest !== undefined) {
    return { text: image.imageManifest, mediaType: image.imageManifestMediaType ?? '' }
  }
  const [failure] = answer.failures ?? []
  if (failure === undefined || failure.failureCode === 'ImageNotFound') return undefined
  throw new StateError('MLC-CTR-111', `ECR cannot give ${repositoryName} ${reference}.`, {
    why: `${failure.failureCode}: ${failure.failureReason ?? ''}`,
  })
}

/** The address is signed for whoever has it, so nothing of ours goes with the request. */
const readBlob = (aws: AwsSession, repositoryName: string, layerDigest: string) =>
  aws.ecr(what('GetDownloadUrlForLayer', repositoryName), async (client, sdk) => {
    const answer = await client.send(
      new sdk.GetDownloadUrlForLayerCommand({ repositoryName, layerDigest }),
    )
    return download(client, new URL(answer.downloadUrl ?? ''))
  })

const download = async (client: ECRClient, url: URL): Promise<Uint8Array> => {
  const { response } = await client.config.requestHandler.handle(
    new HttpRequest({
      method: 'GET',
      protocol: url.protocol,
      hostname: url.hostname,
      ...(url.port === '' ? {} : { port: Number(url.port) }),
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: { host: url.host },
    }),
  )
  const chunks: Uint8Array[] = []
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) chunks.push(chunk)
  if (response.statusCode === 200) return Buffer.concat(chunks)
  throw new UnexpectedError('MLC-CTR-115', `A layer cannot be read: HTTP ${response.statusCode}.`)
}
