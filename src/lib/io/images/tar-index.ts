import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { extract } from 'tar-stream'

/** A file inside an archive, by where its bytes are. */
export type TarEntry = { readonly start: number; readonly size: number }

export type TarIndex = ReadonlyMap<string, TarEntry>

const BLOCK = 512

/**
 * Where each file of a tar archive is; links lead to what they link to. The archive is read once, so
 * that a broken one is found here. Throws tar-stream's own error for what is no tar.
 */
export const indexTar = async (path: string, signal: AbortSignal): Promise<TarIndex> => {
  const files = new Map<string, TarEntry>()
  const links = new Map<string, string>()
  const reader = extract()
  reader.on('entry', (header, stream, next) => {
    const name = plain(header.name)
    const { byteOffset } = header as { readonly byteOffset?: number }
    if (header.type === 'file' || header.type === 'contiguous-file') {
      files.set(name, { start: byteOffset ?? 0, size: header.size ?? 0 })
    } else if (header.type === 'symlink' || header.type === 'link') {
      const folder = header.type === 'link' ? '' : name.split('/').slice(0, -1).join('/')
      links.set(name, joined(folder, header.linkname ?? ''))
    }
    stream.on('end', next)
    stream.resume()
  })
  await pipeline(createReadStream(path, { highWaterMark: 1024 * BLOCK }), reader, { signal })
  for (const [name, target] of links) {
    const found = files.get(target)
    if (found !== undefined) files.set(name, found)
  }
  return files
}

const plain = (name: string): string => name.replace(/^(\.\/)+/, '')

const joined = (folder: string, link: string): string => {
  const parts: string[] = []
  for (const part of `${folder}/${link}`.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return parts.join('/')
}
