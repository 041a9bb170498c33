import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { pack } from 'tar-stream'

export type Files = Readonly<Record<string, string | Uint8Array>>

/** A tar archive of files. */
export const tarOf = async (files: Files): Promise<Buffer> => {
  const archive = pack()
  for (const [name, content] of Object.entries(files)) {
    // One moment for all: equal files make equal layers, whenever they are made.
    archive.entry({ name, mtime: new Date(0) }, Buffer.from(content as Uint8Array))
  }
  archive.finalize()
  const chunks: Buffer[] = []
  for await (const chunk of archive) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

export const sha = (bytes: Uint8Array | string): string =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}`

export type TestImage = {
  /** Plain tars, lowest first. */
  readonly layers: readonly Buffer[]
  readonly config: Buffer
}

/** Bytes that do not compress: the same for the same seed. */
export const noise = (bytes: number, seed = 'a'): Buffer => {
  const chunks: Buffer[] = []
  for (let at = 0; at * 32 < bytes; at++) {
    chunks.push(createHash('sha256').update(`${seed}${at}`).digest())
  }
  return Buffer.concat(chunks).subarray(0, bytes)
}

/** An image of some layers. */
export const testImage = async (
  layers: readonly Files[],
  architecture = 'amd64',
): Promise<TestImage> => {
  const tars = await Promise.all(layers.map(tarOf))
  const rootfs = { type: 'layers', diff_ids: tars.map(sha) }
  const config = { os: 'linux', architecture, config: { Cmd: ['serve'] }, rootfs }
  return { layers: tars, config: Buffer.from(JSON.stringify(config)) }
}

/** What `docker save` writes, with plain layers. */
export const dockerArchive = async (path: string, image: TestImage): Promise<string> => {
  const names = image.layers.map((_layer, at) => `${at}/layer.tar`)
  const config = `${sha(image.config).slice(7)}.json`
  const listed = [{ Config: config, RepoTags: ['t:1'], Layers: names }]
  const files: Record<string, Uint8Array | string> = {
    [config]: image.config,
    'manifest.json': JSON.stringify(listed),
  }
  names.forEach((name, at) => {
    files[name] = image.layers[at] ?? ''
  })
  writeFileSync(path, await tarOf(files))
  return path
}

export const OCI_MANIFEST = 'application/vnd.oci.image.manifest.v1+json'
export const OCI_INDEX = 'application/vnd.oci.image.index.v1+json'
export const DOCKER_MANIFEST = 'application/vnd.docker.distribution.manifest.v2+json'

type Blobs = Map<string, Buffer>
type Entry = { readonly mediaType: string; readonly digest: string; readonly size: number }

const put = (blobs: Blobs, mediaType: string, content: Buffer): Entry => {
  const digest = sha(content)
  blobs.set(digest, content)
  return { mediaType, digest, size: content.length }
}

/** The OCI manifest of an image, whose blobs go into `blobs`. */
export const ociManifest = (
  blobs: Blobs,
  image: TestImage,
  layerType = 'application/vnd.oci.image.layer.v1.tar+gzip',
): Entry => {
  const manifest = {
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    config: put(blobs, 'application/vnd.oci.image.config.v1+json', image.config),
    layers: image.layers.map((layer) => put(blobs, layerType, gzipSync(layer))),
  }
  return put(blobs, OCI_MANIFEST, Buffer.from(JSON.stringify(manifest)))
}

/** An index as buildx writes it: images by platform, and an attestation that is no image. */
export const ociIndex = (
  blobs: Blobs,
  images: Readonly<Record<string, TestImage>>,
): { readonly schemaVersion: 2; readonly mediaType: string; readonly manifests: unknown[] } => {
  const manifests: unknown[] = Object.entries(images).map(([platform, image]) => {
    const [os = '', architecture = ''] = platform.split('/')
    return { ...ociManifest(blobs, image), platform: { os, architecture } }
  })
  const attestation = put(blobs, OCI_MANIFEST, Buffer.from('{"schemaVersion":2}'))
  manifests.push({ ...attestation, platform: { os: 'unknown', architecture: 'unknown' } })
  return { schemaVersion: 2, mediaType: OCI_INDEX, manifests }
}

/** The files of an OCI layout. */
export const layoutFiles = (blobs: Blobs, index: unknown): Files => ({
  'oci-layout': '{"imageLayoutVersion":"1.0.0"}',
  'index.json': JSON.stringify(index),
  ...Object.fromEntries(
    [...blobs].map(([digest, content]) => [`blobs/${digest.replace(':', '/')}`, content]),
  ),
})

/** Writes files below a folder. */
export const writeTree = (folder: string, files: Files): string => {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
  return folder
}
