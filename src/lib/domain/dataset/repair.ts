import { conversationView, meantRole } from './conversation.ts'
import type { RecordFormatName } from './limits.ts'
import { isObject, type JsonObject } from './rule.ts'

/** One repair of a line, named by the rule it satisfies. */
export type Repair = { readonly rule: string; readonly what: string }

export type RepairedLine = {
  /** Undefined: the line is left out. */
  readonly text: string | undefined
  readonly repairs: readonly Repair[]
}

/**
 * What `--fix` makes of a line: changes of form that cannot change the meaning. A line that needs
 * none is returned to the byte, so that untouched records stay recognisable.
 */
export const repairLine = (format: RecordFormatName, line: string): RepairedLine => {
  const text = line.replace(/^\ufeff/, '').replace(/\r$/, '')
  const repairs: Repair[] = []
  if (text.length < line.length) {
    if (line.startsWith('\ufeff'))
      repairs.push({ rule: 'file.bom', what: 'byte order mark removed' })
    if (line.endsWith('\r')) repairs.push({ rule: 'line.crlf', what: 'CRLF became LF' })
  }
  if (text.trim() === '') {
    return {
      text: undefined,
      repairs: [...repairs, { rule: 'line.blank', what: 'empty line removed' }],
    }
  }
  const kept = text.trimEnd()
  if (kept !== text)
    repairs.push({ rule: 'line.trailing-space', what: 'trailing white space removed' })
  const value = parsed(kept)
  if (format !== 'converse' || !isObject(value)) return { text: kept, repairs }
  const record = { ...value }
  const inner = [...repairSystem(record), ...repairTurns(record)]
  if (inner.length === 0) return { text: kept, repairs }
  return { text: JSON.stringify(record), repairs: [...repairs, ...inner] }
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

type Draft = Record<string, unknown>

const repairSystem = (record: Draft): readonly Repair[] => {
  if (typeof record.system !== 'string') return []
  record.system = [{ text: record.system }]
  return [{ rule: 'converse.system', what: 'system text became a block' }]
}

const repairTurns = (record: Draft): readonly Repair[] => {
  const repairs: Repair[] = []
  const { turns } = conversationView(record)
  if (turns.length === 0) return repairs
  record.messages = turns.map(({ value, role, content }) => {
    if (!isObject(value)) return value
    const turn: { -readonly [K in keyof JsonObject]: JsonObject[K] } = { ...value }
    const spelled = meantRole(role)
    if (spelled !== undefined && spelled !== role) {
      turn.role = spelled
      repairs.push({
        rule: 'converse.role',
        what: `role ${JSON.stringify(role)} became "${spelled}"`,
      })
    }
    if (typeof content === 'string') {
      turn.content = [{ text: content }]
      repairs.push({ rule: 'converse.content', what: 'text content became a block' })
    }
    return turn
  })
  return repairs
}
