import type { Bar } from '../../core/bar-chart.ts'
import { countOf } from '../../core/count.ts'
import { type Money, moneyText } from '../../core/money.ts'
import { rangeText } from '../report-text.ts'
import type { DistinctCount } from './distinct.ts'
import type { Bin, Summary } from './sketch.ts'
import type { DatasetStats, Share } from './tally.ts'

/** What one epoch of training costs on a model; `unknown` says why there is no figure. */
export type EpochCost = {
  readonly model: string
  readonly low?: Money
  readonly high?: Money
  readonly unknown?: string
}

export type StatsFile = {
  readonly path: string
  readonly records: number
  /** Lines that are no JSON object; they count for nothing else. */
  readonly unreadable: number
  readonly sizeBytes: number
}

/** `dataset stats`, for every form of its output. */
export type StatsReport = DatasetStats & {
  readonly files: readonly StatsFile[]
  readonly unreadable: number
  readonly epochCosts: readonly EpochCost[]
}

export type Fact = readonly [label: string, value: string]
export type Chart = {
  readonly title: string
  readonly bars: readonly Bar[]
  readonly note?: string
}

const whole = (n: number): string => Math.round(n).toLocaleString('en-US')
const percent = (share: number): string =>
  `${(share * 100).toLocaleString('en-US', { maximumFractionDigits: 1 })} %`

/** A table, or anything else that is no JSON Lines: there is nothing to count. */
const NO_RECORDS: Fact = [
  'what to do',
  'a table becomes records by mlctl dataset prepare; mlctl dataset validate names every fault',
]

/** The figures that are no distribution, worded. */
export const factsOf = (report: StatsReport): readonly Fact[] => {
  const { records, unreadable, tokens, tokensPerRecord, duplicates, characters, turns } = report
  const read: Fact = [
    'records',
    `${whole(records)}${unreadable > 0 ? `, and ${countOf(unreadable, 'unreadable line')}` : ''}`,
  ]
  if (records === 0 && unreadable > 0) return [read, NO_RECORDS]
  return [
    read,
    ['tokens', rangeText(tokens)],
    ...(tokensPerRecord === undefined
      ? []
      : [
          [
            'tokens a record',
            `${rangeText(tokensPerRecord.median)} (median), ${rangeText(tokensPerRecord.longest)} (longest)`,
          ] as const,
        ]),
    ...(characters === undefined ? [] : [['characters', summaryText(characters.summary)] as const]),
    ...(turns === undefined ? [] : [['turns', summaryText(turns.summary)] as const]),
    ['repeated records', repeatedText(duplicates.records)],
    ['repeated prompts', repeatedText(duplicates.prompts)],
    ...answerFacts(report),
  ]
}

const summaryText = ({ min, max, mean, p05, p50, p95 }: Summary): string =>
  min === max
    ? `${whole(min)} everywhere`
    : `${whole(min)} to ${whole(max)}, mean ${whole(mean)}; 5 % ≤ ${whole(p05)}, half ≤ ${whole(p50)}, 95 % ≤ ${whole(p95)}`

const repeatedText = ({ total, distinct, error }: DistinctCount): string =>
  `${error > 0 ? 'about ' : ''}${whole(total - distinct)} of ${whole(total)}${error > 0 ? ` (± ${percent(error)} of the different ones)` : ''}`

const answerFacts = ({ answers }: StatsReport): readonly Fact[] => {
  if (answers.kind === 'texts' || answers.different === undefined) return []
  const { balance, ratio = 1 } = answers
  const even =
    balance === undefined ? '' : `, balance ${percent(balance)} (1 : ${ratio.toFixed(1)})`
  return [['answers', `${countOf(answers.different, 'different label')}${even}`]]
}

/** The distributions. */
export const chartsOf = (report: StatsReport): readonly Chart[] => {
  const { characters, turns, roles, languages, answers, formats, modalities } = report
  const charts: readonly (Chart | undefined)[] = [
    formats.length > 1 ? { title: 'Formats', bars: formats.map(shareBar) } : undefined,
    characters && { title: 'Characters a record', bars: characters.bins.map(binBar) },
    turns && { title: 'Turns a record', bars: turns.bins.map(binBar) },
    roles.length > 0
      ? {
          title: 'Characters by role',
          bars: roles.map(({ role, characters: value }) => ({ label: role, value })),
        }
      : undefined,
    modalities.length > 1 ? { title: 'Media', bars: modalities.map(shareBar) } : undefined,
    languages.length > 0
      ? {
          title: 'Languages',
          bars: languages.map(shareBar),
          note: 'Guessed from script and function words; short and mixed texts are unknown.',
        }
      : undefined,
    answers.top.length > 0
      ? {
          title: 'Answers',
          bars: answers.top.map(({ label, count, share }) =>
            shareBar({ name: label === '' ? '(empty)' : label, count, share }),
          ),
        }
      : undefined,
  ]
  return charts.filter((chart) => chart !== undefined)
}

const shareBar = ({ name, count, share }: Share): Bar => ({
  label: name,
  value: count,
  note: `${whole(count)} (${percent(share)})`,
})

const binBar = ({ from, to, count }: Bin): Bar => ({
  label: to - from === 1 ? whole(from) : `${whole(from)}–${whole(to - 1)}`,
  value: count,
})

export const costText = ({ low, high, unknown }: EpochCost): string => {
  if (low === undefined || high === undefined) return `unknown: ${unknown ?? ''}`
  const [from, to] = [moneyText(low), moneyText(high)]
  return from === to ? from : `${from} to ${to}`
}
