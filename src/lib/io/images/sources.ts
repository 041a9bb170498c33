import { createWriteStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { ImageSource, ImageSources } from '../../ports/image-sources.ts'
import { blobReader, notAnImage, type Stretch, streamOf } from './blob-files.ts'
import { openDockerArchive } from './docker-archive.ts'
import { indexTar, type TarIndex } from './tar-index.ts'

const INDEX = 'application/vnd.oci.image.index.v1+json'

/** Images as files, relative to the working folder. */
export const imageSources = (workingFolder: string): ImageSources => ({
  open: async (given, options) => {
    const path = resolve(workingFolder, given)
    const found = await stat(path).catch((cause: unknown) => {
      throw notAnImage(given, 'There is no such file or folder.', cause)
    })
    if (found.isDirectory()) return openLayout(path)
    const index = await indexTar(path, options.signal).catch((cause: unknown) => {
      if (options.signal.aborted) throw cause
      throw notAnImage(given, 'It is no tar archive, or a broken one.', cause)
    })
    if (index.has('oci-layout')) return openOciArchive(path, index)
    if (index.has('manifest.json')) return openDockerArchive({ path, index }, options)
    throw notAnImage(given, 'It has neither oci-layout nor manifest.json.')
  },
  keep: (path, chunks) => pipeline(chunks, createWriteStream(path, { mode: 0o600 })),
})

const blobName = (digest: string): string => {
  const hex = /^sha256:([0-9a-f]{64})$/.exec(digest)?.[1]
  return `blobs/sha256/${hex ?? 'none'}`
}

const openLayout = async (folder: string): Promise<ImageSource> => {
  const text = await readFile(join(folder, 'index.json'), 'utf8').catch((cause: unknown) => {
    throw notAnImage(folder, 'It has no index.json.', cause)
  })
  const find = async (digest: string): Promise<Stretch | undefined> => {
    const path = join(folder, blobName(digest))
    const found = await stat(path).catch(() => undefined)
    return found === undefined ? undefined : { path, start: 0, size: found.size }
  }
  const root = { text, mediaType: INDEX }
  return { kind: 'oci-layout', root, ...blobReader(folder, find) }
}

const openOciArchive = async (path: string, index: TarIndex): Promise<ImageSource> => {
  const entry = index.get('index.json')
  if (entry === undefined) throw notAnImage(path, 'It has no index.json.')
  const chunks: Buffer[] = []
  for await (const chunk of streamOf({ path, ...entry })) chunks.push(chunk as Buffer)
  const find = async (digest: string): Promise<Stretch | undefined> => {
    const found = index.get(blobName(digest))
    return found === undefined ? undefined : { path, ...found }
  }
  const root = { text: Buffer.concat(chunks).toString(), mediaType: INDEX }
  return { kind: 'oci-archive', root, ...blobReader(path, find) }
}
