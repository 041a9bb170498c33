/** Words that hold sentences together, the most frequent of each language. */
const FUNCTION_WORDS: Readonly<Record<string, string>> = {
  en: 'the of and to in is that it was for on are with as this be have from or by not but what which you your',
  de: 'der die das und ist nicht ein eine zu mit den von für auf dem sich des im auch es wird sind als bei ich sie wie oder',
  fr: 'le la les des et est une dans que qui pour pas sur au du avec ce plus par vous nous cette sont il elle je ne',
  es: 'el la los las de y en que es un una para con por no se del su como más pero este esta al lo muy está',
  it: 'il la che di e un una per non con sono del della le gli nel alla anche come più questo questa è ha si lo',
  pt: 'o a os as de e que em um uma para com não por do da no na se mais como mas ao dos das é você são',
  nl: 'de het een en van is dat niet op te zijn voor met die aan ook er maar naar bij om wordt ik je dit deze',
  sv: 'och att det som en är på för av med den till inte ett jag har om var men vi från kan detta eller',
  da: 'og at det som en er på for af med den til ikke et jeg har om var men vi fra kan dette eller blev',
  no: 'og at det som en er på for av med den til ikke et jeg har om var men vi fra kan dette eller ble',
  fi: 'ja on ei että se oli hän mutta kun niin joka ovat tai myös kuin olla mitä sen ole tämä voi minä',
  pl: 'i w nie na się to że z do jest jak co ale o tak za od po czy dla są przez był tym jej może',
  cs: 'a se v na je že to s z do o ale jak za by jsem si tak jako pro ne od ve po když který jsou není kde kdy proto protože jsme bude',
  hu: 'a az és hogy nem is egy van volt meg de ez csak már el mint ha vagy azt még kell lehet után',
  ro: 'și de la în a nu este cu pe o un că din pentru care mai să sunt au fost ce dar sau al ale',
  tr: 've bir bu da de için ile çok ne var ama daha gibi olarak mi o kadar değil ben sonra her olan',
  id: 'yang dan di ini itu dengan untuk tidak dari dalam adalah ke pada akan juga saya ada atau anda kami',
  vi: 'và của là có không được cho một trong các với này người đã những để khi từ tôi đó cũng như',
}

const LANGUAGES = Object.keys(FUNCTION_WORDS)

/** By word, the languages that have it, as places in LANGUAGES. */
const WORDS = (() => {
  const words = new Map<string, number[]>()
  for (const [place, language] of LANGUAGES.entries()) {
    for (const word of new Set(FUNCTION_WORDS[language]?.split(' '))) {
      words.set(word, [...(words.get(word) ?? []), place])
    }
  }
  return words
})()
/**
 * Words by a number made of their letters, so that a text need not be cut into words: places in WORD_LIST
 * plus one, in a table with gaps.
 */
const WORD_LIST = [...WORDS.entries()]
const SLOTS = 8192
const TABLE = new Uint16Array(SLOTS)
const mixed = (number: number, unit: number): number => (Math.imul(number, 31) + unit) | 0
for (const [place, [word]] of WORD_LIST.entries()) {
  let number = 0
  for (let i = 0; i < word.length; i++) number = mixed(number, word.charCodeAt(i))
  let slot = number & (SLOTS - 1)
  while (TABLE[slot] !== 0) slot = (slot + 1) & (SLOTS - 1)
  TABLE[slot] = place + 1
}

/** The languages of the word that stands from `start` to `end`; undefined for a word of none. */
const languagesAt = (
  text: string,
  { start, end, number }: { start: number; end: number; number: number },
): readonly number[] | undefined => {
  for (let slot = number & (SLOTS - 1); TABLE[slot] !== 0; slot = (slot + 1) & (SLOTS - 1)) {
    const entry = WORD_LIST[(TABLE[slot] ?? 0) - 1]
    if (entry !== undefined && entry[0].length === end - start && text.startsWith(entry[0], start))
      return entry[1]
  }
  return undefined
}

/** Scripts that one language, or nearly one, is written in; the first that fits decides. */
const SCRIPTS: readonly { readonly language: string; readonly signs: RegExp }[] = [
  { language: 'ja', signs: /[\p{Script=Hiragana}\p{Script=Katakana}]/u },
  { language: 'ko', signs: /\p{Script=Hangul}/u },
  { language: 'zh', signs: /\p{Script=Han}/u },
  { language: 'th', signs: /\p{Script=Thai}/u },
  { language: 'el', signs: /\p{Script=Greek}/u },
  { language: 'he', signs: /\p{Script=Hebrew}/u },
  { language: 'hi', signs: /\p{Script=Devanagari}/u },
  { language: 'fa', signs: /[پچژگ]/u },
  { language: 'ar', signs: /\p{Script=Arabic}/u },
  { language: 'uk', signs: /[іїєґІЇЄҐ]/u },
  { language: 'ru', signs: /\p{Script=Cyrillic}/u },
]
/** Japanese has kana between Han, Persian and Ukrainian a few letters of their own. */
const LEAST_SHARE: Readonly<Record<string, number>> = { ja: 0.1, fa: 0.02, uk: 0.02 }
const USUAL_SHARE = 0.4

