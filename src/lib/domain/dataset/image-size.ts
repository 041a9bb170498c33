/** Pixels. */
export type ImageSize = { readonly width: number; readonly height: number }

/**
 * The size in the first bytes of a png, gif, webp or jpeg file; undefined when they do not show it.
 * Layouts: PNG (W3C), GIF89a, RFC 9649 (WebP), ITU T.81 (JPEG).
 */
export const imageSizeOf = (head: Uint8Array): ImageSize | undefined => {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  try {
    if (begins(head, [0x89, 0x50, 0x4e, 0x47])) {
      return { width: view.getUint32(16), height: view.getUint32(20) }
    }
    if (begins(head, [0x47, 0x49, 0x46])) {
      return { width: view.getUint16(6, true), height: view.getUint16(8, true) }
    }
    if (begins(head, [0x52, 0x49, 0x46, 0x46])) return webpSize(view)
    return begins(head, [0xff, 0xd8]) ? jpegSize(view) : undefined
  } catch (error) {
    // The bytes end before the size.
    if (error instanceof RangeError) return undefined
    throw error
  }
}

const begins = (head: Uint8Array, magic: readonly number[]): boolean =>
  magic.every((byte, i) => head[i] === byte)

const webpSize = (view: DataView): ImageSize | undefined => {
  const kind = view.getUint32(12)
  if (kind === 0x56503858) return { width: uint24(view, 24) + 1, height: uint24(view, 27) + 1 }
  if (kind === 0x5650384c) {
    const bits = view.getUint32(21, true)
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
  }
  if (kind !== 0x56503820) return undefined
  return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff }
}

const uint24 = (view: DataView, at: number): number =>
  view.getUint16(at, true) + view.getUint8(at + 2) * 0x10000

/** Frame headers are C0 to CF, but for the tables C4, C8 and CC. */
const jpegSize = (view: DataView): ImageSize | undefined => {
  let at = 2
  for (;;) {
    if (view.getUint8(at) !== 0xff) return undefined
    const marker = view.getUint8(at + 1)
    if (marker === 0xff) {
      at++
      continue
    }
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) }
    }
    at += 2 + view.getUint16(at + 2)
  }
}
