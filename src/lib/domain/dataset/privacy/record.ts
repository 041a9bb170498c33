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

/** The private values of a parsed record, in all texts, names and numbers. */
export const privateTexts = (root: unknown, search: Search): readonly PrivateText[] => {
  const texts: PrivateText[] = []
  const look = (text: string, at: Omit<PrivateText, 'text' | 'found'>) => {
    const found = findPrivate(text, search)
    if (found.length > 0) texts.push({ ...at, text, found })
  }
  const visit = (value: unknown, pointer: string, name: string): void => {
    if (typeof value === 'string') {
      const fixed = Object.hasOwn(FIXED_MEMBERS, name) ? FIXED_MEMBERS[name] : undefined
      if (name !== MEDIA_MEMBER) look(value, { pointer, fixed })
    } else if (typeof value === 'number') look(String(value), { pointer, fixed: 'a number' })
    else if (Array.isArray(value)) {
      for (const [i, item] of value.entries()) visit(item, child(pointer, i), '')
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, member] of Object.entries(value)) {
        const at = child(pointer, key)
        look(key, { pointer: at, key: true, fixed: 'a name' })
        visit(member, at, key)
      }
    }
  }
  visit(root, '', '')
  return texts
}
