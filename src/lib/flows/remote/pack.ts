import { countOf } from '../../domain/core/count.ts'
import { digestOf } from '../../domain/core/digest.ts'
import { readableSize } from '../../domain/core/readable-size.ts'
import type { Ports } from '../../ports/all.ts'
import { digestFile, type FileDigest } from '../dataset/digest.ts'
import { gather } from './gather.ts'
import { fileBeside } from './place.ts'
import { findSecrets, refuseSecrets } from './secrets.ts'

export type PackWish = {
  readonly folder: string
  readonly include: readonly string[]
  readonly exclude: readonly string[]
  readonly maxBytes: number
  /** As typed, for the line that repeats the run; undefined for the default. */
  readonly maxSizeText: string | undefined
  /** Why secrets may go along. */
  readonly allowSecrets: string | undefined
}

export type PackedCode = {
  /** Path of the .tar.gz beside the journal. */
  readonly archive: string
  readonly tarSha256: string
  readonly digest: FileDigest
}

type Sent = {
  readonly output: string | undefined
  readonly spec: {
    readonly command: readonly string[]
    readonly environment: Readonly<Record<string, string>>
  }
}

/**
 * Packs the folder into a file beside the journal, once it is seen to be small enough, without
 * secrets and without links that leave it. @throws DataError MLC-RMT-002 to -004.
 */
export const packCode = async (
  ports: Pick<Ports, 'files' | 'folders' | 'io' | 'journal'>,
  wish: PackWish,
  { output, spec }: Sent,
): Promise<PackedCode> => {
  const own = outputPattern(ports, wish.folder, output)
  const exclude = own === undefined ? wish.exclude : [...wish.exclude, own]
  const { entries, sizeBytes } = await gather(ports, { ...wish, exclude })
  const secrets = await findSecrets(ports, { folder: wish.folder, entries, ...spec })
  refuseSecrets(ports, secrets, wish.allowSecrets)
  // Two runs over different content at the same time must not share a file.
  const name = digestOf(entries).slice(0, 16)
  const archive = ports.files.absolute(fileBeside(ports.journal, `code-${name}.tar.gz`))
  const { tarSha256 } = await ports.folders.pack(wish.folder, entries, archive)
  const digest = await digestFile(ports, archive)
  ports.io.note(
    `Packed ${countOf(entries.length, 'file')} (${readableSize(sizeBytes)}, ${readableSize(digest.sizeBytes)} packed).`,
  )
  return { archive, tarSha256, digest }
}

/** What comes back must not change what is sent the next time. */
const outputPattern = (
  { files }: Pick<Ports, 'files'>,
  folder: string,
  output: string | undefined,
): string | undefined => {
  if (output === undefined) return undefined
  const [top, out] = [files.absolute(folder), files.absolute(output)].map((path) =>
    path.replaceAll('\\', '/'),
  )
  if (out === undefined || !out.startsWith(`${top}/`)) return undefined
  const path = out.slice((top ?? '').length)
  return `${path.replace(/[*?[\]\\ ]/g, '\\$&')}/`
}
