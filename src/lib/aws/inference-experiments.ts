import type { InferenceExperimentSummary as Summary } from '@aws-sdk/client-sagemaker'
import type {
  ExperimentVariant,
  InferenceExperiments,
  NewInferenceExperiment,
} from '../ports/inference-experiments.ts'
import { experimentSummary, experimentView } from './experiment-view.ts'
import { instead, NOT_FOUND } from './explain.ts'
import { newest } from './sagemaker-lists.ts'
import type { AwsSession } from './session.ts'
import { allPages, dateOf, pascalTags, present } from './values.ts'

export const inferenceExperimentsOf = (aws: AwsSession): InferenceExperiments => ({
  find: (Name) =>
    instead(
      aws
        .sageMaker(what('DescribeInferenceExperiment', Name), (client, sdk) =>
          client.send(new sdk.DescribeInferenceExperimentCommand({ Name })),
        )
        .then(experimentView),
      [NOT_FOUND],
      undefined,
    ),
  list: async ({ nameContains: NameContains, statusEquals: StatusEquals } = {}) => {
    const found = await allPages<Summary>((NextToken) =>
      aws.sageMaker(
        { operation: 'ListInferenceExperiments', subject: 'list of shadow tests' },
        async (client, sdk) => {
          const filter = newest({ NameContains, StatusEquals }, NextToken)
          const page = await client.send(new sdk.ListInferenceExperimentsCommand(filter))
          return { items: page.InferenceExperiments ?? [], next: page.NextToken }
        },
      ),
    )
    return found.map(experimentSummary)
  },
  create: async (experiment) => {
    const answer = await aws.sageMaker(
      what('CreateInferenceExperiment', experiment.name),
      (client, sdk) => client.send(new sdk.CreateInferenceExperimentCommand(creation(experiment))),
    )
    return { inferenceExperimentArn: answer.InferenceExperimentArn ?? '' }
  },
  update: async (Name, { description, schedule: when, shadow }) => {
    await aws.sageMaker(what('UpdateInferenceExperiment', Name), (client, sdk) =>
      client.send(
        new sdk.UpdateInferenceExperimentCommand({
          Name,
          ...present({
            Description: description,
            Schedule: when === undefined ? undefined : schedule(when),
            ShadowModeConfig: shadow === undefined ? undefined : shadowMode(shadow),
          }),
        }),
      ),
    )
  },
  start: async (Name) => {
    await aws.sageMaker(what('StartInferenceExperiment', Name), (client, sdk) =>
      client.send(new sdk.StartInferenceExperimentCommand({ Name })),
    )
  },
  stop: async (Name, stop) => {
    await aws.sageMaker(what('StopInferenceExperiment', Name), (client, sdk) =>
      client.send(
        new sdk.StopInferenceExperimentCommand({
          Name,
          ModelVariantActions: { ...stop.actions },
          ...present({
            DesiredModelVariants: stop.desiredVariants?.map(variant),
            DesiredState: stop.desiredState,
            Reason: stop.reason,
          }),
        }),
      ),
    )
  },
  delete: async (Name) => {
    await aws.sageMaker(what('DeleteInferenceExperiment', Name), (client, sdk) =>
      client.send(new sdk.DeleteInferenceExperimentCommand({ Name })),
    )
  },
})

const what = (operation: string, name: string) => ({ operation, subject: `shadow test ${name}` })

const creation = (experiment: NewInferenceExperiment) => ({
  Name: experiment.name,
  Type: 'ShadowMode' as const,
  RoleArn: experiment.roleArn,
  EndpointName: experiment.endpointName,
  ModelVariants: experiment.variants.map(variant),
  ShadowModeConfig: shadowMode(experiment),
  Tags: pascalTags(experiment.tags),
  ...present({
    Description: experiment.description,
    Schedule: experiment.schedule === undefined ? undefined : schedule(experiment.schedule),
    DataStorageConfig: storage(experiment.capture),
    KmsKey: experiment.kmsKey,
  }),
})

const variant = (one: ExperimentVariant) => ({
  ModelName: one.modelName,
  VariantName: one.variantName,
  InfrastructureConfig: {
    InfrastructureType: 'RealTimeInference' as const,
    RealTimeInferenceConfig: {
      InstanceType: one.instanceType as never,
      InstanceCount: one.instanceCount,
    },
  },
})

const shadowMode = (shadow: {
  readonly sourceVariantName: string
  readonly shadowVariantName: string
  readonly samplingPercentage: number
}) => ({
  SourceModelVariantName: shadow.sourceVariantName,
  ShadowModelVariants: [
    {
      ShadowModelVariantName: shadow.shadowVariantName,
      SamplingPercentage: shadow.samplingPercentage,
    },
  ],
})

const schedule = (when: { readonly startTime?: string; readonly endTime?: string }) =>
  present({
    StartTime: when.startTime === undefined ? undefined : dateOf(when.startTime),
    EndTime: when.endTime === undefined ? undefined : dateOf(when.endTime),
  })

const storage = (capture: NewInferenceExperiment['capture']) =>
  capture === undefined
    ? undefined
    : {
        Destination: capture.s3Uri,
        ...present({ KmsKey: capture.kmsKey, ContentType: contentTypes(capture) }),
      }

const contentTypes = (capture: NonNullable<NewInferenceExperiment['capture']>) =>
  capture.csvContentTypes === undefined && capture.jsonContentTypes === undefined
    ? undefined
    : present({
        CsvContentTypes: capture.csvContentTypes && [...capture.csvContentTypes],
        JsonContentTypes: capture.jsonContentTypes && [...capture.jsonContentTypes],
      })
