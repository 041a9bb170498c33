import { createHmac } from 'node:crypto'
import type { PrivateValue } from './detect.ts'

/** What stands in place of a private value. */
export const REPLACEMENTS = ['TYPE', 'hash', 'mask'] as const
export type Replacement = (typeof REPLACEMENTS)[number]

/** No vowels, so that no words arise; no digits, so that no detector finds a number. */
const LETTERS = 'bcdfghjkmnpqrstvwxz'
const TYPE_LETTERS = 8
const HASH_LETTERS = 16

/**
 * The same value gives the same pseudonym wherever it stands. The key keeps others from trying out
 * values until a pseudonym fits, so it must stay as secret as the data.
 */
export const pseudonyms = (style: Replacement, key: string) => {
  return ({ detector, value }: PrivateValue): string => {
    if (style === 'mask') return value.replace(/[\p{L}\p{N}]/gu, '*')
    // Spelling does not make another person, but case and dots make another secret.
    const same = detector.kind === 'secret' ? value : value.replace(/[\s().-]/g, '').toLowerCase()
    const digest = createHmac('sha256', key).update(`${detector.id}\n${same}`).digest()
    const letters = [...digest].map((byte) => LETTERS[byte % LETTERS.length]).join('')
    if (style === 'hash') return letters.slice(0, HASH_LETTERS)
    return `[${detector.id.toUpperCase()}-${letters.slice(0, TYPE_LETTERS)}]`
  }
}
