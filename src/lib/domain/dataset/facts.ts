import { createHash } from 'node:crypto'
import type { Block } from './conversation.ts'
import { bodyOf, mediaKinds } from './converse-media.ts'
import { toolSpecs } from './converse-tools.ts'
import { isObject, type JsonObject, type RecordView } from './rule.ts'

/** What checks across records need to know of one. */
export type RecordFacts = {
  /** UTF-16 units of all its texts. */
  readonly characters: number
  /** What the model is asked; undefined when the record has none. */
  readonly prompt: string | undefined
  /** The user's part of it; absent where that is all of it. */
  readonly question?: string
  /** `text`, or the kinds of media in it. */
  readonly modality: string
  /** Files it names. Absent for records of text alone. */
  readonly media?: readonly MediaReference[]
  /** Tools it defines, with a digest of each definition. Absent for records without tools. */
  readonly tools?: ReadonlyMap<string, string>
}

export type MediaReference = {
  readonly kind: 'image' | 'video' | 'document'
  /** As written; it may be no legal URI. */
  readonly uri: string
  readonly pointer: string
}

export const conversationFacts = (view: RecordView): RecordFacts => {
  let characters = 0
  let prompt = ''
  let question = ''
  for (const { text, owner } of view.blocks) {
    characters += text?.length ?? 0
    if (owner !== 'assistant') prompt += `${text ?? ''}\n`
    if (owner === 'user') question += `${text ?? ''}\n`
  }
  const kinds = mediaKinds(view)
  const base = { characters, prompt, modality: kinds.join('+') || 'text' }
  const tools = view.root.toolConfig === undefined ? undefined : definitions(view.root)
  return {
    ...base,
    ...(view.system.length === 0 ? {} : { question }),
    ...(kinds.length === 0 ? {} : { media: view.blocks.flatMap(referenceOf) }),
    ...(tools === undefined || tools.size === 0 ? {} : { tools }),
  }
}

/** Facts of a record whose texts are one or two of its members. */
export const flatFacts =
  (promptKey: string, otherKey?: string) =>
  ({ root }: RecordView): RecordFacts => {
    const [prompt, other] = [root[promptKey], otherKey === undefined ? undefined : root[otherKey]]
    const length = (value: unknown) => (typeof value === 'string' ? value.length : 0)
    return {
      characters: length(prompt) + length(other),
      prompt: typeof prompt === 'string' ? prompt : undefined,
      modality: 'text',
    }
  }

const referenceOf = (block: Block): readonly MediaReference[] => {
  const { kind } = block
  if (kind !== 'image' && kind !== 'video' && kind !== 'document') return []
  const { source } = bodyOf(block)
  const place = isObject(source) && isObject(source.s3Location) ? source.s3Location : {}
  return [{ kind, uri: String(place.uri ?? ''), pointer: block.at }]
}

/** Each tool that a record defines, with a digest of its definition. */
export const definitions = (root: JsonObject): ReadonlyMap<string, string> =>
  new Map(
    toolSpecs(root).flatMap((spec) =>
      typeof spec.name === 'string' ? [[spec.name, digestOf(spec)] as const] : [],
    ),
  )

/** The order of keys does not make another definition. */
const digestOf = (value: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(sorted(value)))
    .digest('base64url')
    .slice(0, 16)

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted)
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((name) => [name, sorted(value[name])]),
  )
}
