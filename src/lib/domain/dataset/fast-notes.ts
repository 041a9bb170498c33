import { Buffer } from 'node:buffer'
import { type LineNote, MISSING, SUSPICION } from '../../ports/scanner.ts'
import type { Turn } from './conversation.ts'
import { isAccount, isMediaUri, MEDIA } from './converse-media.ts'
import { configPlaces } from './converse-tools.ts'
import { definitions, type MediaReference, type RecordFacts } from './facts.ts'
import { NOTE } from './fast-blocks.ts'
import { CAPTION_LENGTH, isImageUri } from './flat-formats.ts'
import type { Broken, RecordFormat } from './formats.ts'
import type { RecordFormatName, RecordLimits } from './limits.ts'
import type { JsonObject, RecordRule, RecordView } from './rule.ts'
import { utf8Text } from './text.ts'

/** A line with the shape of its format, and what the scanner noted of it. */
export type NotedLine = {
  readonly characters: number
  readonly bytes: Uint8Array
  readonly notes: readonly LineNote[]
}

/** What is known of a line by its notes. */
export type Judged = {
  readonly facts: RecordFacts
  /** The one rule that it breaks, a warning. */
  readonly broken: Broken | undefined
}

/** Undefined for a line that may break other rules than one that warns. */
export type NoteJudge = (line: NotedLine) => Judged | undefined

/** Judges what the shapes of fast-shape.ts leave open: rules that compare parts, or read addresses. */
export const noteJudge = (format: RecordFormat, limits: RecordLimits): NoteJudge => {
  const factsOf = factsReader(format.name, limits)
  const warningOf = warningReader(format)
  return (line) => {
    const facts = factsOf(line)
    const warning = facts && warningOf(line)
    if (facts === undefined || warning === undefined) return undefined
    return { facts, broken: warning === 'none' ? undefined : warning }
  }
}

type FactsReader = (line: NotedLine) => RecordFacts | undefined

const factsReader = (format: RecordFormatName, limits: RecordLimits): FactsReader => {
  if (format === 'image-caption') return captionReader(limits)
  const toolsOf = toolReader(format === 'converse')
  return (line) => {
    const media = mediaOf(line)
    const tools = toolsOf(line)
    if (media === undefined || tools === undefined) return undefined
    const modality = media[0]?.kind ?? 'text'
    return {
      characters: line.characters,
      prompt: undefined,
      modality,
      ...(media.length === 0 ? {} : { media }),
      ...(tools.size === 0 ? {} : { tools }),
    }
  }
}

const captionReader =
  ({ captionLength = CAPTION_LENGTH }: RecordLimits): FactsReader =>
  ({ characters, bytes, notes }) => {
    const note = notes.find(({ kind }) => kind === NOTE.image)
    const uri = note === undefined ? '' : noted(bytes, note)
    const { min, max } = captionLength
    if (!isImageUri(uri) || characters < min || characters > max) return undefined
    const media = [{ kind: 'image', uri, pointer: '/image-ref' } as const]
    return { characters, prompt: undefined, modality: 'text', media }
  }

const MEDIA_NOTES = new Map<number, MediaReference['kind']>([
  [NOTE.image, 'image'],
  [NOTE.video, 'video'],
  [NOTE.document, 'document'],
])
const NO_MEDIA: readonly MediaReference[] = []

/** The files that a conversation names, all of one kind and not too many; undefined otherwise. */
const mediaOf = ({ bytes, notes }: NotedLine): readonly MediaReference[] | undefined => {
  let media: MediaReference[] | undefined
  for (const note of notes) {
    const kind = MEDIA_NOTES.get(note.kind)
    if (kind !== undefined) {
      const uri = noted(bytes, note)
      if (!isMediaUri(uri)) return undefined
      media ??= []
      media.push({ kind, uri, pointer: `/messages/${note.outer}/content/${note.inner}` })
    } else if (note.kind === NOTE.bucketOwner && !isAccount(noted(bytes, note))) return undefined
  }
  const [first] = media ?? NO_MEDIA
  if (media === undefined || first === undefined) return NO_MEDIA
  const isAlike = media.every(({ kind }) => kind === first.kind)
  return isAlike && media.length <= MEDIA[first.kind].max ? media : undefined
}

type Tools = ReadonlyMap<string, string>
const NO_TOOLS: Tools = new Map()

/** Definitions that are kept, for records mostly have the same few. */
const MOST_CONFIGS = 64

type Config = { readonly bytes: Uint8Array; readonly tools: Tools | undefined }

