import type {
  CreateModelCustomizationJobCommandInput,
  GetModelCustomizationJobCommandOutput,
  ModelCustomizationJobSummary,
} from '@aws-sdk/client-bedrock'
import type {
  CustomizationJobSummary,
  CustomizationJobs,
  CustomizationJobView,
  JobFilter,
  JobPhase,
  NewCustomizationJob,
} from '../ports/customization-jobs.ts'
import { instead, NOT_FOUND } from './explain.ts'
import type { AwsSession } from './session.ts'
import { allPages, iso, isoOrAbsent, present, tagList } from './values.ts'

/** The most that one page may have (API model). */
const PAGE = 1_000

export const customizationJobsOf = (aws: AwsSession): CustomizationJobs => ({
  create: async (job) => {
    const answer = await aws.bedrock(
      { operation: 'CreateModelCustomizationJob', subject: `customization job ${job.jobName}` },
      (client, sdk) => client.send(new sdk.CreateModelCustomizationJobCommand(request(job))),
    )
    return { jobArn: answer.jobArn ?? '' }
  },
  find: (jobIdentifier) =>
    instead(
      aws
        .bedrock(
          { operation: 'GetModelCustomizationJob', subject: subject(jobIdentifier) },
          (client, sdk) => client.send(new sdk.GetModelCustomizationJobCommand({ jobIdentifier })),
        )
        .then(view),
      [NOT_FOUND],
      undefined,
    ),
  list: (filter = {}) => list(aws, filter),
  stop: async (jobIdentifier) => {
    await aws.bedrock(
      { operation: 'StopModelCustomizationJob', subject: subject(jobIdentifier) },
      (client, sdk) => client.send(new sdk.StopModelCustomizationJobCommand({ jobIdentifier })),
    )
  },
})

const subject = (jobIdentifier: string): string => `customization job ${jobIdentifier}`

const list = async (
  aws: AwsSession,
  { limit, ...filter }: JobFilter,
): Promise<readonly CustomizationJobSummary[]> => {
  const summaries = await allPages(
    (nextToken) =>
      aws.bedrock(
        { operation: 'ListModelCustomizationJobs', subject: 'list of customization jobs' },
        async (client, sdk) => {
          const page = await client.send(
            new sdk.ListModelCustomizationJobsCommand({
              ...filter,
              ...present({ nextToken }),
              maxResults: Math.min(PAGE, limit ?? PAGE),
              sortBy: 'CreationTime',
              sortOrder: 'Descending',
            }),
          )
          return { items: page.modelCustomizationJobSummaries ?? [], next: page.nextToken }
        },
      ),
    limit,
  )
  return summaries.map(summary)
}

const request = (job: NewCustomizationJob): CreateModelCustomizationJobCommandInput => ({
  jobName: job.jobName,
  customModelName: job.customModelName,
  roleArn: job.roleArn,
  clientRequestToken: job.clientRequestToken,
  baseModelIdentifier: job.baseModelIdentifier,
  customizationType: job.customizationType,
  trainingDataConfig: { s3Uri: job.trainingS3Uri },
  outputDataConfig: { s3Uri: job.outputS3Uri },
  hyperParameters: { ...job.hyperParameters },
  jobTags: [...tagList(job.tags)],
  customModelTags: [...tagList(job.tags)],
  ...present({
    customModelKmsKeyId: job.customModelKmsKeyId,
    validationDataConfig:
      job.validationS3Uri === undefined
        ? undefined
        : { validators: [{ s3Uri: job.validationS3Uri }] },
    vpcConfig:
      job.vpcConfig === undefined
        ? undefined
        : {
            subnetIds: [...job.vpcConfig.subnetIds],
            securityGroupIds: [...job.vpcConfig.securityGroupIds],
          },
  }),
})

const summary = (job: ModelCustomizationJobSummary): CustomizationJobSummary => ({
  jobArn: job.jobArn ?? '',
  jobName: job.jobName ?? '',
  status: job.status ?? 'InProgress',
  baseModelArn: job.baseModelArn ?? '',
  creationTime: iso(job.creationTime),
  ...present({
    customModelArn: job.customModelArn,
    customModelName: job.customModelName,
    endTime: isoOrAbsent(job.endTime),
  }),
})

const view = (job: GetModelCustomizationJobCommandOutput): CustomizationJobView => ({
  jobArn: job.jobArn ?? '',
  jobName: job.jobName ?? '',
  // The API has the status optional; without one, nothing has ended.
  status: job.status ?? 'InProgress',
  baseModelArn: job.baseModelArn ?? '',
  creationTime: iso(job.creationTime),
  roleArn: job.roleArn ?? '',
  outputS3Uri: job.outputDataConfig?.s3Uri ?? '',
  hyperParameters: job.hyperParameters ?? {},
  statusDetails: {
    validation: phase(job.statusDetails?.validationDetails),
    dataProcessing: phase(job.statusDetails?.dataProcessingDetails),
    training: phase(job.statusDetails?.trainingDetails),
  },
  ...present({
    customModelArn: job.outputModelArn,
    customModelName: job.outputModelName,
    endTime: isoOrAbsent(job.endTime),
    customizationType: job.customizationType,
    trainingS3Uri: job.trainingDataConfig?.s3Uri,
    validationS3Uri: job.validationDataConfig?.validators?.[0]?.s3Uri,
    clientRequestToken: job.clientRequestToken,
    lastModifiedTime: isoOrAbsent(job.lastModifiedTime),
    failureMessage: job.failureMessage,
    outputModelKmsKeyArn: job.outputModelKmsKeyArn,
    vpcConfig:
      job.vpcConfig === undefined
        ? undefined
        : {
            subnetIds: job.vpcConfig.subnetIds ?? [],
            securityGroupIds: job.vpcConfig.securityGroupIds ?? [],
          },
    trainingLoss: job.trainingMetrics?.trainingLoss,
    validationLoss: job.validationMetrics?.[0]?.validationLoss,
  }),
})

type Details = NonNullable<
  NonNullable<GetModelCustomizationJobCommandOutput['statusDetails']>['trainingDetails']
>

const phase = (details: Details | undefined): JobPhase => ({
  status: details?.status ?? 'NotStarted',
  ...present({
    creationTime: isoOrAbsent(details?.creationTime),
    lastModifiedTime: isoOrAbsent(details?.lastModifiedTime),
  }),
})
