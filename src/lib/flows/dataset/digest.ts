import { createHash } from 'node:crypto'
import type { Ports } from '../../ports/all.ts'
import { requireFile } from './open-source.ts'

export type FileDigest = { readonly sha256: string; readonly sizeBytes: number }

/** SHA-256 (hex) and size of a local file, streamed. @throws as `requireFile`. */
export const digestFile = async (
  ports: Pick<Ports, 'files'>,
  path: string,
): Promise<FileDigest> => {
  await requireFile(ports, path)
  const hash = createHash('sha256')
  let sizeBytes = 0
  for await (const chunk of ports.files.read(path)) {
    hash.update(chunk)
    sizeBytes += chunk.length
  }
  return { sha256: hash.digest('hex'), sizeBytes }
}
