import { members, optionalText, text } from '../../members.ts'
import type { Call, Input, Output } from '../../service.ts'
import { refusal } from '../errors.ts'
import { listed } from '../paging.ts'
import { jobNamed, jobsOf, keepJob, newJob, standOf } from './find.ts'
import { changeJobs, type JobRecord, type Metric } from './records.ts'
import { courseIn } from './timeline.ts'
import { trainingJob } from './training.ts'
import { childrenOf, limitsOfTuning } from './tuning-advance.ts'
import { checkDefinitions, definitionsIn } from './tuning-definitions.ts'

const KIND = 'hyper-parameter-tuning-job'

/** Makes a tuning job; its trainings start by themselves, a few at a time. */
export const createHyperParameterTuningJob = (call: Call, input: Input): Output => {
  const name = text(input, 'HyperParameterTuningJobName')
  checkDefinitions(input)
  const { most, parallel } = limitsOfTuning({ request: input } as JobRecord)
  if (parallel > most) {
    throw refusal.validation('MaxParallelTrainingJobs must not exceed MaxNumberOfTrainingJobs.')
  }
  // What a training of this kind would be refused for is refused at once.
  for (const request of definitionsIn(input)) trainingJob(call, { name, request })
  const job = { ...newJob(call, KIND, { name, request: input }), startsAt: call.clock.now() }
  keepJob(call, job, input)
  return { HyperParameterTuningJobArn: job.arn }
}

type Status = 'InProgress' | 'Completed' | 'Failed' | 'Stopping' | 'Stopped'

/** A tuning job is over when all its trainings are; failed when none of them completed. */
const stateOf = (call: Call, tuning: JobRecord) => {
  const children = childrenOf(call, tuning.arn)
  const stands = children.map((child) => standOf(call, child))
  const { most } = limitsOfTuning(tuning)
  const isLaunched = children.length >= most || tuning.stoppedAt !== undefined
  const isOver = isLaunched && stands.every(({ endedAt }) => endedAt !== undefined)
  const ended = Math.max(
    tuning.createdAt,
    ...children.map((child) => courseIn(call, child).end ?? 0),
  )
  const completed = stands.filter(({ status }) => status === 'Completed').length
  const open = tuning.stoppedAt === undefined ? 'InProgress' : 'Stopping'
  const over = tuning.stoppedAt !== undefined ? 'Stopped' : completed > 0 ? 'Completed' : 'Failed'
  const status: Status = isOver ? over : open
  return { children, stands, status, ...(isOver ? { endedAt: ended } : {}) }
}

type State = ReturnType<typeof stateOf>

const summaryOf = (tuning: JobRecord, state: State) => {
  const config = members(tuning.request, 'HyperParameterTuningJobConfig')
  const count = (...wanted: readonly string[]) =>
    state.stands.filter(({ status }) => wanted.includes(status)).length
  return {
    HyperParameterTuningJobName: tuning.name,
    HyperParameterTuningJobArn: tuning.arn,
    HyperParameterTuningJobStatus: state.status,
    CreationTime: new Date(tuning.createdAt),
    LastModifiedTime: new Date(state.endedAt ?? tuning.createdAt),
    ...(state.endedAt === undefined
      ? {}
      : { HyperParameterTuningEndTime: new Date(state.endedAt) }),
    Strategy: config.Strategy,
    ResourceLimits: config.ResourceLimits,
    TrainingJobStatusCounters: {
      Completed: count('Completed'),
      InProgress: count('InProgress', 'Stopping'),
      RetryableError: 0,
      NonRetryableError: count('Failed'),
      Stopped: count('Stopped'),
    },
    ObjectiveStatusCounters: {
      Succeeded: count('Completed'),
      Pending: count('InProgress', 'Stopping'),
      Failed: count('Failed'),
    },
  }
}

/** The objective of a training: its definition's own, else the job's. */
const objectiveOf = ({ request }: JobRecord, { tuning }: JobRecord) => {
  const own = definitionsIn(request).find(
    ({ DefinitionName }) => DefinitionName === tuning?.definition,
  )
  const shared = members(
    members(request, 'HyperParameterTuningJobConfig'),
    'HyperParameterTuningJobObjective',
  )
  return { ...shared, ...members(own ?? {}, 'TuningObjective') }
}

const objectiveValue = (tuning: JobRecord, child: JobRecord): Metric | undefined => {
  const { MetricName } = objectiveOf(tuning, child)
  return child.work?.metrics.findLast(({ name }) => name === MetricName)
}

