import type {
  DescribeInferenceRecommendationsJobResponse,
  InferenceRecommendation,
  InferenceRecommendationsJob,
} from '@aws-sdk/client-sagemaker'
import type { ServerlessConfig } from '../ports/endpoint-configs.ts'
import type {
  Recommendation,
  RecommendationJobSummary,
  RecommendationJobView,
  Recommendations,
} from '../ports/recommendations.ts'
import { instead, NOT_FOUND } from './explain.ts'
import { newest } from './sagemaker-lists.ts'
import type { AwsSession } from './session.ts'
import { allPages, iso, isoOrAbsent, pascalTags, present } from './values.ts'

export const recommendationsOf = (aws: AwsSession): Recommendations => ({
  find: (JobName) =>
    instead(
      aws
        .sageMaker(what('DescribeInferenceRecommendationsJob', JobName), (client, sdk) =>
          client.send(new sdk.DescribeInferenceRecommendationsJobCommand({ JobName })),
        )
        .then(view),
      [NOT_FOUND],
      undefined,
    ),
  list: async ({ nameContains: NameContains, modelName: ModelNameEquals } = {}) => {
    const found = await allPages((NextToken) =>
      aws.sageMaker(
        { operation: 'ListInferenceRecommendationsJobs', subject: 'list of recommender jobs' },
        async (client, sdk) => {
          const filter = newest({ NameContains, ModelNameEquals }, NextToken)
          const page = await client.send(new sdk.ListInferenceRecommendationsJobsCommand(filter))
          return { items: page.InferenceRecommendationsJobs ?? [], next: page.NextToken }
        },
      ),
    )
    return found.map(summary)
  },
  create: async (job) => {
    const answer = await aws.sageMaker(
      what('CreateInferenceRecommendationsJob', job.jobName),
      (client, sdk) =>
        client.send(
          new sdk.CreateInferenceRecommendationsJobCommand({
            JobName: job.jobName,
            JobType: job.jobType,
            RoleArn: job.roleArn,
            InputConfig: job.inputConfig as never,
            Tags: pascalTags(job.tags),
            ...present({
              JobDescription: job.description,
              StoppingConditions: job.stoppingConditions as never,
            }),
          }),
        ),
    )
    return { jobArn: answer.JobArn ?? '' }
  },
  stop: async (JobName) => {
    await aws.sageMaker(what('StopInferenceRecommendationsJob', JobName), (client, sdk) =>
      client.send(new sdk.StopInferenceRecommendationsJobCommand({ JobName })),
    )
  },
})

const what = (operation: string, jobName: string) => ({
  operation,
  subject: `recommender job ${jobName}`,
})

const summary = (
  job: InferenceRecommendationsJob | DescribeInferenceRecommendationsJobResponse,
): RecommendationJobSummary => ({
  jobName: job.JobName ?? '',
  jobArn: job.JobArn ?? '',
  jobType: job.JobType ?? 'Default',
  status: job.Status ?? 'PENDING',
  createdAt: iso(job.CreationTime),
  ...present({
    modelName: 'InputConfig' in job ? job.InputConfig?.ModelName : job.ModelName,
    failureReason: job.FailureReason,
    completedAt: isoOrAbsent(job.CompletionTime),
  }),
})

const view = (job: DescribeInferenceRecommendationsJobResponse): RecommendationJobView => ({
  ...summary(job),
  recommendations: (job.InferenceRecommendations ?? []).map(recommendation),
})

const recommendation = (one: InferenceRecommendation): Recommendation => {
  const { Metrics: metrics = {}, EndpointConfiguration: endpoint } = one
  return {
    endpointName: endpoint?.EndpointName ?? '',
    variantName: endpoint?.VariantName ?? '',
    environment: Object.fromEntries(
      (one.ModelConfiguration?.EnvironmentParameters ?? []).map(({ Key, Value }) => [
        Key ?? '',
        Value ?? '',
      ]),
    ),
    ...present({
      instanceType: endpoint?.InstanceType,
      initialInstanceCount: endpoint?.InitialInstanceCount,
      serverless: serverless(endpoint?.ServerlessConfig),
      costPerHour: measured(metrics.CostPerHour),
      costPerInference: measured(metrics.CostPerInference),
      maxInvocations: measured(metrics.MaxInvocations),
      modelLatencyMs: measured(metrics.ModelLatency),
      cpuUtilization: measured(metrics.CpuUtilization),
      memoryUtilization: measured(metrics.MemoryUtilization),
      modelSetupTimeMs: measured(metrics.ModelSetupTime),
    }),
  }
}

const serverless = (
  config: { MemorySizeInMB?: number | undefined; MaxConcurrency?: number | undefined } | undefined,
): ServerlessConfig | undefined =>
  config?.MemorySizeInMB === undefined || config.MaxConcurrency === undefined
    ? undefined
    : { ...config, MemorySizeInMB: config.MemorySizeInMB, MaxConcurrency: config.MaxConcurrency }

/** The service answers NaN for what it could not measure. */
const measured = (value: number | undefined): number | undefined =>
  Number.isFinite(value) ? value : undefined
