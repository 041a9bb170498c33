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

const WORDS = (() => {
  const words = new Map<string, string[]>()
  for (const [language, text] of Object.entries(FUNCTION_WORDS)) {
    for (const word of new Set(text.split(' '))) {
      words.set(word, [...(words.get(word) ?? []), language])
    }
  }
  return words
})()

/** Scripts that one language, or nearly one, is written in; the first that fits decides. */
const SCRIPTS: readonly { readonly language: string; readonly signs: RegExp }[] = [
  { language: 'ja', signs: /[\p{Script=Hiragana}\p{Script=Katakana}]/gu },
  { language: 'ko', signs: /\p{Script=Hangul}/gu },
  { language: 'zh', signs: /\p{Script=Han}/gu },
  { language: 'th', signs: /\p{Script=Thai}/gu },
  { language: 'el', signs: /\p{Script=Greek}/gu },
  { language: 'he', signs: /\p{Script=Hebrew}/gu },
  { language: 'hi', signs: /\p{Script=Devanagari}/gu },
  { language: 'fa', signs: /[پچژگ]/gu },
  { language: 'ar', signs: /\p{Script=Arabic}/gu },
  { language: 'uk', signs: /[іїєґІЇЄҐ]/gu },
  { language: 'ru', signs: /\p{Script=Cyrillic}/gu },
]
/** Japanese has kana between Han, Persian and Ukrainian a few letters of their own. */
const LEAST_SHARE: Readonly<Record<string, number>> = { ja: 0.1, fa: 0.02, uk: 0.02 }
const USUAL_SHARE = 0.4

const LOOKED_AT = 600
const LEAST_SCORE = 2
const LEAST_LEAD = 1.25
const LEAST_WORD_SHARE = 0.08

/**
 * The language of a text as an ISO 639-1 code, by script and function words; `unknown` for short, mixed
 * or word-list-like texts and for languages without a row. It looks at the first 600 characters.
 */
export const languageOf = (text: string): string => {
  const head = text.slice(0, LOOKED_AT)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII, whatever it is
  if (/^[\x00-\x7f]*$/.test(head)) return byWords(head.toLowerCase().split(/[^a-z]+/))
  const letters = head.match(/\p{L}/gu)?.length ?? 0
  for (const { language, signs } of SCRIPTS) {
    const count = head.match(signs)?.length ?? 0
    // Scripts without letters between words need fewer of them to be sure.
    if (count >= 2 && count >= letters * (LEAST_SHARE[language] ?? USUAL_SHARE)) return language
  }
  return byWords(head.toLowerCase().split(/\P{L}+/u))
}

const byWords = (words: readonly string[]): string => {
  const scores = new Map<string, number>()
  let hits = 0
  for (const word of words) {
    const languages = WORDS.get(word) ?? []
    if (languages.length > 0) hits++
    // A word of many languages says little of each.
    for (const one of languages) scores.set(one, (scores.get(one) ?? 0) + 1 / languages.length)
  }
  const [best, second] = [...scores].sort(([, a], [, b]) => b - a)
  if (best === undefined || best[1] < LEAST_SCORE) return 'unknown'
  const isClear = best[1] >= LEAST_LEAD * (second?.[1] ?? 0)
  return isClear && hits >= words.length * LEAST_WORD_SHARE ? best[0] : 'unknown'
}
