import type { CustomizationRules } from '../models/customization-rules.ts'
import { type Example, exampleOf } from '../stand-in/example.ts'

/** What a record turned out to be. */
export type Examined =
  | { readonly problem: string }
  | {
      readonly example: Example
      /** Characters of all its texts. */
      readonly characters: number
      readonly media: 'text' | 'image' | 'video' | 'document'
    }

type Json = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A broken rule; caught by `examine`. */
class Broken extends Error {}

const demand = (holds: boolean, problem: string): void => {
  if (!holds) throw new Broken(problem)
}

type Block = { readonly kind: string; readonly text: string }

const MEDIA = ['image', 'video', 'document']
const BY_ASSISTANT = ['text', 'toolUse', 'reasoningContent']
const BY_USER = ['text', 'image', 'video', 'document', 'toolResult']

const blockOf = (block: unknown, role: string, rules: CustomizationRules): Block => {
  demand(isObject(block) && Object.keys(block).length === 1, 'a content block must have one member')
  const [kind = '', value] = Object.entries(block as Json)[0] ?? []
  const allowed = role === 'assistant' ? BY_ASSISTANT : BY_USER
  demand(allowed.includes(kind), `a ${role} turn cannot contain ${kind}`)
  const media = rules.media.some((known) => known === kind)
  demand(!MEDIA.includes(kind) || media, `the base model does not accept ${kind} content`)
  demand(kind !== 'reasoningContent' || rules.reasoning, 'the base model does not accept reasoning')
  const tool = kind === 'toolUse' || kind === 'toolResult'
  demand(!tool || rules.reasoning, 'the base model does not accept tools')
  if (kind === 'text') demand(typeof value === 'string', 'text must be a string')
  return { kind, text: typeof value === 'string' ? value : '' }
}

const turnOf = (message: unknown, at: number, rules: CustomizationRules): Block[] => {
  demand(isObject(message), `messages[${at}] must be an object`)
  const { role, content } = message as Json
  const wanted = at % 2 === 0 ? 'user' : 'assistant'
  demand(role === wanted, `messages[${at}].role must be "${wanted}"`)
  if (rules.format === 'haiku') {
    demand(typeof content === 'string', `messages[${at}].content must be a string`)
    return [{ kind: 'text', text: String(content) }]
  }
  demand(
    Array.isArray(content) && content.length > 0,
    `messages[${at}].content must be a non-empty array`,
  )
  const blocks = (content as unknown[]).map((block) => blockOf(block, wanted, rules))
  const empty = blocks.every((block) => block.kind === 'text' && block.text.trim() === '')
  demand(!empty, `messages[${at}] is empty`)
  return blocks
}

const systemOf = (system: unknown, rules: CustomizationRules): string => {
  if (system === undefined) return ''
  if (rules.format === 'haiku') {
    demand(typeof system === 'string', 'system must be a string')
    return String(system)
  }
  demand(Array.isArray(system), 'system must be an array')
  const items = system as unknown[]
  demand(!rules.strictSchema || items.length === 1, 'system must have exactly one item')
  return items
    .map((item) => {
      demand(isObject(item) && typeof item.text === 'string', 'system items must have a text')
      return String((item as Json).text)
    })
    .join('\n')
}

const mediaOf = (blocks: readonly Block[]): 'text' | 'image' | 'video' | 'document' => {
  const count = (kind: string): number => blocks.filter((block) => block.kind === kind).length
  const kinds = (['image', 'video', 'document'] as const).filter((kind) => count(kind) > 0)
  demand(kinds.length <= 1, 'a record cannot mix images, videos and documents')
  demand(count('image') <= 10, 'a record can have at most 10 images')
  demand(count('video') <= 1, 'a record can have at most one video')
  demand(count('document') <= 1, 'a record can have at most one document')
  return kinds[0] ?? 'text'
}

const textOf = (blocks: readonly Block[] | undefined): string =>
  (blocks ?? []).map((block) => block.text).join('\n')

const conversation = (record: Json, rules: CustomizationRules): Examined => {
  const { messages, schemaVersion } = record
  const constant = schemaVersion === 'bedrock-conversation-2024'
  demand(!rules.strictSchema || constant, 'schemaVersion must be "bedrock-conversation-2024"')
  demand(Array.isArray(messages) && messages.length >= 2, 'messages must have at least two items')
  const turns = (messages as unknown[]).map((message, at) => turnOf(message, at, rules))
  demand(turns.length % 2 === 0, 'the last turn must be of the assistant')
  const system = systemOf(record.system, rules)
  const asked = [system, ...turns.filter((_, at) => at % 2 === 0).map(textOf)]
  const word = rules.reservedWords.find((reserved) => asked.some((text) => text.includes(reserved)))
  demand(
    word === undefined,
    `the reserved keyword ${word} is in a prompt, training fails due to data issues`,
  )
  return {
    example: exampleOf(`${system}\n${textOf(turns.at(-2))}`, textOf(turns.at(-1))),
    characters: system.length + turns.reduce((sum, turn) => sum + textOf(turn).length, 0),
    media: mediaOf(turns.flat()),
  }
}

const texts = (record: Json, prompt: string | undefined, completion: string): Examined => {
  for (const name of [prompt, completion]) {
    demand(name === undefined || typeof record[name] === 'string', `"${name}" must be a string`)
  }
  const asked = prompt === undefined ? '' : String(record[prompt])
  const said = String(record[completion])
  return { example: exampleOf(asked, said), characters: asked.length + said.length, media: 'text' }
}

const byFormat = (record: Json, rules: CustomizationRules): Examined => {
  if (rules.format === 'prompt-completion') return texts(record, 'prompt', 'completion')
  if (rules.format === 'text') return texts(record, undefined, 'input' in record ? 'input' : 'text')
  return conversation(record, rules)
}

/**
 * Checks one line of a data set as Bedrock does. Sources: AWS's data preparation pages and validator
 * scripts (model-customization-prepare.html; aws-samples/amazon-bedrock-samples).
 */
export const examine = (line: string, rules: CustomizationRules): Examined => {
  let record: unknown
  try {
    record = JSON.parse(line)
  } catch {
    return { problem: 'not valid JSON' }
  }
  if (!isObject(record)) return { problem: 'not a JSON object' }
  try {
    return byFormat(record, rules)
  } catch (error) {
    if (error instanceof Broken) return { problem: error.message }
    throw error
  }
}
