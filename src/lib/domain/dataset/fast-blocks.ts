import type { ObjectShape, Shape, ShapeKey } from '../../ports/scanner.ts'
import type { BlockKind } from './conversation.ts'
import { EXTRA_OF, MEDIA } from './converse-media.ts'
import type { RecordLimits } from './limits.ts'

/** What the scanner notes for `noteJudge` (fast-notes.ts); image, video and document: the URI; of some the key. */
export const NOTE = {
  image: 1,
  video: 2,
  document: 3,
  bucketOwner: 4,
  toolConfig: 5,
  toolUse: 6,
  toolName: 7,
  toolResult: 8,
  unknownKey: 9,
  unknownTurnKey: 10,
  sagemakerKey: 11,
} as const

export const required = (name: string, shape: Shape): ShapeKey => ({ name, shape, required: true })
export const optional = (name: string, shape: Shape): ShapeKey => ({ name, shape, required: false })
export const object = (...keys: readonly ShapeKey[]): ObjectShape => ({ kind: 'object', keys })
export const ANY: Shape = { kind: 'any' }
/** An object whose other keys are warned of. */
export const warned = (shape: ObjectShape, note: number): ObjectShape => ({
  ...shape,
  others: { shape: ANY, max: 1, note },
})
/** An object that may have keys of its own besides. */
export const open = (...keys: readonly ShapeKey[]): ObjectShape => ({
  kind: 'object',
  keys,
  others: { shape: ANY },
})

export const TEXT: Shape = { kind: 'text', counted: true, notBlank: true, watched: true }
/** A text that no rule reads. */
export const UNREAD: Shape = { kind: 'text' }
export const TEXT_BLOCK = object(required('text', TEXT))

const mediaShape = (kind: 'image' | 'video' | 'document', { allows }: RecordLimits): Shape => {
  // The formats that models of reasoning may refuse are warned of.
  const isDoubtful = (format: string) => allows?.includes('reasoning') && /^web[pm]$/.test(format)
  const values = MEDIA[kind].sure.filter((format) => isDoubtful(format) !== true)
  const place = object(
    required('uri', { kind: 'text', note: NOTE[kind] }),
    optional('bucketOwner', { kind: 'text', note: NOTE.bucketOwner }),
  )
  return object(
    required('format', { kind: 'one-of', values }),
    required('source', object(required('s3Location', place))),
    optional('name', UNREAD),
  )
}

const SIDES = {
  user: ['text', 'image', 'video', 'document', 'toolResult'],
  assistant: ['text', 'reasoningContent', 'toolUse'],
} as const

/** What stands in the turns of a side, of the kinds that a model takes. */
export const contentOf = (side: 'user' | 'assistant', limits: RecordLimits): Shape => {
  const { allows } = limits
  const isTaken = (kind: BlockKind) => {
    const need = EXTRA_OF[kind]
    return need === undefined || allows === undefined || allows.includes(need)
  }
  const keys = SIDES[side].filter(isTaken).map((kind) => optional(kind, blockShape(kind, limits)))
  return { kind: 'array', items: { kind: 'object', keys, one: true }, min: 1 }
}

const blockShape = (kind: BlockKind, limits: RecordLimits): Shape => {
  switch (kind) {
    case 'text':
      return TEXT
    case 'reasoningContent':
      return object(
        required('reasoningText', object(required('text', UNREAD), optional('signature', UNREAD))),
      )
    case 'toolUse':
      return object(
        required('toolUseId', { kind: 'text', note: NOTE.toolUse }),
        required('name', { kind: 'text', note: NOTE.toolName }),
        optional('input', ANY),
      )
    case 'toolResult':
      return open(required('toolUseId', { kind: 'text', note: NOTE.toolResult }))
    default:
      return mediaShape(kind, limits)
  }
}
