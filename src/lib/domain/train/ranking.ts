import type { TunedTraining, TuningJobView, TuningObjective } from '../../ports/tuning-jobs.ts'

/** The best training of one definition, by that definition's own objective. */
export type DefinitionBest = TuningObjective & {
  readonly definition: string
  readonly trainings: number
  readonly best?: TunedTraining
}

export type Ranking = {
  /** Best first; where definitions have objectives that cannot be compared, one after the other. */
  readonly ranking: readonly TunedTraining[]
  /** Of a job with several definitions. */
  readonly definitions?: readonly DefinitionBest[]
}

/** The trainings of a tuning job by their rank; those without a value come last. */
export const rankTrainings = (
  { objective, definitions }: Pick<TuningJobView, 'objective' | 'definitions'>,
  trainings: readonly TunedTraining[],
): Ranking => {
  if (definitions === undefined) return { ranking: ranked(trainings, objective) }
  const groups = definitions.map((one) => ({
    ...one,
    ranking: ranked(
      trainings.filter(({ definition }) => definition === one.name),
      one.objective,
    ),
  }))
  const objectives = new Set(
    groups.map((one) => `${one.objective.type} ${one.objective.metricName}`),
  )
  return {
    ranking:
      objectives.size > 1
        ? groups.flatMap(({ ranking }) => ranking)
        : ranked(trainings, groups[0]?.objective),
    definitions: groups.map(({ name, objective: { type, metricName }, ranking }) => {
      const best = ranking.find((one) => one.objective !== undefined)
      return {
        ...{ definition: name, type, metricName, trainings: ranking.length },
        ...(best === undefined ? {} : { best }),
      }
    }),
  }
}

const ranked = (
  trainings: readonly TunedTraining[],
  objective: TuningObjective | undefined,
): readonly TunedTraining[] => {
  const direction = objective?.type === 'Minimize' ? 1 : -1
  const worst = direction * Number.POSITIVE_INFINITY
  return [...trainings].sort(
    (a, b) => direction * ((a.objective ?? worst) - (b.objective ?? worst)) || 0,
  )
}
