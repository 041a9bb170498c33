import { formatDuration } from '../../domain/core/duration.ts'
import { type PhaseLine, progressOf } from '../../domain/finetune/progress.ts'
import type { CustomizationJobView } from '../../ports/customization-jobs.ts'
import type { Style } from '../../ports/io.ts'

/** A wait longer than this has been seen when the service was stuck; the job then costs nothing. */
const LONG_QUEUE_MS = 6 * 3_600_000

/** A job in a few lines: head, one line per phase, and a word on a long queue. */
export const picture = (
  job: CustomizationJobView,
  now: number,
  style: Style,
): readonly string[] => {
  const { stage, elapsedMs, queueMs, phases } = progressOf(job, now)
  const head = `${style.bold(job.jobName)}  ${statusText(job.status, style)}  ${formatDuration(elapsedMs)}`
  const queue = [
    ...(queueMs > 0
      ? [`  ${style.dim(`waited ${formatDuration(queueMs)} for training capacity`)}`]
      : []),
    ...(stage === 'queue' && queueMs > LONG_QUEUE_MS
      ? [
          style.caution(
            `  Longer than usual; a job that waits costs nothing. Give up: mlctl finetune stop ${job.jobName}`,
          ),
        ]
      : []),
  ]
  return [head, ...phases.map((phase) => phaseText(phase, style)), ...queue]
}

const statusText = (status: CustomizationJobView['status'], style: Style): string => {
  if (status === 'Completed') return style.good(status)
  return status === 'Failed' || status === 'Stopped' ? style.bad(status) : style.accent(status)
}

const phaseText = ({ name, status, tookMs }: PhaseLine, style: Style): string => {
  const took = tookMs === undefined ? '' : `  ${style.dim(formatDuration(tookMs))}`
  return `  ${mark(status, style)} ${name.padEnd(15)} ${status}${took}`
}

const mark = (status: PhaseLine['status'], style: Style): string => {
  const [done, running, bad, open] = style.unicode ? ['✓', '●', '✗', '·'] : ['+', '>', 'x', '.']
  if (status === 'Completed') return style.good(done ?? '')
  if (status === 'InProgress' || status === 'Stopping') return style.accent(running ?? '')
  return status === 'NotStarted' ? style.dim(open ?? '') : style.bad(bad ?? '')
}

const MINUTE_MS = 60_000

/**
 * The one line that stands for the picture where nothing can be redrawn. Whole minutes, since it is
 * printed whenever it changes.
 */
export const heartbeat = (job: CustomizationJobView, now: number): string => {
  const { stage, elapsedMs, queueMs } = progressOf(job, now)
  if (stage === 'over') return `${job.jobName}: ${job.status} after ${formatDuration(elapsedMs)}`
  const minutes = (ms: number) =>
    ms < MINUTE_MS ? 'under a minute' : formatDuration(ms - (ms % MINUTE_MS))
  const queue = stage === 'queue' ? `, ${minutes(queueMs)} in the queue` : ''
  return `${job.jobName}: ${job.status}, ${stage}, ${minutes(elapsedMs)}${queue}`
}
