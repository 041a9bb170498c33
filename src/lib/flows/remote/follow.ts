import { countOf } from '../../domain/core/count.ts'
import { stepKey } from '../../domain/core/plan.ts'
import { type Ending, endingOf } from '../../domain/remote/ending.ts'
import { CancelledError, OutcomeError, StateError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { TrainingJobView } from '../../ports/training-jobs.ts'
import { waitUntil } from '../poll.ts'
import { runStep, startRun } from '../run-step.ts'
import { logLines } from './log-lines.ts'
import { fetchOutputs } from './outputs.ts'

export type Following = {
  readonly timeoutMs: number | undefined
  /** Ctrl-C stops the job, too. */
  readonly stopOnExit: boolean
  /** Lines of the log go to stdout; they are events in any case. */
  readonly printLog: boolean
  /** Local folder for what the job leaves. */
  readonly output: string
}

/** How a remote command ended, as `--json` prints it. */
export type RemoteEnd = {
  readonly jobName: string
  readonly jobArn: string
  readonly jobStatus: string
  /** The command's own exit code, which is mlctl's, too. */
  readonly command: { readonly exitCode: number }
  readonly output: string
  readonly folders: readonly { readonly path: string; readonly files: number }[]
  readonly trainingSeconds?: number
  readonly billableSeconds?: number
  readonly spot: boolean
}

/**
 * Follows a job to its end: log lines to stdout as they come, status on stderr; then fetches what it
 * left. Every part is safe to repeat.
 * @throws OutcomeError MLC-RMT-005 when the job ended otherwise than by the command's own end,
 * StillRunningError at the time limit, CancelledError on Ctrl-C.
 */
export const followRemote = async (
  ports: Ports,
  jobName: string,
  following: Following,
): Promise<RemoteEnd> => {
  const job = await waitForEnd(ports, jobName, following)
  const { output } = following
  const uri = job.outputS3Uri
  const fetched =
    uri === undefined
      ? { folders: [] }
      : await fetchOutputs(ports, { jobName, outputUri: uri, to: output })
  for (const { path, files } of fetched.folders)
    ports.io.note(`Fetched ${countOf(files, 'file')} to ${path}`)
  const ending = endingOf(job, 'exitCodeText' in fetched ? fetched.exitCodeText : undefined)
  if (ending.kind !== 'exited') throw otherwise(job, ending)
  ports.io.note(endText(job, ending.exitCode))
  const { jobArn, status, spot, trainingSeconds, billableSeconds } = job
  return {
    jobName,
    jobArn,
    jobStatus: status,
    command: { exitCode: ending.exitCode },
    output,
    folders: fetched.folders,
    spot,
    ...(trainingSeconds === undefined ? {} : { trainingSeconds }),
    ...(billableSeconds === undefined ? {} : { billableSeconds }),
  }
}

const endText = (
  { jobName, trainingSeconds, billableSeconds }: TrainingJobView,
  exitCode: number,
): string => {
  const billed = billableSeconds === undefined ? '' : `, ${billableSeconds} s billed`
  const took = trainingSeconds === undefined ? '' : ` after ${trainingSeconds} s${billed}`
  return `${jobName}: the command ended with exit code ${exitCode}${took}.`
}

/** @throws StateError MLC-RMT-006 when there is no such job. */
export const requireRemoteJob = async (
  ports: Pick<Ports, 'trainingJobs'>,
  jobName: string,
): Promise<TrainingJobView> => {
  const job = await ports.trainingJobs.find(jobName)
  if (job !== undefined) return job
  throw new StateError('MLC-RMT-006', `There is no job ${jobName}.`, {
    why: 'Jobs belong to one account and region.',
    hint: 'Check --region and --profile. Those of this folder: mlctl history',
  })
}

const waitForEnd = async (
  ports: Ports,
  jobName: string,
  { timeoutMs, stopOnExit, printLog }: Following,
): Promise<TrainingJobView> => {
  const log = logLines(ports, jobName, ({ at, message }) => {
    ports.io.event({ type: 'log', jobName, at, message })
    if (printLog) ports.io.result(message)
  })
  const tell = teller(ports, jobName)
  try {
    const end = await waitUntil(ports, {
      read: async () => {
        const job = await requireRemoteJob(ports, jobName)
        await log.look()
        return job
      },
      isOver: ({ status }) => status !== 'InProgress' && status !== 'Stopping',
      onView: tell,
      timeoutMs,
      what: `job ${jobName}`,
      resume: `mlctl remote attach ${jobName}`,
    })
    await log.rest()
    return end
  } catch (error) {
    if (error instanceof CancelledError) await onCancel(ports, jobName, stopOnExit)
    throw error
  }
}

/** One line when the stage changes. */
const teller = (ports: Pick<Ports, 'io'>, jobName: string) => {
  let said = ''
  return ({ status, secondaryStatus }: TrainingJobView): void => {
    if (secondaryStatus === said) return
    said = secondaryStatus
    ports.io.event({ type: 'status', jobName, status, secondaryStatus })
    ports.io.note(`${jobName}: ${secondaryStatus}`)
  }
}

const onCancel = async (ports: Ports, jobName: string, stopOnExit: boolean): Promise<void> => {
  if (!stopOnExit) {
    ports.io.note(`The job goes on and is paid for. Stop it: mlctl train stop ${jobName}`)
    return
  }
  const { jobArn } = await requireRemoteJob(ports, jobName)
  const step = { operation: 'sagemaker.StopTrainingJob', input: { jobName } }
  const [, , , region = '', account = ''] = jobArn.split(':')
  const target = (await ports.target()).name
  const command = `mlctl remote attach ${jobName} --stop-on-exit`
  const write = await startRun(ports, { command, target, account, region }, jobName)
  await runStep(
    ports,
    {
      ...step,
      id: 'stop',
      summary: `stop job ${jobName}`,
      undo: false,
      danger: { level: 'none' },
      cost: {},
      key: stepKey(step),
    },
    write,
  )
}

const otherwise = (job: TrainingJobView, ending: Exclude<Ending, { kind: 'exited' }>) => {
  const { jobName, jobArn, status, secondaryStatus } = job
  const notStarted = ending.kind === 'not-started'
  return new OutcomeError(
    'MLC-RMT-005',
    notStarted
      ? `The command of job ${jobName} was not started.`
      : `Job ${jobName} ended as ${secondaryStatus}, not by the command.`,
    {
      why: ending.reason,
      hint: notStarted
        ? 'Take an image with /bin/sh, tar and gzip.'
        : 'More: mlctl explain MLC-RMT-005. The same line starts the next attempt.',
      details: { jobName, jobArn, status, secondaryStatus, reason: ending.reason },
    },
  )
}
