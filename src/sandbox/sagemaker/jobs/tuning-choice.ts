import { generator } from '../../bedrock/stand-in/random.ts'
import { list, members } from '../../members.ts'
import type { Input } from '../../service.ts'
import type { JobRecord } from './records.ts'
import { definitionOf, definitionsIn } from './tuning-definitions.ts'

type Range = {
  readonly Name: string
  readonly MinValue: string
  readonly MaxValue: string
  readonly ScalingType?: string
}
type Category = { readonly Name: string; readonly Values: readonly string[] }

const rangesOf = ({ request }: JobRecord, number: number): Input => {
  const own = members(definitionOf(request, number), 'HyperParameterRanges')
  const shared = members(members(request, 'HyperParameterTuningJobConfig'), 'ParameterRanges')
  return { ...shared, ...own }
}

/** A value between the ends; logarithmic scales are drawn by their magnitude. */
const between = (range: Range, luck: number): number => {
  const [low, high] = [Number(range.MinValue), Number(range.MaxValue)]
  if (range.ScalingType === 'Logarithmic' && low > 0) return low * (high / low) ** luck
  return low + (high - low) * luck
}

/**
 * The hyperparameters of the n-th training: the grid in order for the strategy Grid, else drawn at
 * random from the seed. The sandbox does not learn from earlier trainings, whatever the strategy.
 */
export const choose = (
  seed: string,
  tuning: JobRecord,
  number: number,
): Readonly<Record<string, string>> => {
  const ranges = rangesOf(tuning, number)
  const next = generator(`${seed}\n${tuning.arn}\n${number}`)
  const isGrid = members(tuning.request, 'HyperParameterTuningJobConfig').Strategy === 'Grid'
  // Definitions take turns: each goes through its own grid.
  let rest = Math.floor(number / definitionsIn(tuning.request).length)
  const category = ({ Name, Values }: Category): readonly [string, string] => {
    const index = isGrid ? rest % Values.length : Math.floor(next() * Values.length)
    rest = Math.floor(rest / Values.length)
    return [Name, Values[index] ?? '']
  }
  return Object.fromEntries([
    ...list<Category>(ranges, 'CategoricalParameterRanges').map(category),
    ...list<Range>(ranges, 'IntegerParameterRanges').map((range) => [
      range.Name,
      String(Math.round(between(range, next()))),
    ]),
    ...list<Range>(ranges, 'ContinuousParameterRanges').map((range) => [
      range.Name,
      String(Number(between(range, next()).toPrecision(6))),
    ]),
  ])
}
