import { members, text } from '../../members.ts'
import { quotaNamed } from '../../quotas/table.ts'
import type { Call, Input, Output } from '../../service.ts'
import { refusal } from '../errors.ts'
import { type HostingFault, takeFault } from '../faults.ts'
import { checkVpc } from '../network.ts'
import { listed } from '../paging.ts'
import { checkRole } from '../role.ts'
import { arnOf } from '../state.ts'
import { checkChannels, checkOutput, checkSpot, checkWarmPool } from './checks.ts'
import { jobNamed, jobsOf, keepJob, newJob, type Stand, standOf, stopJob } from './find.ts'
import { finalMetrics } from './metrics.ts'
import { changeJobs, type JobRecord, type Work } from './records.ts'
import { billableSeconds } from './timeline.ts'
import { modelUri } from './work.ts'

/** Makes a training job, after the checks that the service makes at once. */
export const createTrainingJob = (call: Call, input: Input): Output => {
  const job = trainingJob(call, { name: text(input, 'TrainingJobName'), request: input })
  keepJob(call, job, input)
  return { TrainingJobArn: job.arn }
}

/** A checked job that is not kept yet. Throws ValidationException, ResourceLimitExceeded. */
export const trainingJob = (
  call: Call,
  { name, request }: { readonly name: string; readonly request: Input },
): JobRecord => {
  const roleArn = text(request, 'RoleArn')
  checkRole(call, roleArn, arnOf(call, 'training-job', name))
  checkVpc(call, request)
  checkSpot(request)
  checkWarmPool(request)
  checkQuota(call, request)
  checkOutput(call, text(members(request, 'OutputDataConfig'), 'S3OutputPath'))
  checkChannels(call, roleArn, request)
  const specification = members(request, 'AlgorithmSpecification')
  if (specification.TrainingImage === undefined && specification.AlgorithmName === undefined) {
    throw refusal.validation('Either TrainingImage or AlgorithmName must be specified.')
  }
  const job = newJob(call, 'training-job', { name, request: withDefaults(request) })
  const fault = takeFault(call, 'train', name)
  const work = fault && plannedWork(fault)
  return {
    ...job,
    interruptions: interruptionsOf(request, fault?.effect === 'interrupt'),
    ...(work === undefined ? {} : { work }),
  }
}

const withDefaults = (request: Input): Input => ({
  ...request,
  EnableNetworkIsolation: request.EnableNetworkIsolation ?? false,
  EnableInterContainerTrafficEncryption: request.EnableInterContainerTrafficEncryption ?? false,
  EnableManagedSpotTraining: request.EnableManagedSpotTraining ?? false,
  StoppingCondition: { MaxRuntimeInSeconds: 86_400, ...members(request, 'StoppingCondition') },
})

const plannedWork = ({ effect, reason }: HostingFault): Work | undefined => {
  if (effect === 'interrupt') return undefined
  const capacity =
    'CapacityError: Unable to provision requested ML compute capacity. Please retry using a different ML instance type or after some time.'
  const words =
    effect === 'capacity'
      ? capacity
      : 'InternalServerError: We encountered an internal error. Please try again.'
  return {
    seconds: 0,
    exitCode: 1,
    how: 'stand-in',
    metrics: [],
    hasModel: false,
    reason: reason ?? words,
  }
}

/** Spot jobs lose their capacity when planted, or as often as `SANDBOX_INTERRUPTIONS` says. */
const interruptionsOf = (request: Input, planted: boolean): readonly number[] => {
  if (request.EnableManagedSpotTraining !== true) return []
  const asked = Number(members(request, 'Environment').SANDBOX_INTERRUPTIONS ?? 0)
  const times = planted ? 1 : Math.min(10, Math.max(0, Math.floor(asked) || 0))
  return Array.from({ length: times }, (_, index) => (index + 1) / (times + 1))
}

const checkQuota = (call: Call, request: Input): void => {
  const { InstanceType, InstanceCount } = members(request, 'ResourceConfig')
  const usage = request.EnableManagedSpotTraining === true ? 'spot training job' : 'training job'
  const name = `${InstanceType} for ${usage} usage`
  const quota = quotaNamed('sagemaker', name)
  const value = quota && call.neighbours.quota('sagemaker', quota.quotaCode)
  if (value === undefined || Number(InstanceCount ?? 1) <= value) return
  throw refusal.limit(
    `The account-level service limit '${name}' is ${value} Instances, with current utilization of 0 Instances and a request delta of ${InstanceCount} Instances. Please use AWS Service Quotas to request an increase for this quota.`,
  )
}

