import { Readable } from 'node:stream'
import { extract, type Header } from 'tar-stream'
import type { ImageFile } from '../../ports/container-engine.ts'

/** Enough for a #! line and the header of a program. */
const HEAD_BYTES = 256

/** The entries of an exported file system; contents stream by but for their first bytes. */
export async function* filesIn(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<ImageFile> {
  const archive = extract()
  const source = Readable.from(chunks, { objectMode: true })
  source.on('error', (error) => archive.destroy(error))
  source.pipe(archive)
  for await (const entry of archive) {
    const head = await headOf(entry)
    yield fileOf(entry.header, head)
  }
}

const headOf = async (entry: AsyncIterable<unknown>): Promise<Uint8Array> => {
  const kept: Uint8Array[] = []
  let length = 0
  for await (const chunk of entry) {
    if (length >= HEAD_BYTES) continue
    const part = (chunk as Uint8Array).subarray(0, HEAD_BYTES - length)
    kept.push(part)
    length += part.length
  }
  return Buffer.concat(kept)
}

const KINDS: Readonly<Record<string, ImageFile['kind']>> = {
  file: 'file',
  'contiguous-file': 'file',
  directory: 'folder',
  symlink: 'link',
  link: 'link',
}

const fileOf = (header: Header, head: Uint8Array): ImageFile => ({
  path: `/${header.name.replace(/^\.?\//, '').replace(/\/$/, '')}`,
  kind: KINDS[header.type ?? ''] ?? 'other',
  mode: header.mode ?? 0,
  sizeBytes: header.size ?? 0,
  ...(header.linkname ? { link: linkOf(header.type, header.linkname) } : {}),
  head,
})

/** Hard links name their target from the root of the archive, symbolic ones as they were made. */
const linkOf = (type: Header['type'], name: string): string =>
  type === 'link' ? `/${name.replace(/^\.?\//, '')}` : name
