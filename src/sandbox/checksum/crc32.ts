/** Table of a reflected 32-bit CRC; the polynomial is given in reversed bit order. */
const tableOf = (polynomial: number): Uint32Array =>
  Uint32Array.from({ length: 256 }, (_, byte) => {
    let value = byte
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ polynomial : value >>> 1
    return value >>> 0
  })

// zlib.crc32 needs Node 20.15 or 22.2; the table keeps the whole of Node 20 and serves CRC32C too.
const IEEE = tableOf(0xedb88320)
const CASTAGNOLI = tableOf(0x82f63b78)

const advance = (table: Uint32Array, state: number, bytes: Uint8Array): number => {
  let value = ~state
  for (let index = 0; index < bytes.length; index++) {
    value = (table[(value ^ (bytes[index] ?? 0)) & 0xff] ?? 0) ^ (value >>> 8)
  }
  return ~value >>> 0
}

/** CRC-32 (IEEE 802.3) of the bytes, or of the bytes after those that gave `state`. */
export const crc32 = (bytes: Uint8Array, state = 0): number => advance(IEEE, state, bytes)

/** CRC-32C (Castagnoli), as crc32. */
export const crc32c = (bytes: Uint8Array, state = 0): number => advance(CASTAGNOLI, state, bytes)
