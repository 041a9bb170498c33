import { hashText, mix } from './random.ts'

const MAX_WORDS = 64
const MAX_SLOTS = 8
const NUMBER = /^\d+(?:[.,]\d+)*$/
const WORDS = /[\p{L}_][\p{L}\p{N}_'-]*|\d+(?:[.,]\d+)*|[:=]/gu

/** A named value of the prompt, such as `amount` and its size class, or `country` and `NG`. */
type Slot = { readonly key: string; readonly value: string }

const numberOf = (text: string): number =>
  Number(text.replace(/,(?=\d{3}\b)/g, '').replace(',', '.'))

/** Size classes of a number, coarse (powers of two) to fine (eighths of one). */
const bucketsOf = (value: number): readonly string[] => {
  const log = Math.log2(1 + Math.abs(value))
  return [`c${Math.round(log)}`, `m${Math.round(log * 3)}`, `f${Math.round(log * 8)}`]
}

/** `amount: 12` and `amount of 12` name their number; a bare code in capitals names itself. */
const slotsOf = (words: readonly string[]): Slot[] => {
  const slots: Slot[] = []
  let key = ''
  let assigned = false
  for (const word of words) {
    if (word === ':' || word === '=') {
      assigned = true
    } else if (NUMBER.test(word)) {
      for (const bucket of bucketsOf(numberOf(word))) slots.push({ key, value: bucket })
      assigned = false
    } else if (assigned || /^[A-Z]{2,4}$/.test(word)) {
      slots.push({ key: assigned ? key : 'code', value: word.toLowerCase() })
      key = assigned ? key : word.toLowerCase()
      assigned = false
    } else {
      key = word.toLowerCase()
    }
  }
  return slots
}

const crossable = (slot: Slot): boolean => !/^[mf]\d/.test(slot.value)

/**
 * Hashes of what a prompt is about: its words, its word pairs, its named values with size classes of
 * numbers, and pairs of named values (so that "large amount and foreign country" can weigh by itself).
 * Of more than `most`, those with the least hashes stay: the same choice for every prompt.
 */
export const promptFeatures = (prompt: string, most: number): readonly number[] => {
  const found = prompt.match(WORDS) ?? []
  const slots = slotsOf(found)
  const words = found
    .filter((word) => word !== ':' && word !== '=' && !NUMBER.test(word))
    .slice(-MAX_WORDS)
    .map((word) => word.toLowerCase())
  const names = new Set<string>()
  words.forEach((word, i) => {
    names.add(`w ${word}`)
    if (i > 0) names.add(`p ${words[i - 1]} ${word}`)
  })
  for (const slot of slots) names.add(`s ${slot.key} ${slot.value}`)
  const pairs = slots.filter(crossable).slice(-MAX_SLOTS)
  pairs.forEach((a, i) => {
    for (const b of pairs.slice(i + 1)) names.add(`x ${a.key} ${a.value} ${b.key} ${b.value}`)
  })
  const hashes = [...names].map((name) => hashText(name))
  return hashes.length <= most ? hashes : hashes.sort((a, b) => a - b).slice(0, most)
}

/** Features of a step besides those of the prompt. */
export const STEP_FEATURES = 4

/**
 * Hashes that describe where an answer stands: its last one to three tokens, and every prompt
 * feature seen from there. `history` holds token numbers.
 */
export const stepFeatures = (
  prompt: readonly number[],
  history: readonly number[],
): Uint32Array => {
  const at = history.length
  const one = mix(1, history[at - 1] ?? 0xffff)
  const two = mix(one, history[at - 2] ?? 0xffff)
  const three = mix(two, history[at - 3] ?? 0xffff)
  const features = new Uint32Array(prompt.length + STEP_FEATURES)
  features.set([7, one, two, three])
  for (let i = 0; i < prompt.length; i++) features[i + STEP_FEATURES] = mix(prompt[i] ?? 0, two)
  return features
}