const trainingSummary = (call: Call, tuning: JobRecord, child: JobRecord) => {
  const stand = standOf(call, child)
  const metric = stand.endedAt === undefined ? undefined : objectiveValue(tuning, child)
  const { Type, MetricName } = objectiveOf(tuning, child)
  return {
    ...(child.tuning?.definition === undefined
      ? {}
      : { TrainingJobDefinitionName: child.tuning.definition }),
    TrainingJobName: child.name,
    TrainingJobArn: child.arn,
    CreationTime: new Date(child.createdAt),
    ...(stand.startedAt === undefined ? {} : { TrainingStartTime: new Date(stand.startedAt) }),
    ...(stand.endedAt === undefined ? {} : { TrainingEndTime: new Date(stand.endedAt) }),
    TrainingJobStatus: stand.status,
    TunedHyperParameters: child.tuning?.tuned ?? {},
    ...(stand.failureReason === undefined ? {} : { FailureReason: stand.failureReason }),
    ...(metric === undefined
      ? {}
      : {
          FinalHyperParameterTuningJobObjectiveMetric: { Type, MetricName, Value: metric.value },
          ObjectiveStatus: 'Succeeded',
        }),
  }
}

/** The completed training whose objective is best. */
const bestOf = (call: Call, tuning: JobRecord, children: readonly JobRecord[]) => {
  const [best] = children
    .filter((child) => standOf(call, child).status === 'Completed')
    .flatMap((child) => {
      const value = objectiveValue(tuning, child)?.value
      const direction = objectiveOf(tuning, child).Type === 'Minimize' ? 1 : -1
      return value === undefined ? [] : [{ child, cost: direction * value }]
    })
    .sort((a, b) => a.cost - b.cost)
  return best && trainingSummary(call, tuning, best.child)
}

/** A tuning job as it stands, with its best training so far. */
export const describeHyperParameterTuningJob = async (
  call: Call,
  input: Input,
): Promise<Output> => {
  const tuning = await jobNamed(call, KIND, input)
  const state = stateOf(call, tuning)
  const best = bestOf(call, tuning, state.children)
  const { Strategy: _strategy, ResourceLimits: _limits, ...summary } = summaryOf(tuning, state)
  return {
    ...tuning.request,
    ...summary,
    ...(best === undefined ? {} : { BestTrainingJob: best }),
    ...(state.status === 'Failed' ? { FailureReason: 'All training jobs have failed.' } : {}),
  }
}

/** The tuning jobs of the region, page by page. */
export const listHyperParameterTuningJobs = async (call: Call, input: Input): Promise<Output> => {
  const items = (await jobsOf(call, KIND)).map(({ job, ...rest }) => {
    const state = stateOf(call, job)
    return { ...rest, job, state, status: state.status }
  })
  const { page, ...rest } = listed(input, items)
  return {
    HyperParameterTuningJobSummaries: page.map(({ job, state }) => summaryOf(job, state)),
    ...rest,
  }
}

/** The trainings of a tuning job, page by page. */
export const listTrainingJobsForHyperParameterTuningJob = async (
  call: Call,
  input: Input,
): Promise<Output> => {
  const tuning = await jobNamed(call, KIND, input)
  const items = childrenOf(call, tuning.arn).map((child) => ({
    name: child.name,
    createdAt: child.createdAt,
    status: standOf(call, child).status,
    child,
  }))
  const isByObjective = optionalText(input, 'SortBy') === 'FinalObjectiveMetricValue'
  const { page, ...rest } = listed(input, isByObjective ? byObjective(tuning, items) : items)
  return {
    TrainingJobSummaries: page.map(({ child }) => trainingSummary(call, tuning, child)),
    ...rest,
  }
}

/** The value in place of the time, by which `listed` sorts. */
const byObjective = <T extends { readonly child: JobRecord }>(
  tuning: JobRecord,
  items: readonly T[],
) => items.map((item) => ({ ...item, createdAt: objectiveValue(tuning, item.child)?.value ?? 0 }))

/** Ends a tuning job: its open trainings are stopped and no more are started. */
export const stopHyperParameterTuningJob = async (call: Call, input: Input): Promise<Output> => {
  const tuning = await jobNamed(call, KIND, input)
  const state = stateOf(call, tuning)
  if (state.status !== 'InProgress') return {}
  const at = call.clock.now()
  const open = state.children.filter((_, index) => state.stands[index]?.status === 'InProgress')
  changeJobs(call, ({ jobs }) => {
    for (const { arn } of [tuning, ...open]) {
      const found = jobs[arn]
      if (found !== undefined) found.stoppedAt ??= at
    }
  })
  return {}
}
