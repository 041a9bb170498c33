import { type Detector, type Match, patternDetector } from './detector.ts'
import { TRAIT } from './traits.ts'

const BEGIN = /-----BEGIN [A-Z0-9 ]{0,24}PRIVATE KEY(?: BLOCK)?-----/g
const END = /-----END [A-Z0-9 ]{0,24}PRIVATE KEY(?: BLOCK)?-----/g
/** Less is an ellipsis in a manual, not a key. */
const LEAST_KEY_LETTERS = 40
const UNCLOSED = /[A-Za-z0-9+/=\s:,-]{40,16384}/y

/** Keys in PEM or PGP armour, also when the end is cut off. */
const privateKeys = (text: string): readonly Match[] => {
  const ends = [...text.matchAll(END)].map((match) => match.index + match[0].length)
  const found: Match[] = []
  let [next, done] = [0, 0]
  for (const { index: start, 0: header } of text.matchAll(BEGIN)) {
    if (start < done) continue
    while ((ends[next] ?? Number.POSITIVE_INFINITY) < start) next++
    const body = start + header.length
    const end = ends[next] ?? unclosedEnd(text, body)
    if (end === undefined || !isLong(text, body, end)) continue
    found.push({ start, end, confidence: 'high' })
    done = end
  }
  return found
}

const unclosedEnd = (text: string, from: number): number | undefined => {
  UNCLOSED.lastIndex = from
  const match = UNCLOSED.exec(text)
  return match === null ? undefined : from + match[0].length
}

const isLong = (text: string, from: number, end: number): boolean => {
  let letters = 0
  for (let i = from; i < end && letters < LEAST_KEY_LETTERS; i++) {
    if (/[A-Za-z0-9+/=]/.test(text[i] ?? '')) letters++
  }
  return letters >= LEAST_KEY_LETTERS
}

/** Bits of surprise per character, from the text's own frequencies (Shannon). */
const entropy = (text: string): number => {
  const counts = new Map<string, number>()
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1)
  return [...counts.values()].reduce((sum, n) => {
    const share = n / text.length
    return sum - share * Math.log2(share)
  }, 0)
}

const LEAST_ENTROPY = 2.8
const PLACEHOLDER = /example|placeholder|change_?me|your[_-]|x{4}|\.{3}|12345678/i

/** A word alone is no secret: letters and digits, not too regular, no placeholder. */
const looksRandom = (value: string): boolean =>
  /\d/.test(value) &&
  /[A-Za-z]/.test(value) &&
  !PLACEHOLDER.test(value) &&
  entropy(value) >= LEAST_ENTROPY

/** Secrets that have no mark of their own; what stands around tells them. */
export const CONTEXT_SECRET_DETECTORS: readonly Detector[] = [
  {
    id: 'private-key',
    kind: 'secret',
    what: 'private key (PEM or PGP)',
    confidence: 'high',
    source: 'RFC 7468, RFC 9580',
    needs: TRAIT.key,
    gate: /PRIVATE KEY/,
    find: privateKeys,
  },
  patternDetector({
    id: 'aws-secret-key',
    kind: 'secret',
    what: 'AWS secret access key',
    confidence: 'high',
    source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html',
    needs: TRAIT.named,
    gate: /secret/i,
    pattern:
      /secret[_ -]?(?:access[_ -]?)?key["'\s:=]{1,8}(?<value>[A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])/gi,
    judge: (value) => (value.endsWith('EXAMPLEKEY') || !looksRandom(value) ? undefined : 'high'),
  }),
  patternDetector({
    id: 'password-in-url',
    kind: 'secret',
    what: 'password inside a URL',
    confidence: 'high',
    source: 'RFC 3986, section 3.2.1',
    needs: TRAIT.at,
    gate: /:\/\//,
    pattern: /:\/\/[^\s:@/"'<>[\]]{1,64}:(?<value>[^\s@/"'<>[\]{}$*]{3,128})@[A-Za-z0-9.-]{1,253}/g,
    judge: (value) => (PLACEHOLDER.test(value) || /^pass(word)?$/i.test(value) ? 'low' : 'high'),
  }),
  patternDetector({
    id: 'assigned-secret',
    kind: 'secret',
    what: 'password or token after a word that names it',
    confidence: 'medium',
    source: 'mlctl',
    needs: TRAIT.named,
    gate: /pass|pwd|secret|token|api[_ -]?key/i,
    pattern:
      /(?:password|passwd|passphrase|pwd|secret|token|api[_ -]?key)["']?\s{0,3}(?:[:=]|=>|is\s)\s{0,3}["']?(?<value>[A-Za-z0-9!@#%^&+/~_.-]{7,127}[A-Za-z0-9!@#%^&+/~_-])/gi,
    judge: (value) => (looksRandom(value) ? 'medium' : undefined),
  }),
]
