import { createHash } from 'node:crypto'
import type { Documents } from '../service.ts'

const DOCUMENT = 'seed'
const DEFAULT_SEED = 'mlctl'

export const readSeed = (documents: Documents): string =>
  documents.read<{ seed: string }>(DOCUMENT, { seed: DEFAULT_SEED }).seed

export const saveSeed = (documents: Documents, seed: string): void => {
  documents.update<{ seed: string }, void>(DOCUMENT, { seed: DEFAULT_SEED }, (document) => {
    document.seed = seed
  })
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** Upper-case letters and digits as AWS uses them in ids; the same parts give the same text. */
export const derivedId = (length: number, ...parts: readonly string[]): string => {
  const digest = createHash('sha512').update(parts.join('\0')).digest()
  return Array.from({ length }, (_, index) => ALPHABET[(digest[index % 64] ?? 0) & 31]).join('')
}