/** A training job as it stands. */
export const describeTrainingJob = async (call: Call, input: Input): Promise<Output> => {
  const job = await jobNamed(call, 'training-job', input)
  const stand = standOf(call, job)
  const now = call.clock.now()
  const trained = Math.round(stand.trainedMs / 1_000)
  return {
    ...job.request,
    ...summaryOf(job, stand),
    // The one required member that has a value only later.
    ModelArtifacts: { S3ModelArtifacts: modelUri(job, 'model.tar.gz') },
    SecondaryStatusTransitions: transitionsOf(stand),
    FinalMetricDataList: finalMetrics(job.work?.metrics ?? [], now),
    ...(job.tuning === undefined ? {} : { TuningJobArn: job.tuning.arn }),
    ...(stand.startedAt === undefined ? {} : { TrainingStartTime: new Date(stand.startedAt) }),
    ...(stand.failureReason === undefined ? {} : { FailureReason: stand.failureReason }),
    ...(stand.endedAt === undefined
      ? {}
      : {
          TrainingTimeInSeconds: Math.max(1, trained),
          BillableTimeInSeconds: Math.max(1, billableSeconds(job, trained)),
        }),
    ...warmPool(job, stand, now),
  }
}

const transitionsOf = ({ stages, endedAt }: Stand) =>
  stages.map(({ at, secondary, message }, index) => {
    const end = stages[index + 1]?.at ?? endedAt
    return {
      Status: secondary,
      StartTime: new Date(at),
      ...(end === undefined ? {} : { EndTime: new Date(end) }),
      StatusMessage: message,
    }
  })

/** Instances kept after a job: Available until their time is over. */
const warmPool = ({ request }: JobRecord, { endedAt }: Stand, now: number) => {
  const seconds = members(request, 'ResourceConfig').KeepAlivePeriodInSeconds
  if (typeof seconds !== 'number' || seconds === 0) return {}
  if (endedAt === undefined) return { WarmPoolStatus: { Status: 'InUse' } }
  const kept = Math.min(seconds, Math.max(0, Math.round((now - endedAt) / 1_000)))
  const Status = now < endedAt + seconds * 1_000 ? 'Available' : 'Terminated'
  return { WarmPoolStatus: { Status, ResourceRetainedBillableTimeInSeconds: kept } }
}

const summaryOf = (job: JobRecord, stand: Stand) => ({
  TrainingJobName: job.name,
  TrainingJobArn: job.arn,
  CreationTime: new Date(job.createdAt),
  LastModifiedTime: new Date(stand.endedAt ?? stand.stages.at(-1)?.at ?? job.createdAt),
  TrainingJobStatus: stand.status,
  SecondaryStatus: stand.secondary,
  ...(stand.endedAt === undefined ? {} : { TrainingEndTime: new Date(stand.endedAt) }),
})

/** The training jobs of the region, page by page. */
export const listTrainingJobs = async (call: Call, input: Input): Promise<Output> => {
  const { page, ...rest } = listed(input, await jobsOf(call, 'training-job'))
  return { TrainingJobSummaries: page.map(({ job, stand }) => summaryOf(job, stand)), ...rest }
}

/** Asks a job to end; what it has made is uploaded. */
export const stopTrainingJob = async (call: Call, input: Input): Promise<Output> => {
  await stopJob(call, 'training-job', input)
  return {}
}

/** Changes how long a warm pool is kept; the rest of an update has no effect in the sandbox. */
export const updateTrainingJob = async (call: Call, input: Input): Promise<Output> => {
  const job = await jobNamed(call, 'training-job', input)
  const change = members(input, 'ResourceConfig')
  const resources = { ...members(job.request, 'ResourceConfig'), ...change }
  changeJobs(call, ({ jobs }) => {
    jobs[job.arn] = { ...job, request: { ...job.request, ResourceConfig: resources } }
  })
  return { TrainingJobArn: job.arn }
}
