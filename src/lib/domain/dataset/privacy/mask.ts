import { type Excerpt, excerptAt } from '../text.ts'
import { findPrivate, type PrivateValue, type Search } from './detect.ts'

/** Longer values show more of their start, never their end, and never how long they are. */
const shown = (length: number): number => (length >= 16 ? 4 : length >= 8 ? 2 : 1)

/** Enough of a private value to find it again, too little to use it. */
export const masked = (value: string): string => `${value.slice(0, shown(value.length))}********`

/** The text with every private value in it replaced. */
export const replaced = (
  text: string,
  found: readonly PrivateValue[],
  replacement: (found: PrivateValue) => string,
): string => {
  let [result, from] = ['', 0]
  for (const one of found) {
    result += text.slice(from, one.start) + replacement(one)
    from = one.end
  }
  return result + text.slice(from)
}

/** The surroundings of one value, with it and its neighbours masked. */
export const maskedExcerpt = (
  text: string,
  found: readonly PrivateValue[],
  at: PrivateValue,
): Excerpt => {
  const before = replaced(
    text.slice(0, at.start),
    found.filter(({ end }) => end <= at.start),
    ({ value }) => masked(value),
  )
  const whole = replaced(text, found, ({ value }) => masked(value))
  return excerptAt(whole, before.length)
}

/** A JSON pointer to show: names of members can be private too. */
export const maskedPointer = (pointer: string, search: Search): string =>
  replaced(pointer, findPrivate(pointer, search), ({ value }) => masked(value))

/** What another rule shows of a record, without the private values in it. */
export const maskedShown = <T extends { readonly message: string; readonly excerpt?: Excerpt }>(
  shown: T,
  search: Search,
): T => {
  const hide = (text: string) =>
    replaced(text, findPrivate(text, search), ({ value }) => masked(value))
  const { message, excerpt } = shown
  if (excerpt === undefined) return { ...shown, message: hide(message) }
  const { text, mark } = excerpt
  const found = findPrivate(text, search)
  // A mark inside a value goes to its start, which is still there.
  const start = found.find((one) => one.start < mark && mark < one.end)?.start ?? mark
  const before = found.filter(({ end }) => end <= start)
  const lead = replaced(text.slice(0, start), before, ({ value }) => masked(value))
  return { ...shown, message: hide(message), excerpt: { text: hide(text), mark: lead.length } }
}