/** The tools that a line defines; undefined when definitions, calls or results may break a rule. */
const toolReader = (isJudged: boolean) => {
  const configs: Config[] = []
  const configOf = (bytes: Uint8Array): Tools | undefined => {
    const known = configs.find((config) => Buffer.compare(config.bytes, bytes) === 0)
    if (known !== undefined) return known.tools
    const root = { toolConfig: JSON.parse(utf8Text(bytes)) as unknown }
    const tools = isJudged && configPlaces({ root }).length > 0 ? undefined : definitions(root)
    if (configs.length === MOST_CONFIGS) configs.shift()
    configs.push({ bytes: Buffer.from(bytes), tools })
    return tools
  }
  return ({ bytes, notes }: NotedLine): Tools | undefined => {
    const config = notes.find(({ kind }) => kind === NOTE.toolConfig)
    const tools =
      config === undefined ? NO_TOOLS : configOf(bytes.subarray(config.start, config.end))
    return tools !== undefined && areCallsSound(bytes, notes, tools) ? tools : undefined
  }
}

/** Each call names a tool, and has an id that no other has and that one later result answers. */
const areCallsSound = (bytes: Uint8Array, notes: readonly LineNote[], tools: Tools): boolean => {
  const open = new Set<string>()
  const used = new Set<string>()
  for (const note of notes) {
    if (note.kind === NOTE.toolName && !tools.has(noted(bytes, note))) return false
    if (note.kind === NOTE.toolUse) {
      const id = noted(bytes, note)
      if (used.has(id)) return false
      used.add(id)
      open.add(id)
    } else if (note.kind === NOTE.toolResult && !open.delete(noted(bytes, note))) return false
  }
  return open.size === 0
}

const WARNINGS = new Map<number, string>([
  [NOTE.unknownKey, 'unknown-key'],
  [NOTE.unknownTurnKey, 'unknown-key'],
  [NOTE.sagemakerKey, 'sagemaker-key'],
  [MISSING, 'reference-answer'],
])
/** Places that are kept: records mostly have the same odd key. */
const MOST_PLACES = 1_000

/** The rule that a line breaks by an odd key, or one that is not there; undefined when there are several. */
const warningReader = ({ name, rules }: RecordFormat) => {
  const places = new Map<string, Broken | undefined>()
  const remembered = (key: string, make: () => Broken | undefined): Broken | undefined => {
    if (!places.has(key)) {
      if (places.size === MOST_PLACES) places.clear()
      places.set(key, make())
    }
    return places.get(key)
  }
  return ({ bytes, notes }: NotedLine): Broken | 'none' | undefined => {
    let found: LineNote | undefined
    for (const note of notes) {
      if (!WARNINGS.has(note.kind)) continue
      if (found !== undefined) return undefined
      found = note
    }
    if (found === undefined) return 'none'
    const { kind, inner } = found
    const key = noted(bytes, found)
    return remembered(`${kind} ${inner} ${key}`, () => {
      const id = `${name}.${WARNINGS.get(kind)}`
      const value = key === '' ? {} : { [key]: key }
      const view =
        kind === NOTE.unknownTurnKey ? viewWith({}, turnWith(inner, value)) : viewWith(value)
      return brokenBy(
        rules.find((rule) => rule.id === id),
        view,
      )
    })
  }
}

/** What a rule says of a record of which this is all that it reads. */
const brokenBy = (rule: RecordRule | undefined, view: RecordView): Broken | undefined => {
  const [place] = rule?.check(view, {}) ?? []
  return rule === undefined || place === undefined ? undefined : { rule, place }
}

const viewWith = (root: JsonObject, ...turns: readonly Turn[]): RecordView => ({
  root,
  turns,
  system: [],
  blocks: [],
})

const turnWith = (index: number, value: JsonObject): Turn => ({
  index,
  at: `/messages/${index}`,
  value,
  role: undefined,
  content: undefined,
  blocks: [],
})

const noted = (bytes: Uint8Array, { start, end }: LineNote): string => utf8Text(bytes, start, end)

const QUOTE = 0x22

/** The texts and numbers of a line that show a trait of private values, as `privateTexts` reads them. */
export const suspectTexts = (bytes: Uint8Array, notes: readonly LineNote[]): readonly string[] => {
  let texts: string[] | undefined
  for (const note of notes) {
    if (note.kind !== SUSPICION) continue
    texts ??= []
    const text = noted(bytes, note)
    if (bytes[note.start - 1] !== QUOTE) texts.push(String(Number(text)))
    else texts.push(text.includes('\\') ? String(JSON.parse(`"${text}"`)) : text)
  }
  return texts ?? NO_TEXTS
}

const NO_TEXTS: readonly string[] = []
