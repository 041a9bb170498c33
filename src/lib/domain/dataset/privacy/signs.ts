/** Kinds of ASCII characters, a bit each. */
export const SIGN = {
  letter: 1,
  digit: 2,
  /** Besides letters and digits, what may stand in passwords and tokens. */
  mark: 4,
  /** May stand between the digits of a number. */
  between: 8,
} as const

/** Codes of single characters. */
export const CODE = {
  lineFeed: 10,
  space: 32,
  quote: 34,
  apostrophe: 39,
  dash: 45,
  dot: 46,
  slash: 47,
  two: 50,
  colon: 58,
  equals: 61,
  more: 62,
  at: 64,
  upperA: 65,
  upperZ: 90,
  backslash: 92,
  lowerU: 117,
} as const

const ASCII = 128
const SIGNS = new Uint8Array(ASCII)
for (let code = 0; code < ASCII; code++) {
  const sign = String.fromCharCode(code)
  SIGNS[code] =
    (/[A-Za-z]/.test(sign) ? SIGN.letter : 0) |
    (/\d/.test(sign) ? SIGN.digit : 0) |
    (/[!@#%^&+/~_.-]/.test(sign) ? SIGN.mark : 0) |
    (/[ .()/+-]/.test(sign) ? SIGN.between : 0)
}

/** The kinds that a UTF-16 unit is of; 0 beyond ASCII. */
export const signOf = (code: number): number => (code < ASCII ? (SIGNS[code] ?? 0) : 0)

/** The unit at a place, 0 where there is none: NaN would make every comparison slow. */
export const codeAt = (text: string, at: number): number =>
  at >= 0 && at < text.length ? text.charCodeAt(at) : 0

export const isLetterAt = (text: string, at: number): boolean =>
  signOf(codeAt(text, at)) === SIGN.letter

export const isDigitAt = (text: string, at: number): boolean =>
  signOf(codeAt(text, at)) === SIGN.digit

/** A letter or a digit of ASCII. */
export const isAlnumAt = (text: string, at: number): boolean =>
  (signOf(codeAt(text, at)) & (SIGN.letter | SIGN.digit)) !== 0
