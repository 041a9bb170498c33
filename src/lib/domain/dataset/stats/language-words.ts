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

/** Languages that words tell, as ISO 639-1 codes. */
export const LANGUAGES: readonly string[] = Object.keys(FUNCTION_WORDS)

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
/** The number of a word, one unit further; that of no letters is 0. */
export const mixed = (number: number, unit: number): number => (Math.imul(number, 31) + unit) | 0
for (const [place, [word]] of WORD_LIST.entries()) {
  let number = 0
  for (let i = 0; i < word.length; i++) number = mixed(number, word.charCodeAt(i))
  let slot = number & (SLOTS - 1)
  while (TABLE[slot] !== 0) slot = (slot + 1) & (SLOTS - 1)
  TABLE[slot] = place + 1
}

/** A word of lower-case letters in a row of UTF-16 units, `end` exclusive. */
export type Word = { readonly start: number; readonly end: number; readonly number: number }

const NO_LANGUAGES: readonly number[] = []

/** The languages of a word, as places in LANGUAGES; none for most words. */
export const languagesAt = (
  units: Uint16Array,
  { start, end, number }: Word,
): readonly number[] => {
  for (let slot = number & (SLOTS - 1); TABLE[slot] !== 0; slot = (slot + 1) & (SLOTS - 1)) {
    const entry = WORD_LIST[(TABLE[slot] ?? 0) - 1]
    if (entry !== undefined && entry[0].length === end - start && isAt(units, start, entry[0])) {
      return entry[1]
    }
  }
  return NO_LANGUAGES
}

const isAt = (units: Uint16Array, start: number, word: string): boolean => {
  for (let i = 0; i < word.length; i++) if (units[start + i] !== word.charCodeAt(i)) return false
  return true
}
