import { deflateSync } from 'node:zlib'

/** A picture of `width` × `height` pixels, three bytes (red, green, blue) each, row by row. */
export type Pixels = { readonly width: number; readonly height: number; readonly rgb: Uint8Array }

/** As a PNG file (https://www.w3.org/TR/png-3/): 8 bits a channel, no alpha, no interlacing. */
export const pngOf = ({ width, height, rgb }: Pixels): Uint8Array => {
  const header = new Uint8Array(13)
  const view = new DataView(header.buffer)
  view.setUint32(0, width)
  view.setUint32(4, height)
  // Bit depth 8, colour type 2 (true colour), and the only compression, filter and interlace methods.
  header.set([8, 2, 0, 0, 0], 8)
  return concat([
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(scanLines({ width, height, rgb }))),
    chunk('IEND', new Uint8Array(0)),
  ])
}

/** Every row is preceded by its filter: 0, none. */
const scanLines = ({ width, height, rgb }: Pixels): Uint8Array => {
  const stride = width * 3
  const lines = new Uint8Array((stride + 1) * height)
  for (let row = 0; row < height; row++) {
    lines.set(rgb.subarray(row * stride, (row + 1) * stride), row * (stride + 1) + 1)
  }
  return lines
}

const chunk = (type: string, data: Uint8Array): Uint8Array => {
  const name = Uint8Array.from(type, (char) => char.charCodeAt(0))
  const body = concat([name, data])
  return concat([uint32(data.length), body, uint32(crc32(body))])
}

const uint32 = (value: number): Uint8Array => {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, value)
  return bytes
}

/** zlib's own crc32 is not in Node 20. Annex D of the PNG standard. */
const crc32 = (bytes: Uint8Array): number => {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  return (crc ^ 0xffffffff) >>> 0
}

const concat = (parts: readonly Uint8Array[]): Uint8Array => {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
