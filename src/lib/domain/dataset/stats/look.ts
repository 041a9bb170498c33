import type { Digest64 } from '../digest-table.ts'
import type { RecordFormat } from '../formats.ts'
import type { JsonObject, RecordView } from '../rule.ts'
import { latin1Text, utf8Text } from '../text.ts'
import { LOOKED_AT, languageOf } from './languages.ts'
import { lineTexts, type TextSpan } from './line-texts.ts'
import { promptDigest } from './prompt-digest.ts'
import { addJsonString, addText, addUnit, addUnits, textUnits } from './text-units.ts'

export type RoleStats = {
  /** Of a conversation: user, assistant, system; else the member: prompt, completion, … */
  readonly role: string
  readonly texts: number
  readonly characters: number
}

/** What statistics need to know of one record. */
export type RecordLook = {
  /** UTF-16 units of all texts. */
  readonly characters: number
  readonly turns: number
  readonly modality: string
  /** A role may come more than once. */
  readonly roles: readonly RoleStats[]
  readonly language: string
  /** Of the normalised prompt; undefined when there is none. */
  readonly prompt: Digest64 | undefined
  /** What the model is to answer; undefined when it answers nothing. */
  readonly answer: (() => string) | undefined
}

/** What the model is to answer, in conversations and flat records. */
const ANSWERS: readonly string[] = ['assistant', 'completion', 'caption']
const isAnswer = ([role]: readonly [string, string]): boolean => ANSWERS.includes(role)

const LINE_FEED = 10

/** Room for the prompt, and for the beginning of all texts. */
const prompt = textUnits()
const head = textUnits()

/** A parsed record of a format. */
export const lookAtRecord = (format: RecordFormat, root: JsonObject): RecordLook => {
  const view = format.view(root)
  const facts = format.facts(view)
  const texts = textsOf(view)
  prompt.length = 0
  if (facts.prompt !== undefined) addText(prompt, facts.prompt)
  head.length = 0
  for (const [i, [, text]] of texts.entries()) {
    if (head.length >= LOOKED_AT) break
    if (i > 0) addUnit(head, LINE_FEED)
    addText(head, text.slice(0, LOOKED_AT))
  }
  const answer = texts.findLast(isAnswer)
  return {
    characters: facts.characters,
    turns: view.turns.length,
    modality: facts.modality,
    roles: texts.map(([role, text]) => ({ role, texts: 1, characters: text.length })),
    language: languageOf(head.units, head.length),
    prompt: facts.prompt === undefined ? undefined : promptDigest(prompt),
    answer: answer && (() => answer[1]),
  }
}

/**
 * The same of a line that a scanner has found to have the shape of its format and to be so long, without
 * parsing it: answers are read only as far as their language is looked for. Undefined: parse it. The
 * bytes must stay until the answer has been asked for.
 */
export const lookAtLine = (bytes: Uint8Array, characters: number): RecordLook | undefined => {
  const found = lineTexts(latin1Text(bytes))
  if (found === undefined) return undefined
  prompt.length = 0
  head.length = 0
  const roles = roleCounts()
  let answered: TextSpan | undefined
  let rest = characters
  for (const span of found.texts) {
    if (span !== found.texts[0] && head.length < LOOKED_AT) addUnit(head, LINE_FEED)
    if (ANSWERS.includes(span.role)) {
      answered = span
      roles.add(span.role, 0)
      if (head.length < LOOKED_AT) addJsonString(head, { bytes, ...span })
    } else {
      const length = addPrompt(bytes, span)
      roles.add(span.role, length)
      rest -= length
    }
  }
  if (answered !== undefined) roles.addRest(answered.role, rest)
  return {
    characters,
    turns: found.turns,
    modality: 'text',
    roles: roles.all,
    language: languageOf(head.units, head.length),
    prompt: promptDigest(prompt),
    answer: answered && answerOf(bytes, answered),
  }
}

/** Adds a text to the prompt, and to the beginning; answers its length. */
const addPrompt = (bytes: Uint8Array, { start, end }: TextSpan): number => {
  const before = prompt.length
  addJsonString(prompt, { bytes, start, end })
  const after = prompt.length
  const wanted = LOOKED_AT - head.length
  if (wanted > 0) addUnits(head, prompt.units.subarray(before, Math.min(after, before + wanted)))
  addUnit(prompt, LINE_FEED)
  return after - before
}

const answerOf =
  (bytes: Uint8Array, { start, end }: TextSpan) =>
  (): string =>
    String(JSON.parse(utf8Text(bytes.subarray(start - 1, end + 1))))

const roleCounts = () => {
  const all: { role: string; texts: number; characters: number }[] = []
  const entryOf = (role: string) => {
    for (const entry of all) if (entry.role === role) return entry
    const entry = { role, texts: 0, characters: 0 }
    all.push(entry)
    return entry
  }
  return {
    all,
    add: (role: string, characters: number): void => {
      const entry = entryOf(role)
      entry.texts++
      entry.characters += characters
    },
    addRest: (role: string, characters: number): void => {
      entryOf(role).characters += characters
    },
  }
}

/** Texts with who says them; of flat records, with the member that holds them. */
const textsOf = ({ blocks, root }: RecordView): readonly (readonly [string, string])[] => {
  if (blocks.length > 0) {
    return blocks.flatMap(({ owner, text }) => (text === undefined ? [] : [[owner, text] as const]))
  }
  return Object.entries(root).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  )
}
