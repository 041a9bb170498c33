import { createHash } from 'node:crypto'
import {
  chooseImage,
  configPlatform,
  type Descriptor,
  readManifest,
  toDockerManifest,
} from '../../domain/container/images/manifest.ts'
import { DataError, type MlctlError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { ImageSource } from '../../ports/image-sources.ts'
import type { ManifestText } from '../../ports/image-uploads.ts'

import { openEngine } from './engine.ts'

/** An image on this machine, made ready to be pushed. */
export type LocalImage = {
  /** In Docker's form (v2 schema 2), whatever it was. */
  readonly manifest: ManifestText
  readonly digest: string
  readonly platform: string
  /** Config first, then the layers; each once. */
  readonly blobs: readonly Pick<Descriptor, 'digest' | 'size'>[]
  readonly read: ImageSource['read']
}

export type WantedImage = {
  /** A folder in OCI layout, an archive, or the name of an image in a container engine. */
  readonly image: string
  /** `linux/amd64` */
  readonly platform: string
  /** Where an image is looked up by name; the first engine that answers unless given. */
  readonly engine?: string | undefined
  readonly engineArgs?: readonly string[] | undefined
}

type Needed = Pick<Ports, 'files' | 'imageSources' | 'containerEngines' | 'scratchFolders' | 'io'>

/** Images that are open: what plans a push and what carries it out read the same one. */
const open = new Map<string, Promise<LocalImage>>()

/**
 * Opens an image for the time of `work`; opened twice, it is made ready once.
 * @throws DataError MLC-CTR-107 to 109 for what cannot be pushed.
 */
export const withImage = async <T>(
  ports: Needed,
  wanted: WantedImage,
  work: (image: LocalImage) => Promise<T>,
): Promise<T> => {
  const key = `${ports.files.absolute(wanted.image)} ${wanted.platform}`
  const held = open.get(key)
  if (held !== undefined) return work(await held)
  const closers: (() => Promise<void>)[] = []
  const opened = openImage(ports, wanted, closers)
  open.set(key, opened)
  try {
    return await work(await opened)
  } finally {
    open.delete(key)
    for (const close of closers.reverse()) await close()
  }
}

/** SHA-256 of a manifest's exact text: the digest of the image. */
export const digestOfManifest = ({ text }: ManifestText): string =>
  `sha256:${createHash('sha256').update(text).digest('hex')}`

const openImage = async (
  ports: Needed,
  wanted: WantedImage,
  closers: (() => Promise<void>)[],
): Promise<LocalImage> => {
  const path = await onDisk(ports, wanted, closers)
  const source = await openSource(ports, path)
  closers.push(() => source.close())
  const manifest = toDockerManifest(await descend(source, wanted.platform))
  const read = readManifest(manifest)
  if (read.kind === 'index') throw notForPlatform(wanted, 'several platforms')
  const { config, layers } = read.image
  const platform = configPlatform(await source.readAll(config.digest))
  if (platform !== wanted.platform) throw notForPlatform(wanted, platform ?? 'no platform')
  const blobs = new Map([config, ...layers].map(({ digest, size }) => [digest, { digest, size }]))
  return {
    manifest,
    digest: digestOfManifest(manifest),
    platform,
    blobs: [...blobs.values()],
    read: (digest, into, position) => source.read(digest, into, position),
  }
}

const notForPlatform = ({ image, platform }: WantedImage, has: string): MlctlError =>
  new DataError('MLC-CTR-109', `${image} is not for ${platform}.`, {
    why: `Its config says ${has}; it would end with "exec format error".`,
    hint: `Build it with --platform ${platform}, or name the instance it is for: --instance-type.`,
  })

/** From the index down to the image of the platform; an index may list another one. */
const descend = async (source: ImageSource, platform: string): Promise<ManifestText> => {
  let manifest = source.root
  for (;;) {
    const read = readManifest(manifest)
    if (read.kind === 'image') return manifest
    const chosen = chooseImage(read.manifests, platform)
    const text = new TextDecoder().decode(await source.readAll(chosen.digest))
    manifest = { text, mediaType: chosen.mediaType }
  }
}

const openSource = async ({ imageSources, io }: Needed, path: string): Promise<ImageSource> => {
  let progress: ReturnType<typeof io.progress> | undefined
  try {
    return await imageSources.open(path, {
      signal: io.signal,
      onProgress: (done, total) => {
        progress ??= io.progress('Compressing layers', { total, unit: 'bytes' })
        progress.update({ done })
      },
    })
  } finally {
    progress?.stop()
  }
}

/** The path of an image: its own, or that of an archive that a container engine writes. */
const onDisk = async (
  ports: Needed,
  { image, engine: name, engineArgs }: WantedImage,
  closers: (() => Promise<void>)[],
): Promise<string> => {
  if ((await ports.files.stat(image)) !== undefined) return image
  const engine = await openEngine(ports, { engine: name, engineArgs }, 'build')
  if ((await engine.inspectImage(image)) === undefined) {
    throw new DataError('MLC-CTR-107', `There is no image ${image}.`, {
      why: `It is no file or folder here, and ${engine.state.name} has no image of this name.`,
      hint: `See ${engine.state.name} images, or name an archive or a folder in OCI layout.`,
    })
  }
  const folder = await ports.scratchFolders.make()
  closers.push(() => folder.remove())
  const path = `${folder.path}/image.tar`
  await ports.imageSources.keep(path, engine.save(image))
  return path
}
