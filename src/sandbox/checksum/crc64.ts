/**
 * CRC-64/NVME: reflected, polynomial 0xad93d23594c93659, all ones in and out. Kept as two 32-bit
 * halves, because BigInt arithmetic per byte is about forty times slower.
 */
const HIGH_POLYNOMIAL = 0x9a6c9329
const LOW_POLYNOMIAL = 0xac4bc9b5

const tables = (() => {
  const high = new Uint32Array(256)
  const low = new Uint32Array(256)
  for (let byte = 0; byte < 256; byte++) {
    let upper = 0
    let lower = byte
    for (let bit = 0; bit < 8; bit++) {
      const carry = lower & 1
      lower = ((lower >>> 1) | ((upper & 1) << 31)) >>> 0
      upper = upper >>> 1
      if (carry) {
        lower = (lower ^ LOW_POLYNOMIAL) >>> 0
        upper = (upper ^ HIGH_POLYNOMIAL) >>> 0
      }
    }
    high[byte] = upper
    low[byte] = lower
  }
  return { high, low }
})()

/** The state of a running CRC-64/NVME as its upper and lower 32 bits. */
export type Crc64 = { readonly high: number; readonly low: number }

export const CRC64_START: Crc64 = { high: 0, low: 0 }

/** The CRC of the bytes so far and these. */
export const crc64 = (bytes: Uint8Array, state: Crc64 = CRC64_START): Crc64 => {
  let high = ~state.high >>> 0
  let low = ~state.low >>> 0
  for (let index = 0; index < bytes.length; index++) {
    const slot = (low ^ (bytes[index] ?? 0)) & 0xff
    const shifted = ((low >>> 8) | (high << 24)) >>> 0
    high = ((high >>> 8) ^ (tables.high[slot] ?? 0)) >>> 0
    low = (shifted ^ (tables.low[slot] ?? 0)) >>> 0
  }
  return { high: ~high >>> 0, low: ~low >>> 0 }
}
