import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

export type TarEntry = { readonly name: string; readonly body: Uint8Array }

const BLOCK = 512

/** A ustar header; names of up to 100 bytes stand alone, longer ones are split at a slash. */
const headerOf = (name: string, size: number): Uint8Array => {
  const header = Buffer.alloc(BLOCK)
  const cut = Buffer.byteLength(name) <= 100 ? -1 : name.indexOf('/', name.length - 100)
  if (cut > 0) header.write(name.slice(0, cut), 345, 155)
  header.write(name.slice(cut + 1), 0, 100)
  header.write('0000644\0', 100)
  header.write('0000000\0', 108)
  header.write('0000000\0', 116)
  header.write(`${size.toString(8).padStart(11, '0')}\0`, 124)
  header.write('00000000000\0', 136)
  header.write('        0', 148)
  header.write('ustar\x0000', 257)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return header
}

/** A .tar.gz of files; the same files give the same bytes. */
export const tarGz = (entries: readonly TarEntry[]): Uint8Array => {
  const parts = entries.flatMap(({ name, body }) => [
    headerOf(name, body.length),
    body,
    Buffer.alloc((BLOCK - (body.length % BLOCK)) % BLOCK),
  ])
  return gzipSync(Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)]))
}

/** The files below a folder by their path in it, sorted; links are not followed. */
export const filesBelow = (folder: string): readonly TarEntry[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .filter((name) => statSync(join(folder, name), { throwIfNoEntry: false })?.isFile() === true)
    .map((name) => ({ name, body: readFileSync(join(folder, name)) }))
