import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdtemp, open, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type { ImageSource, OpenImage } from '../../ports/image-sources.ts'
import { blobReader, digestOfStretch, notAnImage, type Stretch, streamOf } from './blob-files.ts'
import type { TarIndex } from './tar-index.ts'

const MANIFEST = 'application/vnd.docker.distribution.manifest.v2+json'
const CONFIG = 'application/vnd.docker.container.image.v1+json'
const LAYER = 'application/vnd.docker.image.rootfs.diff.tar.gzip'

/** The same bytes on every run, so that a killed push knows its layers again. */
const GZIP = { level: 6 } as const

/** Two layers at a time keep two cores busy. */
const AT_ONCE = 2

type Archive = { readonly path: string; readonly index: TarIndex }
type Made = { readonly digest: string; readonly stretch: Stretch }

/**
 * What `docker save` and `podman save` write: one image, layers as plain tar. They are compressed into a
 * temporary folder, which goes with `close`.
 */
export const openDockerArchive = async (
  archive: Archive,
  options: OpenImage,
): Promise<ImageSource> => {
  const { config, layers } = await contentOf(archive)
  const folder = await mkdtemp(join(tmpdir(), 'mlctl-image-'))
  try {
    const configMade = { digest: await digestOfStretch(config), stretch: config }
    const made = await compressAll(layers, folder, options)
    const blobs = new Map([configMade, ...made].map(({ digest, stretch }) => [digest, stretch]))
    const reader = blobReader(archive.path, async (digest) => blobs.get(digest))
    return {
      kind: 'docker-archive',
      root: { mediaType: MANIFEST, text: manifestText(configMade, made) },
      ...reader,
      close: async () => {
        await reader.close()
        await rm(folder, { recursive: true, force: true })
      },
    }
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}

const contentOf = async ({ path, index }: Archive) => {
  const stretchOf = (name: string): Stretch => {
    const entry = index.get(name)
    if (entry !== undefined) return { path, ...entry }
    throw notAnImage(path, `manifest.json names ${name}, which the archive lacks.`)
  }
  const listed = stretchOf('manifest.json')
  const bytes: Buffer[] = []
  for await (const chunk of streamOf(listed)) bytes.push(chunk as Buffer)
  const images = parsed(path, Buffer.concat(bytes).toString())
  const [image] = images
  if (image === undefined || images.length > 1) {
    throw notAnImage(path, `It holds ${images.length} images; save one alone.`)
  }
  return { config: stretchOf(image.Config), layers: image.Layers.map(stretchOf) }
}

type Listed = { readonly Config: string; readonly Layers: readonly string[] }

const parsed = (path: string, text: string): readonly Listed[] => {
  try {
    const images = JSON.parse(text) as Listed[]
    if (images.every(({ Config, Layers }) => typeof Config === 'string' && Array.isArray(Layers))) {
      return images
    }
  } catch (cause) {
    throw notAnImage(path, 'Its manifest.json cannot be read.', cause)
  }
  throw notAnImage(path, 'Its manifest.json has another form.')
}

const manifestText = (config: Made, layers: readonly Made[]): string =>
  JSON.stringify({
    schemaVersion: 2,
    mediaType: MANIFEST,
    config: { mediaType: CONFIG, size: config.stretch.size, digest: config.digest },
    layers: layers.map(({ digest, stretch }) => ({ mediaType: LAYER, size: stretch.size, digest })),
  })

const compressAll = async (
  layers: readonly Stretch[],
  folder: string,
  { onProgress, signal }: OpenImage,
): Promise<readonly Made[]> => {
  const total = layers.reduce((sum, { size }) => sum + size, 0)
  const made: Made[] = []
  const queue = [...layers.entries()]
  let done = 0
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [at, layer] = next
      made[at] = await compress(layer, join(folder, String(at)), {
        signal,
        onBytes: (bytes) => {
          done += bytes
          onProgress?.(done, total)
        },
      })
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  return made
}

type Compressing = { readonly signal: AbortSignal; readonly onBytes: (bytes: number) => void }

/** A layer that is compressed already stays as it is. */
const compress = async (layer: Stretch, to: string, work: Compressing): Promise<Made> => {
  if (await isGzip(layer)) {
    work.onBytes(layer.size)
    return { digest: await digestOfStretch(layer), stretch: layer }
  }
  const hash = createHash('sha256')
  await pipeline(
    streamOf(layer),
    passing((chunk) => work.onBytes(chunk.length)),
    createGzip(GZIP),
    passing((chunk) => void hash.update(chunk)),
    createWriteStream(to, { mode: 0o600 }),
    { signal: work.signal },
  )
  const { size } = await stat(to)
  return { digest: `sha256:${hash.digest('hex')}`, stretch: { path: to, start: 0, size } }
}

const passing = (see: (chunk: Uint8Array) => void): Transform =>
  new Transform({
    transform: (chunk: Uint8Array, _encoding, next) => {
      see(chunk)
      next(null, chunk)
    },
  })

const isGzip = async ({ path, start, size }: Stretch): Promise<boolean> => {
  if (size < 2) return false
  const file = await open(path)
  try {
    const { buffer } = await file.read(Buffer.alloc(2), 0, 2, start)
    return buffer[0] === 0x1f && buffer[1] === 0x8b
  } finally {
    await file.close()
  }
}
