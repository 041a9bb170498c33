import { formatDuration } from '../../lib/domain/core/duration.ts'
import type { JobDocument } from '../../lib/flows/train/document.ts'
import type { LaunchResult } from '../../lib/flows/train/launch.ts'
import type { JobReport } from '../../lib/flows/train/status.ts'
import type { TunedTraining } from '../../lib/ports/tuning-jobs.ts'
import type { View } from '../define.ts'
import { plannedText } from '../planned.ts'

/** A job for people: state, time, what spot saved, metrics, what it left, what to type next. */
export const jobCard = (job: JobReport, { style }: Pick<View, 'style'>): string => {
  const paint =
    job.status === 'Completed' ? style.good : job.status === 'Failed' ? style.bad : style.accent
  const fact = (label: string, value: string | number | undefined) =>
    value === undefined ? [] : [`  ${label.padEnd(16)} ${value}`]
  return [
    `${style.bold(job.jobName)}  ${paint(job.status)}  ${took(job.elapsedSeconds)}`,
    ...fact('kind', job.kind),
    ...fact('stage', job.secondaryStatus),
    ...fact('instances', job.instances),
    ...fact(
      'trained for',
      job.trainingSeconds === undefined ? undefined : took(job.trainingSeconds),
    ),
    ...fact(
      'billed for',
      job.billableSeconds === undefined ? undefined : took(job.billableSeconds),
    ),
    ...fact('spot', spotText(job)),
    ...fact('trainings', countsText(job)),
    ...(job.definitions === undefined
      ? fact('best', bestText(job))
      : job.definitions.flatMap((one) => fact(`best ${one.definition}`, definitionText(one)))),
    ...Object.entries(job.metrics ?? {}).flatMap(([name, value]) => fact(name, value)),
    ...fact('model', job.modelS3Uri),
    ...(job.outputS3Uris ?? []).flatMap((uri) => fact('output', uri)),
    ...fact('said', job.exitMessage),
    ...rankingLines(job),
    ...(job.failureReason === undefined ? [] : [`  ${style.bad(job.failureReason)}`]),
    `  ${style.dim(`next: ${job.next}`)}`,
  ].join('\n')
}

const took = (seconds: number): string => formatDuration(seconds * 1_000)

const spotText = ({ spot }: JobDocument): string | undefined => {
  if (spot === undefined) return undefined
  const { interruptions, savedPercent } = spot
  const times = interruptions === 1 ? '1 interruption' : `${interruptions} interruptions`
  return savedPercent === undefined ? times : `${savedPercent} % saved, ${times}`
}

const countsText = ({ trainings }: JobDocument): string | undefined =>
  trainings &&
  `${trainings.completed} completed, ${trainings.inProgress} running, ${trainings.failed} failed, ${trainings.stopped} stopped`

const parameters = (values: Readonly<Record<string, string>>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ')

/** By which metric, for those of definitions may differ. */
const definitionText = (one: NonNullable<JobReport['definitions']>[number]): string =>
  `${one.metricName} ${bestText(one) ?? '-'}`

const bestText = ({ best }: Pick<JobDocument, 'best'>): string | undefined =>
  best && `${best.objective ?? '?'}  ${parameters(best.hyperParameters)}  (${best.jobName})`

/** Trainings that fit on a screen; `--json` has all. */
const SHOWN = 10

const rankingLines = ({ ranking }: JobReport): readonly string[] =>
  (ranking ?? [])
    .slice(0, SHOWN)
    .map(
      (one, index) =>
        `  ${String(index + 1).padStart(4)}. ${String(one.objective ?? '-').padEnd(10)} ${one.status.padEnd(11)} ${of(one)}${parameters(one.hyperParameters)}`,
    )

const of = ({ definition }: TunedTraining): string =>
  definition === undefined ? '' : `${definition}: `

/** What a run has come to. */
export const launchText = (result: LaunchResult, view: View): string => {
  if (result.status === 'planned') return `${result.jobName}\n${plannedText(result)}`
  return result.job === undefined ? `${result.jobName}: nothing to do.` : jobCard(result.job, view)
}
