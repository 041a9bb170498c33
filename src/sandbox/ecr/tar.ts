const BLOCK = 512

const field = (header: Buffer, from: number, length: number): string =>
  header.toString('utf8', from, from + length).replace(/\0.*$/s, '')

/** Sizes are octal text, or binary with the top bit set. */
const sizeOf = (header: Buffer): number => {
  if ((header[124] ?? 0) < 0x80) return Number.parseInt(field(header, 124, 12).trim() || '0', 8)
  return Number(header.readBigUInt64BE(128))
}

const nameOf = (header: Buffer): string => {
  const prefix = header.toString('latin1', 257, 262) === 'ustar' ? field(header, 345, 155) : ''
  const name = field(header, 0, 100)
  return (prefix === '' ? name : `${prefix}/${name}`).replace(/^\.?\//, '')
}

/**
 * The content of the wanted files of a tar stream, by name; other files pass by unread. Names longer
 * than a header holds are not looked for.
 */
export const filesOfTar = async (
  chunks: AsyncIterable<Uint8Array>,
  wants: (name: string) => boolean,
): Promise<ReadonlyMap<string, Buffer>> => {
  const found = new Map<string, Buffer>()
  let pending = Buffer.alloc(0)
  let open: { readonly name: string | undefined; left: number; padding: number } | undefined
  let kept: Buffer[] = []
  for await (const chunk of chunks) {
    pending = pending.length === 0 ? Buffer.from(chunk) : Buffer.concat([pending, chunk])
    for (;;) {
      if (open === undefined) {
        if (pending.length < BLOCK) break
        const header = pending.subarray(0, BLOCK)
        pending = pending.subarray(BLOCK)
        if (header.every((byte) => byte === 0)) continue
        const size = sizeOf(header)
        const name = nameOf(header)
        open = {
          name: wants(name) ? name : undefined,
          left: size,
          padding: (BLOCK - (size % BLOCK)) % BLOCK,
        }
        kept = []
      }
      const taken = pending.subarray(0, open.left)
      if (open.name !== undefined) kept.push(Buffer.from(taken))
      open.left -= taken.length
      pending = pending.subarray(taken.length)
      if (open.left > 0 || pending.length < open.padding) break
      pending = pending.subarray(open.padding)
      if (open.name !== undefined) found.set(open.name, Buffer.concat(kept))
      open = undefined
    }
  }
  return found
}
