import { type Digest64, digest64 } from '../digest-table.ts'
import type { RecordFormat } from '../formats.ts'
import { type RecordFormatName, type TokenRange, tokensOf } from '../limits.ts'
import type { JsonObject, RecordView } from '../rule.ts'
import { normalised } from '../text.ts'
import { type DistinctCount, distinctCounter } from './distinct.ts'
import { type Answers, labelCounter } from './labels.ts'
import { LOOKED_AT, languageOf } from './languages.ts'
import { type Bin, QUANTILE_ERROR, type Summary, sketch } from './sketch.ts'

export type Share = { readonly name: string; readonly count: number; readonly share: number }

export type Spread = { readonly summary: Summary; readonly bins: readonly Bin[] }

export type RoleStats = {
  /** Of a conversation: user, assistant, system; else the member: prompt, completion, … */
  readonly role: string
  readonly texts: number
  readonly characters: number
}

/** What a data set looks like. Counts are exact; quantiles and estimates say how far they may be off. */
export type DatasetStats = {
  readonly records: number
  readonly formats: readonly Share[]
  /** UTF-16 units of all texts of a record; absent without records. */
  readonly characters?: Spread
  /** Of all records; a range, for only the service knows the exact number. */
  readonly tokens: TokenRange
  readonly tokensPerRecord?: { readonly median: TokenRange; readonly longest: TokenRange }
  /** Turns of a record; absent where records have none. */
  readonly turns?: Spread
  readonly roles: readonly RoleStats[]
  readonly modalities: readonly Share[]
  readonly languages: readonly Share[]
  readonly answers: Answers
  readonly duplicates: { readonly records: DistinctCount; readonly prompts: DistinctCount }
  /** Relative, of every p-value. */
  readonly quantileError: number
}

/** Folds records into their statistics, in memory that does not grow with them. */
export const statsTally = () => {
  const [characters, turns] = [sketch(), sketch()]
  const counts = { formats: counter(), modalities: counter(), languages: counter() }
  const roles = new Map<string, { role: string; texts: number; characters: number }>()
  const [answers, records, prompts] = [labelCounter(), distinctCounter(), distinctCounter()]
  const addRole = (role: string, length: number) => {
    const entry = roles.get(role) ?? { role, texts: 0, characters: 0 }
    entry.texts++
    entry.characters += length
    roles.set(role, entry)
  }

  return {
    /** `digest` is of the whole line; `format` undefined when the record looks like none. */
    add: (root: JsonObject, digest: Digest64, format: RecordFormat | undefined): void => {
      records.add(digest)
      counts.formats.add(format?.name ?? 'unknown')
      if (format === undefined) return
      const view = format.view(root)
      const facts = format.facts(view)
      const texts = textsOf(view)
      characters.add(facts.characters)
      if (view.turns.length > 0) turns.add(view.turns.length)
      for (const [role, text] of texts) addRole(role, text.length)
      counts.modalities.add(facts.modality)
      counts.languages.add(languageOf(beginningOf(texts)))
      if (facts.prompt !== undefined) prompts.add(digest64(normalised(facts.prompt)))
      const answer = texts.findLast(([role]) => ANSWERS.includes(role))
      if (answer !== undefined) answers.add(answer[1])
    },
    stats: (): DatasetStats => {
      const [lengths, turnCounts] = [spreadOf(characters), spreadOf(turns)]
      return {
        records: records.count().total,
        formats: counts.formats.shares(),
        ...(lengths === undefined ? {} : { characters: lengths, ...tokensPerRecord(lengths) }),
        tokens: tokensOf(lengths?.summary.sum ?? 0),
        ...(turnCounts === undefined ? {} : { turns: turnCounts }),
        roles: [...roles.values()],
        modalities: counts.modalities.shares(),
        languages: counts.languages.shares(),
        answers: answers.answers(),
        duplicates: { records: records.count(), prompts: prompts.count() },
        quantileError: QUANTILE_ERROR,
      }
    },
  }
}

/** The format that most records have; undefined when they have none. */
export const mainFormat = ({ formats }: DatasetStats): RecordFormatName | undefined => {
  const known = formats.find(({ name }) => name !== 'unknown')?.name
  return known as RecordFormatName | undefined
}

/** What the model is to answer, in conversations and flat records. */
const ANSWERS: readonly string[] = ['assistant', 'completion', 'caption']

/** Texts with who says them; of flat records, with the member that holds them. */
const textsOf = ({ blocks, root }: RecordView): readonly (readonly [string, string])[] => {
  if (blocks.length > 0) {
    return blocks.flatMap(({ owner, text }) => (text === undefined ? [] : [[owner, text] as const]))
  }
  return Object.entries(root).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  )
}

/** The texts in one, as far as their language is looked for. */
const beginningOf = (texts: readonly (readonly [string, string])[]): string => {
  let text = ''
  for (const [i, [, one]] of texts.entries()) {
    if (text.length >= LOOKED_AT) break
    text += (i === 0 ? '' : '\n') + one
  }
  return text
}

const spreadOf = (values: ReturnType<typeof sketch>): Spread | undefined => {
  const summary = values.summary()
  return summary === undefined ? undefined : { summary, bins: values.bins() }
}

const tokensPerRecord = ({ summary }: Spread) => ({
  tokensPerRecord: { median: tokensOf(summary.p50), longest: tokensOf(summary.max) },
})

/** Names that come by the hundred are counted together. */
const MAX_NAMES = 100

const counter = () => {
  const counts = new Map<string, number>()
  let total = 0
  return {
    add: (name: string): void => {
      total++
      const key = counts.has(name) || counts.size < MAX_NAMES ? name : 'other'
      counts.set(key, (counts.get(key) ?? 0) + 1)
    },
    shares: (): readonly Share[] =>
      [...counts]
        .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
        .map(([name, count]) => ({ name, count, share: count / total })),
  }
}
