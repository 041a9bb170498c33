import { parsed, UNREADABLE } from '../hidden-faults.ts'
import { walkJson } from '../json-walk.ts'
import { findPrivate, mayHoldPrivate, type PrivateValue, type Search } from './detect.ts'
import { maskedPointer, replaced } from './mask.ts'
import { type PrivateText, privateTexts } from './record.ts'

export type RedactedLine =
  | {
      readonly kind: 'kept'
      /** The line itself, to the byte, where nothing was found. */
      readonly text: string
      readonly found: readonly PrivateValue[]
    }
  /** What it holds cannot be replaced, so it must not go on. */
  | { readonly kind: 'left-out'; readonly reason: string; readonly found: readonly PrivateValue[] }

/** A replacement can meet its neighbours in a way that looks private again; more rounds never helped. */
const MAX_ROUNDS = 4

/**
 * One line of JSON Lines with its private texts replaced. Only those texts change; keys, numbers,
 * spaces and order stay as they are.
 */
export const redactLine = (
  line: string,
  search: Search,
  pseudonym: (found: PrivateValue) => string,
): RedactedLine => {
  if (!mayHoldPrivate(line, search)) return { kind: 'kept', text: line, found: [] }
  const value = parsed(line)
  if (value === UNREADABLE) return { kind: 'left-out', reason: 'it is no JSON', found: [] }
  const texts = privateTexts(value, search)
  const found = texts.flatMap((text) => text.found)
  const stuck = texts.find(({ fixed }) => fixed !== undefined)
  if (stuck !== undefined)
    return {
      kind: 'left-out',
      reason: stuckReason(stuck, { minConfidence: search.minConfidence }),
      found,
    }
  // What may stay is counted once, above.
  const { passed: _passed, ...quiet } = search
  const { problems, spans } = walkJson(line)
  if (problems.some(({ kind }) => kind === 'duplicate-key')) {
    return { kind: 'left-out', reason: 'a key appears twice, so a value is hidden', found }
  }
  let [text, from] = ['', 0]
  for (const { pointer, text: old } of texts) {
    const span = spans.get(pointer)
    const clean = redactText(old, quiet, pseudonym)
    if (span === undefined || clean === undefined) {
      return {
        kind: 'left-out',
        reason: `${maskedPointer(pointer, quiet)} looks private again when replaced`,
        found,
      }
    }
    text += line.slice(from, span.start) + JSON.stringify(clean)
    from = span.end
  }
  return { kind: 'kept', text: text + line.slice(from), found }
}

const stuckReason = ({ pointer, fixed, found }: PrivateText, search: Search): string =>
  `${found[0]?.detector.what} in ${fixed} at ${maskedPointer(pointer, search)}`

/** A text with its private values replaced; undefined when it looks private however often that is done. */
export const redactText = (
  old: string,
  search: Search,
  pseudonym: (found: PrivateValue) => string,
): string | undefined => {
  let text = old
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const found = findPrivate(text, search)
    if (found.length === 0) return text
    text = replaced(text, found, pseudonym)
  }
  return undefined
}
