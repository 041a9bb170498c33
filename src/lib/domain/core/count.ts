/** How many of what, in words: `1 row`, `12,345 rows`; `many` where an s does not make it. */
export const countOf = (n: number, one: string, many = `${one}s`): string =>
  `${grouped(n)} ${n === 1 ? one : many}`

/** A whole number as people read it: `12,345`. */
export const grouped = (n: number): string => n.toLocaleString('en-US')
