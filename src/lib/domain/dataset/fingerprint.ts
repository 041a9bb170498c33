import { hash } from 'node:crypto'
import type { Detail } from './findings.ts'

/**
 * A name for a finding that stays when lines move: of the rule, the place in the record and the text
 * around it, or of what the finding says it is about. Numbers in messages are places and counts, so
 * they do not take part.
 */
export const fingerprintOf = (rule: string, detail: Detail): string => {
  const { pointer = '', message, excerpt, identity } = detail
  const about =
    identity ??
    `${message.replace(/[^\s:]{0,400}:\d+/g, ':').replace(/\d+/g, '#')}\n${excerpt?.text ?? ''}`
  return hash('sha256', `${rule}\n${pointer}\n${about}`, 'hex').slice(0, 16)
}
