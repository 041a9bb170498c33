import { EXIT_CODE_WORDS, NOT_STARTED_WORDS } from './bootstrap.ts'

/** How a remote command ended. */
export type Ending =
  /** It ran, and this is its own exit code. */
  | { readonly kind: 'exited'; readonly exitCode: number }
  | { readonly kind: 'not-started'; readonly reason: string }
  /** The job ended otherwise: stopped, out of time, no capacity, no image. */
  | { readonly kind: 'job'; readonly reason: string }

export type JobEnd = {
  /** TrainingJobStatus in AWS's spelling. */
  readonly status: string
  readonly secondaryStatus?: string | undefined
  readonly failureReason?: string | undefined
}

/** What can be said from the job alone; the exit-code file, where it came back, says it better. */
export const endingOf = (job: JobEnd, exitCodeText?: string): Ending => {
  const limit = /^Max(Runtime|WaitTime)Exceeded$/.test(job.secondaryStatus ?? '')
  if (job.status === 'Completed' && !limit) return { kind: 'exited', exitCode: 0 }
  const reason = job.failureReason ?? job.secondaryStatus ?? job.status
  if (job.status === 'Failed') {
    const started = reason.indexOf(NOT_STARTED_WORDS)
    if (started >= 0) {
      return {
        kind: 'not-started',
        reason: reason.slice(started + NOT_STARTED_WORDS.length).trim(),
      }
    }
    const exitCode = codeIn(reason) ?? codeFrom(exitCodeText)
    if (exitCode !== undefined) return { kind: 'exited', exitCode }
  }
  return { kind: 'job', reason }
}

const codeIn = (reason: string): number | undefined => {
  const at = reason.indexOf(EXIT_CODE_WORDS)
  return at < 0
    ? undefined
    : codeFrom(/^\s*(\d{1,3})/.exec(reason.slice(at + EXIT_CODE_WORDS.length))?.[1])
}

const codeFrom = (text: string | undefined): number | undefined => {
  const trimmed = text?.trim() ?? ''
  return /^\d{1,3}$/.test(trimmed) && Number(trimmed) <= 255 ? Number(trimmed) : undefined
}
