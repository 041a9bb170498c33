import { CODE, codeAt, isLetterAt, SIGN, signOf } from './signs.ts'

/** How issuers' tokens begin, at least. */
export const TOKEN_MARKS: readonly string[] = [
  'AKIA',
  'ASIA',
  'ABSK',
  'bedrock-',
  'AIza',
  'ya29.',
  'GOCSPX-',
  ...['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_', 'github_p'],
  ...['glpat-', 'glptt-', 'gldt-', 'glrt-', 'glcbt-'],
  ...['xoxa-', 'xoxb-', 'xoxe-', 'xoxo-', 'xoxp-', 'xoxr-', 'xoxs-', 'xapp-', 'hooks.sl'],
  ...['sk_live_', 'sk_test_', 'rk_live_', 'rk_test_', 'sk-'],
  ...['hf_', 'npm_', 'pypi-AgE', 'dckr_pat', 'SG.', 'key-'],
  ...['dapi', 'dop_v1_', 'shpat_', 'shpca_', 'shppa_', 'shpss_', 'hvs.', 'eyJ'],
]

const FIRST_LETTERS = new Uint8Array(128)
for (const mark of TOKEN_MARKS) FIRST_LETTERS[mark.charCodeAt(0)] = 1

/** Whether a token may begin in a run of letters, digits and marks, `end` exclusive. */
export const hasToken = (text: string, start: number, end: number): boolean => {
  const before = codeAt(text, start - 1)
  // Telegram's have a number and a colon before the run, Azure's keys their name.
  if (before === CODE.colon && text.startsWith('AA', start)) return true
  if (before === CODE.equals && text.startsWith('Key', start - 4)) return true
  for (let i = start; i < end; i++) {
    if (FIRST_LETTERS[codeAt(text, i)] !== 1 || (i > start && isInToken(text, i - 1))) continue
    for (const mark of TOKEN_MARKS) if (text.startsWith(mark, i)) return true
  }
  return false
}

/** A token does not begin behind such a character. */
const isInToken = (text: string, at: number): boolean => {
  const code = codeAt(text, at)
  const sign = signOf(code)
  return sign === SIGN.letter || sign === SIGN.digit || code === CODE.dash || text[at] === '_'
}

/** The last letters of the words that name secrets: password, passwd, passphrase, pwd, secret, … */
export const NAME_ENDS: readonly string[] = ['word', 'sswd', 'rase', 'pwd', 'cret', 'oken', 'key']
const MOST_GAP = 24
const LAST_LETTERS = new Uint8Array(128)
for (const name of [...NAME_ENDS, 'is']) LAST_LETTERS[name.charCodeAt(name.length - 1)] = 1

/**
 * Whether a run stands behind a word that names secrets. Between them are spaces, quotes and what
 * assigns (`:`, `=`, `=>`, `is`); in JSON some of these are escapes.
 */
export const isNamed = (text: string, start: number, isJson: boolean): boolean => {
  const gap = gapStart(text, start, isJson)
  // Few words end so, and this is asked of every run.
  if (gap === start || LAST_LETTERS[codeAt(text, gap - 1) | 32] !== 1) return false
  if (endsWithName(text, gap)) return true
  if (!/^is$/i.test(text.slice(Math.max(0, gap - 2), gap))) return false
  return endsWithName(text, gapStart(text, gap - 2, isJson))
}

const endsWithName = (text: string, end: number): boolean => {
  const tail = text.slice(Math.max(0, end - 4), end).toLowerCase()
  return NAME_ENDS.some((name) => tail.endsWith(name))
}

const gapStart = (text: string, end: number, isJson: boolean): number => {
  let at = end
  for (let steps = 0; steps < MOST_GAP && at > 0; steps++) {
    if (isJson && codeAt(text, at - 2) === CODE.backslash) at -= 2
    else if (isGap(codeAt(text, at - 1))) at--
    else if (isJson && /^\\u[\da-f]{4}$/i.test(text.slice(Math.max(0, at - 6), at))) at -= 6
    else return at
  }
  return at
}

/** White space beyond ASCII is not told apart: other signs there are rare. */
const isGap = (code: number): boolean =>
  code <= CODE.space ||
  code === CODE.quote ||
  code === CODE.apostrophe ||
  code === CODE.colon ||
  code === CODE.equals ||
  code === CODE.more ||
  code > 127

const NO_ADDRESS = /[\s@"'<>[\]]/
const LONGEST_PASSWORD = 200

/** Whether an at sign may stand in an e-mail address or behind the password of a URL. */
export const isAddress = (text: string, at: number): boolean =>
  isEmail(text, at) || hasPassword(text, at)

const isEmail = (text: string, at: number): boolean => {
  const before = codeAt(text, at - 1)
  if (!(before > CODE.space && before < 127) || before === CODE.at) return false
  for (let i = at + 1; isHostSign(codeAt(text, i)); i++) {
    if (codeAt(text, i) === CODE.dot && i > at + 1 && isLetterAt(text, i + 1)) return true
  }
  return false
}

const isHostSign = (code: number): boolean =>
  (signOf(code) & (SIGN.letter | SIGN.digit)) !== 0 || code === CODE.dot || code === CODE.dash

/** The first slash to the left is the second of `://`. */
const hasPassword = (text: string, at: number): boolean => {
  if (!isHostSign(codeAt(text, at + 1))) return false
  for (let i = at - 1; i > at - LONGEST_PASSWORD && i > 1; i--) {
    const sign = text.charAt(i)
    if (sign === '/') return text.startsWith('://', i - 2)
    if (NO_ADDRESS.test(sign)) return false
  }
  return false
}
