import type {
  DescribeHyperParameterTuningJobCommandOutput,
  HyperParameterTrainingJobSummary,
} from '@aws-sdk/client-sagemaker'
import type { SageMakerJobStatus } from '../ports/jobs.ts'
import type { TunedTraining, TuningJobs, TuningJobView } from '../ports/tuning-jobs.ts'
import { instead, NOT_FOUND } from './explain.ts'
import { jobCall, jobRequest, jobSummary, listJobs } from './job-values.ts'
import type { AwsSession } from './session.ts'
import { allPages, present } from './values.ts'

const KIND = 'tuning job'
/** The most that one page may have (API model). */
const PAGE = 100

export const tuningJobsOf = (aws: AwsSession): TuningJobs => ({
  create: async (job) => {
    const input = { HyperParameterTuningJobName: job.jobName, ...jobRequest(job) }
    const answer = await aws.sageMaker(
      jobCall('CreateHyperParameterTuningJob', KIND, job.jobName),
      (client, sdk) => client.send(new sdk.CreateHyperParameterTuningJobCommand(input as never)),
    )
    return { jobArn: answer.HyperParameterTuningJobArn ?? '' }
  },
  find: (HyperParameterTuningJobName) =>
    instead(
      aws
        .sageMaker(
          jobCall('DescribeHyperParameterTuningJob', KIND, HyperParameterTuningJobName),
          (client, sdk) =>
            client.send(
              new sdk.DescribeHyperParameterTuningJobCommand({ HyperParameterTuningJobName }),
            ),
        )
        .then(view),
      [NOT_FOUND],
      undefined,
    ),
  list: (filter = {}) =>
    listJobs(
      filter,
      (wanted) =>
        aws.sageMaker(jobCall('ListHyperParameterTuningJobs', KIND), async (client, sdk) => {
          const page = await client.send(new sdk.ListHyperParameterTuningJobsCommand(wanted))
          return { items: page.HyperParameterTuningJobSummaries ?? [], next: page.NextToken }
        }),
      (job) => ({
        name: job.HyperParameterTuningJobName,
        arn: job.HyperParameterTuningJobArn,
        status: job.HyperParameterTuningJobStatus,
        created: job.CreationTime,
        ended: job.HyperParameterTuningEndTime,
      }),
    ),
  stop: async (name) => {
    await aws.sageMaker(jobCall('StopHyperParameterTuningJob', KIND, name), (client, sdk) =>
      client.send(
        new sdk.StopHyperParameterTuningJobCommand({ HyperParameterTuningJobName: name }),
      ),
    )
  },
  trainings: async (HyperParameterTuningJobName) => {
    const found = await allPages<HyperParameterTrainingJobSummary>((NextToken) =>
      aws.sageMaker(
        jobCall('ListTrainingJobsForHyperParameterTuningJob', KIND, HyperParameterTuningJobName),
        async (client, sdk) => {
          const page = await client.send(
            new sdk.ListTrainingJobsForHyperParameterTuningJobCommand({
              HyperParameterTuningJobName,
              MaxResults: PAGE,
              ...present({ NextToken }),
            }),
          )
          return { items: page.TrainingJobSummaries ?? [], next: page.NextToken }
        },
      ),
    )
    return found.map(training)
  },
})

const training = (job: HyperParameterTrainingJobSummary): TunedTraining => ({
  jobName: job.TrainingJobName ?? '',
  status: (job.TrainingJobStatus ?? 'InProgress') as SageMakerJobStatus,
  hyperParameters: job.TunedHyperParameters ?? {},
  ...present({
    objective: job.FinalHyperParameterTuningJobObjectiveMetric?.Value,
    failureReason: job.FailureReason,
  }),
})

const view = (job: DescribeHyperParameterTuningJobCommandOutput): TuningJobView => {
  const config = job.HyperParameterTuningJobConfig
  const counts = job.TrainingJobStatusCounters
  const objective = config?.HyperParameterTuningJobObjective
  return {
    ...jobSummary({
      name: job.HyperParameterTuningJobName,
      arn: job.HyperParameterTuningJobArn,
      status: job.HyperParameterTuningJobStatus,
      created: job.CreationTime,
      ended: job.HyperParameterTuningEndTime,
    }),
    strategy: config?.Strategy ?? '',
    counts: {
      completed: counts?.Completed ?? 0,
      inProgress: counts?.InProgress ?? 0,
      failed: (counts?.NonRetryableError ?? 0) + (counts?.RetryableError ?? 0),
      stopped: counts?.Stopped ?? 0,
    },
    ...(objective?.Type === undefined
      ? {}
      : { objective: { type: objective.Type, metricName: objective.MetricName ?? '' } }),
    ...present({
      failureReason: job.FailureReason,
      instanceType: job.TrainingJobDefinition?.ResourceConfig?.InstanceType,
      instanceCount: job.TrainingJobDefinition?.ResourceConfig?.InstanceCount,
      maxTrainings: config?.ResourceLimits?.MaxNumberOfTrainingJobs,
      best: job.BestTrainingJob === undefined ? undefined : training(job.BestTrainingJob),
    }),
  }
}
