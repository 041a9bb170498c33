import type { Digest64 } from '../digest-table.ts'
import { type RecordFormatName, type TokenRange, tokensOf } from '../limits.ts'
import { type DistinctCount, distinctCounter } from './distinct.ts'
import { type Answers, labelCounter } from './labels.ts'
import type { RecordLook, RoleStats } from './look.ts'
import { type Bin, QUANTILE_ERROR, type Summary, sketch } from './sketch.ts'

export type Share = { readonly name: string; readonly count: number; readonly share: number }

export type Spread = { readonly summary: Summary; readonly bins: readonly Bin[] }

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
  const addRole = ({ role, texts, characters: length }: RoleStats) => {
    const entry = roles.get(role) ?? { role, texts: 0, characters: 0 }
    entry.texts += texts
    entry.characters += length
    roles.set(role, entry)
  }

  return {
    /** `digest` is of the whole line. A record that looks like no format has nothing to look at. */
    add: (digest: Digest64, format?: RecordFormatName, look?: RecordLook): void => {
      records.add(digest)
      counts.formats.add(format ?? 'unknown')
      if (look === undefined) return
      characters.add(look.characters)
      if (look.turns > 0) turns.add(look.turns)
      for (const one of look.roles) addRole(one)
      counts.modalities.add(look.modality)
      counts.languages.add(look.language)
      if (look.prompt !== undefined) prompts.add(look.prompt)
      if (look.answer !== undefined) answers.add(look.answer)
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