/** Only this much of a text is looked at, in UTF-16 units. */
export const LOOKED_AT = 600
const LEAST_SCORE = 2
const LEAST_LEAD = 1.25
const LEAST_WORD_SHARE = 0.08

/**
 * The language of a text as an ISO 639-1 code, by script and function words; `unknown` for short, mixed
 * or word-list-like texts and for languages without a row. It looks at the first 600 units.
 */
export const languageOf = (text: string): string => {
  const head = text.length > LOOKED_AT ? text.slice(0, LOOKED_AT) : text
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII, whatever it is
  if (!/[^\x00-\x7f]/.test(head)) return byWords(head.toLowerCase())
  return byScript(head) ?? byWords(head.toLowerCase())
}

const A = 97
const Z = 122
const LOWER = 32
const ASCII = 128
const LETTER = 1
/** Bit 1 is LETTER; from bit 2 on, one for each row of SCRIPTS. */
const FIRST_SCRIPT = 1

const kindOf = (sign: string): number =>
  SCRIPTS.reduce(
    (bits, { signs }, row) => bits | (signs.test(sign) ? LETTER << (FIRST_SCRIPT + row) : 0),
    /\p{L}/u.test(sign) ? LETTER : 0,
  )

const UNASKED = 0xffff
/** Of each UTF-16 unit what it is, once somebody has asked: regular expressions are slow on every one. */
const KINDS = new Uint16Array(0x10000).fill(UNASKED)
const HIGH_SURROGATE = 0xd800
const SURROGATES_END = 0xe000

/** What the character at a place is; the second half of a pair is nothing by itself. */
const kindAt = (text: string, at: number): number => {
  const unit = text.charCodeAt(at)
  if (unit >= HIGH_SURROGATE && unit < SURROGATES_END) return kindOfPair(text, at)
  const known = KINDS[unit] ?? UNASKED
  if (known !== UNASKED) return known
  const kind = kindOf(String.fromCharCode(unit))
  KINDS[unit] = kind
  return kind
}

const kindOfPair = (text: string, at: number): number => {
  const point = text.codePointAt(at) ?? 0
  return point > 0xffff ? kindOf(String.fromCodePoint(point)) : 0
}

const isPairAt = (text: string, at: number): boolean => (text.codePointAt(at) ?? 0) > 0xffff

const counts = new Uint16Array(SCRIPTS.length)

const byScript = (head: string): string | undefined => {
  let letters = 0
  counts.fill(0)
  for (let i = 0; i < head.length; i++) {
    const unit = head.charCodeAt(i)
    if (unit < ASCII) {
      if ((unit | LOWER) >= A && (unit | LOWER) <= Z) letters++
      continue
    }
    const kind = kindAt(head, i)
    if (kind & LETTER) letters++
    for (let row = 0, bits = kind >> FIRST_SCRIPT; bits !== 0; row++, bits >>= 1) {
      if (bits & 1) counts[row] = (counts[row] ?? 0) + 1
    }
    if (unit >= HIGH_SURROGATE && unit < SURROGATES_END && isPairAt(head, i)) i++
  }
  for (const [row, { language }] of SCRIPTS.entries()) {
    const count = counts[row] ?? 0
    // Scripts without letters between words need fewer of them to be sure.
    if (count >= 2 && count >= letters * (LEAST_SHARE[language] ?? USUAL_SHARE)) return language
  }
  return undefined
}

const scores = new Float64Array(LANGUAGES.length)

/** Of a text in lower case. */
const byWords = (text: string): string => {
  scores.fill(0)
  let hits = 0
  // As many as separators, and one more: an empty word at an end counts too.
  let words = 1
  let start = 0
  let number = 0
  for (let i = 0; i <= text.length; i++) {
    const unit = i < text.length ? text.charCodeAt(i) : 0
    const isLetter = unit < ASCII ? unit >= A && unit <= Z : (kindAt(text, i) & LETTER) !== 0
    const isPair = unit >= HIGH_SURROGATE && unit < SURROGATES_END && isPairAt(text, i)
    if (isLetter) {
      number = mixed(number, unit)
      if (isPair) i++
      continue
    }
    if (i < text.length && (i === 0 || start < i)) words++
    if (start < i && score(languagesAt(text, { start, end: i, number }))) hits++
    if (isPair) i++
    start = i + 1
    number = 0
  }
  return clearest(hits, words)
}

/** A word of many languages says little of each. */
const score = (languages: readonly number[] | undefined): boolean => {
  if (languages === undefined) return false
  const share = 1 / languages.length
  for (const language of languages) scores[language] = (scores[language] ?? 0) + share
  return true
}

const clearest = (hits: number, words: number): string => {
  let best = 0
  for (let i = 1; i < scores.length; i++) if ((scores[i] ?? 0) > (scores[best] ?? 0)) best = i
  const most = scores[best] ?? 0
  if (most < LEAST_SCORE || hits < words * LEAST_WORD_SHARE) return 'unknown'
  const isClear = scores.every((other, i) => i === best || most >= LEAST_LEAD * other)
  return isClear ? (LANGUAGES[best] ?? 'unknown') : 'unknown'
}
