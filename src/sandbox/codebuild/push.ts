import { createHash } from 'node:crypto'
import {
  closeSync,
  createReadStream,
  createWriteStream,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  statSync,
} from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { createBlobs } from '../ecr/blobs.ts'
import { imageOperations } from '../ecr/images.ts'
import { layerOperations } from '../ecr/layers.ts'
import { runProgram } from '../program.ts'
import { type Call, type Output, type Service, ServiceError } from '../service.ts'

type Pushing = {
  readonly engine: string
  /** The sandbox's state directory. */
  readonly directory: string
  readonly folder: string
  readonly image: string
  readonly repository: string
  readonly tag: string
}

type Pushed = { readonly digest: string; readonly size: number } | { readonly problem: string }

const TYPES = {
  manifest: 'application/vnd.docker.distribution.manifest.v2+json',
  config: 'application/vnd.docker.container.image.v1+json',
  layer: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
} as const

/** An image of the engine into the sandbox's ECR, by the calls that `docker push` leads to there. */
export const pushFromEngine = async (call: Call, pushing: Pushing): Promise<Pushed> => {
  const { engine, folder, image } = pushing
  const saved = await runProgram(engine, ['save', '--output', join(folder, 'image.tar'), image], {
    timeoutMs: 30 * 60_000,
  })
  if (saved.code !== 0) return { problem: saved.out.trim() }
  const unpacked = join(folder, 'image')
  mkdirSync(unpacked)
  const { code, out } = await runProgram('tar', ['-xf', join(folder, 'image.tar'), '-C', unpacked])
  if (code !== 0) return { problem: out.trim() }
  try {
    return await sendImage(call, unpacked, pushing)
  } catch (error) {
    if (error instanceof ServiceError) return { problem: error.message }
    throw error
  }
}

type Archive = { readonly Config: string; readonly Layers: readonly string[] }

const sendImage = async (
  call: Call,
  unpacked: string,
  { directory, repository, tag }: Pushing,
): Promise<Pushed> => {
  const [archive] = JSON.parse(readFileSync(join(unpacked, 'manifest.json'), 'utf8')) as Archive[]
  if (archive === undefined) return { problem: 'the engine saved no image' }
  const operations = operationsOf(directory)
  const send = (path: string) => sendBlob(call, operations, { path, repository })
  const config = await send(join(unpacked, archive.Config))
  const layers: Blob[] = []
  for (const [at, layer] of archive.Layers.entries()) {
    const packed = join(unpacked, `layer-${at}.tar.gz`)
    await pipeline(createReadStream(join(unpacked, layer)), createGzip(), createWriteStream(packed))
    layers.push(await send(packed))
  }
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: TYPES.manifest,
    config: { mediaType: TYPES.config, ...config },
    layers: layers.map((layer) => ({ mediaType: TYPES.layer, ...layer })),
  })
  await operations.PutImage?.(call, {
    ...{ repositoryName: repository, imageManifest: manifest, imageTag: tag },
    imageManifestMediaType: TYPES.manifest,
  })
  const digest = `sha256:${createHash('sha256').update(manifest).digest('hex')}`
  return { digest, size: manifest.length }
}

type Blob = { readonly size: number; readonly digest: string }

const operationsOf = (directory: string): Service['operations'] => {
  const blobs = createBlobs(directory)
  return { ...layerOperations(blobs), ...imageOperations(blobs) }
}

/** What ECR asks clients to send at once. */
const PART = 10 * 1024 * 1024

const sendBlob = async (
  call: Call,
  operations: Service['operations'],
  { path, repository }: { readonly path: string; readonly repository: string },
): Promise<Blob> => {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  const digest = `sha256:${hash.digest('hex')}`
  const { size } = statSync(path)
  const named = { repositoryName: repository }
  const ask = async (operation: string, input: object): Promise<Output> =>
    (await operations[operation]?.(call, { ...named, ...input })) ?? {}
  const { layers } = await ask('BatchCheckLayerAvailability', { layerDigests: [digest] })
  const [held] = layers as { readonly layerAvailability: string }[]
  if (held?.layerAvailability === 'AVAILABLE') return { size, digest }
  const { uploadId } = await ask('InitiateLayerUpload', {})
  const file = openSync(path, 'r')
  try {
    for (let first = 0; first < size; first += PART) {
      const layerPartBlob = Buffer.alloc(Math.min(PART, size - first))
      readSync(file, layerPartBlob, 0, layerPartBlob.length, first)
      const partLastByte = first + layerPartBlob.length - 1
      const part = { uploadId, partFirstByte: first, partLastByte, layerPartBlob }
      await ask('UploadLayerPart', part)
    }
  } finally {
    closeSync(file)
  }
  await ask('CompleteLayerUpload', { uploadId, layerDigests: [digest] })
  return { size, digest }
}
