import { child } from './json-walk.ts'
import { isObject, type JsonObject, type RecordView } from './rule.ts'

/** The members that make a content block what it is (Converse API, ContentBlock). */
export const BLOCK_KINDS = [
  'text',
  'image',
  'video',
  'document',
  'reasoningContent',
  'toolUse',
  'toolResult',
] as const

export type BlockKind = (typeof BLOCK_KINDS)[number]

/** Spellings of other chat formats, and what they mean here. */
const ROLE_SPELLINGS: Readonly<Record<string, 'user' | 'assistant'>> = {
  user: 'user',
  human: 'user',
  assistant: 'assistant',
  bot: 'assistant',
  model: 'assistant',
  ai: 'assistant',
}

export type Owner = 'user' | 'assistant' | 'system' | 'unknown'

export type Block = {
  /** JSON pointer. */
  readonly at: string
  readonly owner: Owner
  readonly value: unknown
  /** Undefined when no kind, or more than one, is named. */
  readonly kind: BlockKind | undefined
  /** The text of a text block. */
  readonly text: string | undefined
}

export type Turn = {
  readonly at: string
  readonly index: number
  readonly value: unknown
  readonly role: unknown
  readonly content: unknown
  readonly blocks: readonly Block[]
}

/** Takes a conversation record apart; whatever is not where it should be is left out. */
export const conversationView = (root: JsonObject): RecordView => {
  const system = blocksOf(root.system, '/system', 'system')
  const turns = Array.isArray(root.messages) ? root.messages.map(turnOf) : []
  return { root, system, turns, blocks: [...system, ...turns.flatMap((turn) => turn.blocks)] }
}

/** Records without turns. */
export const flatView = (root: JsonObject): RecordView => ({
  root,
  system: [],
  turns: [],
  blocks: [],
})

const turnOf = (value: unknown, index: number): Turn => {
  const at = child('/messages', index)
  const { role, content } = isObject(value) ? value : {}
  // A misspelt role is reported once; what it means is clear to the other rules.
  const owner = meantRole(role) ?? 'unknown'
  return { at, index, value, role, content, blocks: blocksOf(content, `${at}/content`, owner) }
}

/** The role that a spelling stands for. */
export const meantRole = (role: unknown): 'user' | 'assistant' | undefined =>
  typeof role === 'string' ? ROLE_SPELLINGS[role.trim().toLowerCase()] : undefined

const blocksOf = (content: unknown, at: string, owner: Owner): readonly Block[] => {
  // A plain string is the older Claude form, which rules about text read as one block.
  if (typeof content === 'string') {
    return [{ at, owner, value: content, kind: undefined, text: content }]
  }
  if (!Array.isArray(content)) return []
  return content.map((value: unknown, index) => blockOf(value, child(at, index), owner))
}

const blockOf = (value: unknown, at: string, owner: Owner): Block => {
  const named = isObject(value) ? BLOCK_KINDS.filter((kind) => value[kind] !== undefined) : []
  const kind = named.length === 1 ? named[0] : undefined
  const text = isObject(value) && typeof value.text === 'string' ? value.text : undefined
  return { at, owner, value, kind, text }
}
