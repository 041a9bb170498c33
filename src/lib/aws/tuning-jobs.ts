import type {
  DescribeHyperParameterTuningJobCommandOutput,
  HyperParameterTrainingJobDefinition,
  HyperParameterTrainingJobSummary,
  HyperParameterTuningJobObjective,
} from '@aws-sdk/client-sagemaker'
import type { SageMakerJobStatus } from '../ports/jobs.ts'
import type { TunedTraining, TuningJobs, TuningJobView } from '../ports/tuning-jobs.ts'
import { type JobFacts, jobCall, jobRequest, jobSummary, sageMakerJobs } from './job-values.ts'
import type { AwsSession } from './session.ts'
import { allPages, present } from './values.ts'

const KIND = 'tuning job'
/** The most that one page may have (API model). */
const PAGE = 100

export const tuningJobsOf = (aws: AwsSession): TuningJobs => ({
  ...sageMakerJobs(aws, {
    noun: 'HyperParameterTuningJob',
    kind: KIND,
    create: async (client, sdk, job) => {
      const input = { HyperParameterTuningJobName: job.jobName, ...jobRequest(job) }
      return (await client.send(new sdk.CreateHyperParameterTuningJobCommand(input as never)))
        .HyperParameterTuningJobArn
    },
    describe: (client, sdk, HyperParameterTuningJobName) =>
      client.send(new sdk.DescribeHyperParameterTuningJobCommand({ HyperParameterTuningJobName })),
    list: async (client, sdk, wanted) => {
      const page = await client.send(new sdk.ListHyperParameterTuningJobsCommand(wanted))
      return { items: page.HyperParameterTuningJobSummaries ?? [], next: page.NextToken }
    },
    stop: (client, sdk, HyperParameterTuningJobName) =>
      client.send(new sdk.StopHyperParameterTuningJobCommand({ HyperParameterTuningJobName })),
    facts,
    view,
  }),
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

/** Describe and List name these alike. */
const facts = (job: Named): JobFacts => ({
  name: job.HyperParameterTuningJobName,
  arn: job.HyperParameterTuningJobArn,
  status: job.HyperParameterTuningJobStatus,
  created: job.CreationTime,
  ended: job.HyperParameterTuningEndTime,
})

type Named = Pick<
  DescribeHyperParameterTuningJobCommandOutput,
  | 'HyperParameterTuningJobName'
  | 'HyperParameterTuningJobArn'
  | 'HyperParameterTuningJobStatus'
  | 'CreationTime'
  | 'HyperParameterTuningEndTime'
>

const training = (job: HyperParameterTrainingJobSummary): TunedTraining => ({
  jobName: job.TrainingJobName ?? '',
  status: (job.TrainingJobStatus ?? 'InProgress') as SageMakerJobStatus,
  hyperParameters: job.TunedHyperParameters ?? {},
  ...present({
    definition: job.TrainingJobDefinitionName,
    objective: job.FinalHyperParameterTuningJobObjectiveMetric?.Value,
    failureReason: job.FailureReason,
  }),
})

const view = (job: DescribeHyperParameterTuningJobCommandOutput): TuningJobView => {
  const config = job.HyperParameterTuningJobConfig
  const counts = job.TrainingJobStatusCounters
  const definitions = job.TrainingJobDefinitions ?? []
  const [first = job.TrainingJobDefinition] = definitions
  const objective = objectiveOf(config?.HyperParameterTuningJobObjective ?? first?.TuningObjective)
  return {
    ...jobSummary(facts(job)),
    strategy: config?.Strategy ?? '',
    counts: {
      completed: counts?.Completed ?? 0,
      inProgress: counts?.InProgress ?? 0,
      failed: (counts?.NonRetryableError ?? 0) + (counts?.RetryableError ?? 0),
      stopped: counts?.Stopped ?? 0,
    },
    ...(definitions.length === 0 ? {} : { definitions: definitions.flatMap(definitionOf) }),
    ...present({
      objective,
      failureReason: job.FailureReason,
      ...(isAlike(definitions)
        ? {
            instanceType: first?.ResourceConfig?.InstanceType,
            instanceCount: first?.ResourceConfig?.InstanceCount,
          }
        : {}),
      maxTrainings: config?.ResourceLimits?.MaxNumberOfTrainingJobs,
      best: job.BestTrainingJob === undefined ? undefined : training(job.BestTrainingJob),
    }),
  }
}

const objectiveOf = (found: HyperParameterTuningJobObjective | undefined) =>
  found?.Type === undefined ? undefined : { type: found.Type, metricName: found.MetricName ?? '' }

const definitionOf = ({
  DefinitionName: name = '',
  TuningObjective,
}: HyperParameterTrainingJobDefinition) => {
  const objective = objectiveOf(TuningObjective)
  return objective === undefined ? [] : [{ name, objective }]
}

/** Whether all definitions run on the same machines. */
const isAlike = (definitions: readonly HyperParameterTrainingJobDefinition[]): boolean =>
  new Set(definitions.map(({ ResourceConfig: on }) => `${on?.InstanceCount} ${on?.InstanceType}`))
    .size <= 1
