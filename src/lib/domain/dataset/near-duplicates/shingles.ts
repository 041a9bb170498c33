/** Five words, or five characters of a script without word breaks, in a row. */
const WIDTH = 5

/** Different shingles of a text as 32-bit hashes, in the order of the text. */
export type Shingles = Uint32Array

/** Scripts that write words without spaces between them; each character counts as a word. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u
const IN_WORD = /[\p{L}\p{N}\p{M}]/u

const [BETWEEN, WORD, ALONE] = [1, 2, 3]
/** By code point, what it is, once somebody has asked: regular expressions are slow on every one. */
const KINDS = new Uint8Array(0x110000)

const kindAt = (point: number): number => {
  const known = KINDS[point] ?? 0
  if (known !== 0) return known
  const sign = String.fromCodePoint(point)
  const kind = UNSPACED.test(sign) ? ALONE : IN_WORD.test(sign) ? WORD : BETWEEN
  KINDS[point] = kind
  return kind
}

/** Room for the words of a text and for its shingles, used again for the next. */
let words = new Uint32Array(1024)
let found = new Uint32Array(1024)
/** One more than the place in `found`, by hash; at most half full. */
let slots = new Uint32Array(4096)

/**
 * The shingles of a text: case, spacing, punctuation and Unicode form do not matter. Empty for texts of
 * fewer than five words.
 */
export const shinglesOf = (text: string): Shingles => {
  const count = readWords(text.normalize('NFKC').toLowerCase())
  const last = makeRoom(count)
  let size = 0
  for (let at = 0; at + WIDTH <= count; at++) {
    let hash = 0
    for (let i = at; i < at + WIDTH; i++) hash = Math.imul(hash ^ (words[i] ?? 0), 0x9e3779b1)
    const shingle = mixed(hash)
    let slot = shingle & last
    while (slots[slot] !== 0 && found[(slots[slot] ?? 0) - 1] !== shingle) slot = (slot + 1) & last
    if (slots[slot] !== 0) continue
    found[size++] = shingle
    slots[slot] = size
  }
  return found.slice(0, size)
}

/** Empties the slots for so many shingles; answers the last one's place. */
const makeRoom = (count: number): number => {
  let wanted = 64
  while (wanted < count * 2) wanted *= 2
  if (wanted > slots.length) slots = new Uint32Array(wanted)
  else slots.fill(0, 0, wanted)
  if (count > found.length) found = new Uint32Array(words.length)
  return wanted - 1
}

/** Fills `words` with a hash for each; answers how many. */
const readWords = (text: string): number => {
  let [count, hash, isInside] = [0, START, false]
  const end = (word: number) => {
    if (count === words.length) {
      const larger = new Uint32Array(words.length * 2)
      larger.set(words)
      words = larger
    }
    words[count++] = mixed(word)
  }
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    const point = (unit & 0xfc00) === 0xd800 ? (text.codePointAt(at) ?? 0) : unit
    const kind = kindAt(point)
    if (kind === WORD) {
      hash = spread(hash, unit)
      if (point > 0xffff) hash = spread(hash, text.charCodeAt(++at))
      isInside = true
      continue
    }
    if (isInside) end(hash)
    isInside = false
    hash = START
    if (point > 0xffff) at++
    if (kind !== ALONE) continue
    const alone = spread(START, unit)
    end(point > 0xffff ? spread(alone, text.charCodeAt(at)) : alone)
  }
  if (isInside) end(hash)
  return count
}

const START = 0x811c9dc5
/** FNV-1a over UTF-16 units. */
const spread = (hash: number, unit: number): number => Math.imul(hash ^ unit, 0x01000193)

/** MurmurHash3's finaliser: every bit of the result hangs on every bit of `value`. */
export const mixed = (value: number): number => {
  let hash = value
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
