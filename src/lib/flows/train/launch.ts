import { commandLine, type FlagText } from '../../domain/core/command-line.ts'
import { countOf } from '../../domain/core/count.ts'
import type { MicroUsd } from '../../domain/core/money.ts'
import type { Plan } from '../../domain/core/plan.ts'
import { dearestCost, type Use } from '../../domain/train/cost.ts'
import { jobNameOf } from '../../domain/train/names.ts'
import { UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { JobBody } from '../../ports/jobs.ts'
import { type Applied, type ApplyOptions, carryOut } from '../apply.ts'
import { planAgainstLiveState } from '../observe.ts'
import { type AnyJobView, jobDocument, lookAtJob } from './document.ts'
import { findJob } from './find.ts'
import { type JobKind, KIND_FACTS } from './kinds.ts'
import { preflightJobNetwork } from './network.ts'
import { type Needs, preflightJob } from './preflight.ts'
import { type JobReport, jobStatus } from './status.ts'
import { type WatchOptions, watchJob } from './watch.ts'

/** A job that is ready to be made. */
export type Launch = {
  readonly kind: JobKind
  /** What the user calls it; the job's own name adds a digest of the body. */
  readonly name: string
  readonly body: JobBody
  readonly tags: Readonly<Record<string, string>>
  readonly use: Use
  readonly needs: Needs
  /** What else its trainings may run on and need, where they are of several kinds. */
  readonly others?: readonly Pick<Launch, 'use' | 'needs'>[]
  /** The line that repeats it. */
  readonly command: {
    readonly path: readonly string[]
    readonly flags: Readonly<Record<string, FlagText>>
  }
}

export type LaunchOptions = {
  readonly prices: Readonly<Record<string, MicroUsd>>
  /** Makes a new job where one of the same content has completed. */
  readonly again: boolean
  readonly wait: boolean
  readonly watch: WatchOptions
  readonly apply: ApplyOptions
}

export type LaunchResult = {
  readonly status: Applied['status']
  readonly kind: JobKind
  readonly jobName: string
  /** The job was there already: running or completed, not paid again. */
  readonly attached: boolean
  readonly plan?: Plan
  readonly planFile?: string
  readonly job?: JobReport
}

const MAX_ATTEMPTS = 99

/**
 * Makes a job, or attaches to the one that the same content has made before: running or completed
 * ones are found by their name, failed and stopped ones make room for the next attempt.
 * @throws what `preflightJob`, `carryOut` and `watchJob` throw; UsageError MLC-TRN-009.
 */
export const launch = async (
  ports: Ports,
  job: Launch,
  options: LaunchOptions,
): Promise<LaunchResult> => {
  const { jobName, found } = await attemptAt(ports, job, options.again)
  const base = { kind: job.kind, jobName }
  const follow = () => followed(ports, { kind: job.kind, jobName }, options)
  if (found !== undefined) {
    const how = found.status === 'Completed' ? 'has completed' : 'is running'
    ports.io.note(`This job ${how} already (${jobName}); nothing is paid again.`)
    const looks = options.apply.dryRun || options.apply.planOut !== undefined
    const document = looks ? jobDocument(job.kind, found, ports.clock.now()) : await follow()
    return { status: 'nothing-to-do', ...base, attached: true, job: document }
  }
  for (const needs of needsOf(job)) await preflightJob(ports, needs)
  await preflightJobNetwork(ports, { body: job.body, needs: needsOf(job) })
  const { plan } = await planAgainstLiveState(
    ports,
    commandLine(job.command.path, job.command.flags),
    [stepOf(job, jobName, options)],
  )
  const { status, planFile } = await carryOut(ports, plan, options.apply)
  const result = { status, ...base, attached: false, plan }
  if (status === 'planned') return { ...result, ...(planFile === undefined ? {} : { planFile }) }
  return { ...result, job: await follow() }
}

const attemptAt = async (
  ports: Ports,
  job: Launch,
  again: boolean,
): Promise<{ readonly jobName: string; readonly found?: AnyJobView }> => {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    const jobName = jobNameOf(job, attempt)
    const found = await lookAtJob(ports, job.kind, jobName)
    if (found === undefined) return { jobName }
    const isLive = found.status === 'InProgress' || (found.status === 'Completed' && !again)
    if (isLive) return { jobName, found }
  }
  throw new UsageError('MLC-TRN-009', `There were ${MAX_ATTEMPTS} attempts at this job.`, {
    why: 'Names of jobs can never be used again.',
    hint: 'Pass another --name.',
  })
}

const needsOf = ({ needs, others = [] }: Launch): readonly [Needs, ...Needs[]] => [
  needs,
  ...others.map((other) => other.needs),
]

const stepOf = (job: Launch, jobName: string, { prices }: LaunchOptions) => {
  const uses = [job.use, ...(job.others ?? []).map(({ use }) => use)]
  const { runs } = job.use
  const times = runs === 1 ? '' : `, ${runs} trainings`
  const machines = new Set(uses.map((use) => `${use.instances} × ${use.instanceType}`))
  const longest = Math.max(...uses.map(({ maxSeconds }) => maxSeconds))
  return {
    id: 'job',
    operation: KIND_FACTS[job.kind].create,
    input: { jobName, body: job.body, tags: job.tags },
    summary: `start ${job.kind} job ${jobName} on ${[...machines].join(' or ')}${times}, for ${hours(longest)} at most`,
    undo: `mlctl train stop ${jobName}`,
    danger: { level: 'moderate' },
    cost: dearestCost(uses, prices),
  } as const
}

const hours = (seconds: number): string =>
  seconds < 3_600
    ? `${Math.ceil(seconds / 60)} min`
    : countOf(Number((seconds / 3_600).toFixed(1)), 'hour')

const followed = async (
  ports: Ports,
  { kind, jobName }: { readonly kind: JobKind; readonly jobName: string },
  { wait, watch }: LaunchOptions,
): Promise<JobReport> => {
  if (wait) {
    const document = await watchJob(ports, jobName, { ...watch, kind })
    return kind === 'tuning' ? jobStatus(ports, jobName, kind) : document
  }
  const { job } = await findJob(ports, jobName, kind)
  if (job.status === 'InProgress') {
    ports.io.note(`The job goes on by itself. Follow it: mlctl train watch ${jobName}`)
  }
  return jobDocument(kind, job, ports.clock.now())
}
