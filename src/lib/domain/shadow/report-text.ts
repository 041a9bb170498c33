import { countOf } from '../core/count.ts'
import type { JudgedAnswers, SideFigures } from './report-model.ts'

const short = (value: number): string => String(Number(value.toPrecision(3)))

/** Figures of one side as cells: requests, errors with their interval, latencies. */
export const sideCells = (side: SideFigures): readonly string[] => {
  const { requests, errors, errorPercent, errorPercentInterval: interval } = side
  const ms = (value: number | undefined) => (value === undefined ? 'no data' : `${short(value)} ms`)
  const rate =
    errorPercent === undefined || interval === undefined
      ? 'no data'
      : `${errors?.toLocaleString('en-US')} (${short(errorPercent)} %, 95 %: ${short(interval[0])} to ${short(interval[1])} %)`
  const count = requests === undefined ? 'no data' : requests.toLocaleString('en-US')
  return [side.variant, count, rate, ms(side.p50Ms), ms(side.p90Ms), ms(side.p99Ms)]
}

/** Heads of `sideCells`. */
export const SIDE_HEADS = ['variant', 'requests', 'errors', 'p50', 'p90', 'p99'] as const

/** What the comparison of answers came to, a sentence each. */
export const answerLines = (answers: JudgedAnswers): readonly string[] => {
  const { pairs, agreed, agreementPercent, numbers, unpaired, unreadable, cutBefore } = answers
  const [low, high] = answers.agreementPercentInterval
  const lone = unpaired.production + unpaired.shadow
  return [
    pairs === 0
      ? 'No captured answer of one variant belongs to one of the other.'
      : `${agreed.toLocaleString('en-US')} of ${countOf(pairs, 'answer')} agree: ${short(agreementPercent)} % (95 %: ${short(low)} to ${short(high)} %)`,
    ...(numbers === undefined
      ? []
      : [
          `${countOf(numbers.compared, 'number')} compared: apart by ${short(numbers.meanDifference)} on average, ${short(numbers.medianDifference)} at the median, ${short(numbers.largestDifference)} at most${numbers.correlation === undefined ? '' : `; correlation ${short(numbers.correlation)}`}`,
        ]),
    ...(lone === 0
      ? []
      : [
          `${countOf(unpaired.production, 'answer')} of production and ${countOf(unpaired.shadow, 'answer')} of the shadow have no counterpart`,
        ]),
    ...(unreadable === 0 ? [] : [`${countOf(unreadable, 'line')} could not be read`]),
    ...(cutBefore === undefined ? [] : [`only answers since ${cutBefore} were read`]),
  ]
}
