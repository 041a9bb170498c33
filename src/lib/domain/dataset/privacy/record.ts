import { child } from '../json-walk.ts'
import { findPrivate, type PrivateValue, type Search } from './detect.ts'

/** Private values in one text of a record. */
export type PrivateText = {
  /** JSON pointer of the text. */
  readonly pointer: string
  /** The name of the member is meant, not its value. */
  readonly key?: true
  readonly text: string
  readonly found: readonly PrivateValue[]
  /** Why it cannot be replaced without breaking the record; undefined when it can. */
  readonly fixed: string | undefined
}

/** Members whose text has a meaning of its own; another text would break the record. */
const FIXED_MEMBERS: Readonly<Record<string, string>> = {
  uri: 'an address',
  'image-ref': 'an address',
  role: 'a role',
  format: 'a format',
  schemaVersion: 'a version',
  toolUseId: 'an id',
  bucketOwner: 'an account',
}
/** Media in base64: letters that mean nothing as text. */
const MEDIA_MEMBER = 'bytes'

/** Shorter texts hold nothing that is looked for: an e-mail address has six characters. */
const SHORTEST = 6

/** Whether one text holds a private value. */
export const holdsPrivate = (text: string, search: Search): boolean =>
  text.length >= SHORTEST && findPrivate(text, search).length > 0

/** Where the walk is: pointers are made of the path only for what is found. */
type Walk = {
  readonly search: Search
  readonly path: (string | number)[]
  readonly texts: PrivateText[]
}

/** The private values of a parsed record, in all texts, names and numbers. */
export const privateTexts = (root: unknown, search: Search): readonly PrivateText[] => {
  const walk: Walk = { search, path: [], texts: [] }
  visit(walk, root, '')
  return walk.texts
}

const visit = (walk: Walk, value: unknown, name: string): void => {
  if (typeof value === 'string') {
    if (name !== MEDIA_MEMBER) look(walk, value, 'text')
  } else if (typeof value === 'number') look(walk, String(value), 'number')
  else if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      walk.path.push(i)
      visit(walk, value[i], '')
      walk.path.pop()
    }
  } else if (typeof value === 'object' && value !== null) {
    const members = value as Readonly<Record<string, unknown>>
    for (const key of Object.keys(members)) {
      walk.path.push(key)
      look(walk, key, 'key')
      visit(walk, members[key], key)
      walk.path.pop()
    }
  }
}

const look = ({ search, path, texts }: Walk, text: string, kind: 'text' | 'number' | 'key') => {
  if (text.length < SHORTEST) return
  const found = findPrivate(text, search)
  if (found.length === 0) return
  const pointer = path.reduce<string>((parent, name) => child(parent, name), '')
  if (kind === 'key') texts.push({ pointer, key: true, text, found, fixed: 'a name' })
  else texts.push({ pointer, text, found, fixed: kind === 'number' ? 'a number' : fixedAt(path) })
}

const fixedAt = (path: readonly (string | number)[]): string | undefined => {
  const name = String(path.at(-1) ?? '')
  return Object.hasOwn(FIXED_MEMBERS, name) ? FIXED_MEMBERS[name] : undefined
}
