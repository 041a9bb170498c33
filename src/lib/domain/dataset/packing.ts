import type { Packing } from '../../ports/files.ts'

const MAGIC: readonly (readonly [Packing, readonly number[]])[] = [
  ['gzip', [0x1f, 0x8b]], // RFC 1952
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]], // RFC 8878
]

/** How many first bytes `packingOf` needs. */
export const MAGIC_BYTES = 4

/** What the first bytes show a file to be packed with, whatever its name; undefined for none. */
export const packingOf = (head: Uint8Array): Packing | undefined =>
  MAGIC.find(([, magic]) => magic.every((byte, i) => head[i] === byte))?.[0]
