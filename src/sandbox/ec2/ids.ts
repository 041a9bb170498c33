import { createHash, randomBytes } from 'node:crypto'

/** `vpc-0` and 16 hexadecimal digits, as EC2 gives ids out. */
export const newId = (prefix: string): string => `${prefix}-0${randomBytes(8).toString('hex')}`

/** An id that is the same for the same parts. */
export const steadyId = (prefix: string, ...parts: readonly string[]): string =>
  `${prefix}-0${createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 16)}`
