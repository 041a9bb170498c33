import { meantRole } from './conversation.ts'
import type { RecordFormatName, RecordLimits } from './limits.ts'
import { survivesWriting } from './rewrite.ts'
import { isObject, type JsonObject } from './rule.ts'

/** One repair of a line, named by the rule it satisfies. */
export type Repair = { readonly rule: string; readonly what: string }

export type RepairedLine = {
  /** Undefined: the line is left out. */
  readonly text: string | undefined
  readonly repairs: readonly Repair[]
}

/** What the records are to become. */
export type RepairTarget = { readonly format: RecordFormatName; readonly limits: RecordLimits }

/**
 * What `--fix` makes of a line: changes of form that cannot change the meaning. A line that needs
 * none is returned to the byte, so that untouched records stay recognisable; one that would lose
 * something by being written again (duplicate keys, long numbers) keeps its inside.
 */
export const repairLine = (target: RepairTarget, line: string): RepairedLine => {
  const text = line.replace(/^\ufeff/, '').replace(/\r$/, '')
  const repairs: Repair[] = []
  if (line.startsWith('\ufeff')) repairs.push({ rule: 'file.bom', what: 'byte order mark removed' })
  if (line.endsWith('\r')) repairs.push({ rule: 'line.crlf', what: 'CRLF became LF' })
  const kept = text.replace(/^[ \t]+|[ \t]+$/g, '')
  if (text.trim() === '') {
    const blank = { rule: 'line.blank', what: 'empty line removed' }
    return { text: undefined, repairs: [...repairs, blank] }
  }
  if (kept !== text) {
    repairs.push({ rule: 'line.trailing-space', what: 'white space around the record removed' })
  }
  const value = parsed(kept)
  if (!isObject(value)) return { text: kept, repairs }
  const record: Draft = { ...value }
  const inner = insideRepairs(target, record)
  if (inner.length === 0 || !survivesWriting(kept)) return { text: kept, repairs }
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

const VERSION = 'bedrock-conversation-2024'

/** Repairs of the record itself; it is changed in place. */
const insideRepairs = ({ format, limits }: RepairTarget, record: Draft): readonly Repair[] => {
  switch (format) {
    case 'converse':
      return [
        ...repairVersion(record, format, limits.schemaVersion),
        ...repairSystem(record, format, blocksOf),
        ...repairTurns(record, format, blocksOf),
      ]
    case 'distill-prompts':
      return [
        ...repairVersion(record, format, VERSION),
        ...repairSystem(record, format, blocksOf),
        ...repairTurns(record, format, blocksOf),
      ]
    case 'haiku':
      return [...repairSystem(record, format, textOf), ...repairTurns(record, format, textOf)]
    case 'rft':
      return repairTurns(record, format, textOf)
    case 'prompt-completion':
    case 'invocation-log':
    case 'continued-pre-training':
    case 'image-caption':
      return []
  }
}

/** A content in the other form; undefined when it needs no change or none is sure. */
type Reform = (content: unknown) => { readonly content: unknown; readonly what: string } | undefined

const blocksOf: Reform = (content) => {
  if (typeof content === 'string') {
    return { content: [{ text: content }], what: 'text became a block' }
  }
  return isObject(content) && typeof content.text === 'string'
    ? { content: [content], what: 'a lone block became an array' }
    : undefined
}

/** One text block; several have no one text. */
const textOf: Reform = (content) => {
  const [only, ...others]: unknown[] = Array.isArray(content) ? content : [content]
  const isOnly = others.length === 0 && isObject(only) && Object.keys(only).join() === 'text'
  return isOnly && typeof only.text === 'string'
    ? { content: only.text, what: 'the one block became its text' }
    : undefined
}

const repairVersion = (
  record: Draft,
  format: RecordFormatName,
  version: string | undefined,
): readonly Repair[] => {
  if (version === undefined || record.schemaVersion === version) return []
  const had = record.schemaVersion === undefined ? 'added' : 'corrected'
  record.schemaVersion = version
  return [{ rule: `${format}.schema-version`, what: `schemaVersion ${had}` }]
}

const repairSystem = (
  record: Draft,
  format: RecordFormatName,
  reform: Reform,
): readonly Repair[] => {
  const found = reform(record.system)
  if (found === undefined) return []
  record.system = found.content
  return [{ rule: `${format}.system`, what: `system: ${found.what}` }]
}

const repairTurns = (
  record: Draft,
  format: RecordFormatName,
  reform: Reform,
): readonly Repair[] => {
  const repairs: Repair[] = []
  if (!Array.isArray(record.messages)) return repairs
  record.messages = record.messages.map((value: unknown) => {
    if (!isObject(value)) return value
    const turn: Draft = { ...value }
    const role = roleOf(value, format)
    if (role !== undefined && role !== value.role) {
      turn.role = role
      const what = `role ${JSON.stringify(value.role)} became "${role}"`
      repairs.push({ rule: `${format}.role`, what })
    }
    const found = reform(value.content)
    if (found !== undefined) {
      turn.content = found.content
      repairs.push({ rule: `${format}.content`, what: `content: ${found.what}` })
    }
    return turn
  })
  return repairs
}

const roleOf = ({ role }: JsonObject, format: RecordFormatName): string | undefined => {
  const isSystem =
    format === 'rft' && typeof role === 'string' && role.trim().toLowerCase() === 'system'
  return isSystem ? 'system' : meantRole(role)
}
