/** Five words, or five characters of a script without word breaks, in a row. */
const WIDTH = 5

/** Scripts that write words without spaces between them; each character counts as a word. */
const UNSPACED =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}'
const TOKEN = new RegExp(`[${UNSPACED}]|(?:(?![${UNSPACED}])[\\p{L}\\p{N}\\p{M}])+`, 'gu')

/**
 * The different shingles of a text as 32-bit hashes: case, spacing, punctuation and Unicode form do
 * not matter. Empty for texts of fewer than five words.
 */
export const shinglesOf = (text: string): ReadonlySet<number> => {
  const words = text.normalize('NFKC').toLowerCase().match(TOKEN) ?? []
  const hashes = words.map(hashOf)
  const found = new Set<number>()
  for (let at = 0; at + WIDTH <= hashes.length; at++) {
    let hash = 0
    for (let i = at; i < at + WIDTH; i++) hash = Math.imul(hash ^ (hashes[i] ?? 0), 0x9e3779b1)
    found.add(mixed(hash))
  }
  return found
}

/** FNV-1a over UTF-16 units. */
const hashOf = (word: string): number => {
  let hash = 0x811c9dc5
  for (let i = 0; i < word.length; i++) hash = Math.imul(hash ^ word.charCodeAt(i), 0x01000193)
  return mixed(hash)
}

/** MurmurHash3's finaliser: every bit of the result hangs on every bit of `value`. */
export const mixed = (value: number): number => {
  let hash = value
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
