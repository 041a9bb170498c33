/** A block of IPv4 addresses: the first and how many. */
export type Block = { readonly first: number; readonly size: number; readonly bits: number }

/** `10.0.0.0/16`; undefined for what is no block, or one whose first address has bits of the host. */
export const blockOf = (text: string): Block | undefined => {
  const found = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text)
  if (found === null) return undefined
  const [a = 0, b = 0, c = 0, d = 0, bits = 0] = found.slice(1).map(Number)
  if (bits > 32 || [a, b, c, d].some((part) => part > 255)) return undefined
  const first = ((a * 256 + b) * 256 + c) * 256 + d
  const size = 2 ** (32 - bits)
  return first % size === 0 ? { first, size, bits } : undefined
}

/** Whether all addresses of `inner` are in `outer`. */
export const contains = (outer: Block, inner: Block): boolean =>
  inner.first >= outer.first && inner.first + inner.size <= outer.first + outer.size

/** Whether some address is in both. */
export const overlap = (one: Block, other: Block): boolean =>
  one.first < other.first + other.size && other.first < one.first + one.size
