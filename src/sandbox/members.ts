import type { Input } from './service.ts'

/**
 * Reading a checked input. The engine has verified types and required members against the API model
 * before an operation runs, so a wrong type here is a bug, not a user's mistake.
 */

/** A required string member. */
export const text = (input: Input, name: string): string => {
  const value = input[name]
  if (typeof value !== 'string') throw new TypeError(`${name}: string expected`)
  return value
}

/** An optional string member. */
export const optionalText = (input: Input, name: string): string | undefined =>
  input[name] === undefined ? undefined : text(input, name)

/** An optional number member. */
export const optionalNumber = (input: Input, name: string): number | undefined => {
  const value = input[name]
  return typeof value === 'number' ? value : undefined
}

/** A list member; absent is empty. */
export const list = <T>(input: Input, name: string): readonly T[] =>
  Array.isArray(input[name]) ? (input[name] as T[]) : []

/** A structure or map member; absent is empty. */
export const members = (input: Input, name: string): Input => (input[name] ?? {}) as Input

/** Only the members that have a value, for building outputs under exactOptionalPropertyTypes. */
export const defined = (value: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined))
