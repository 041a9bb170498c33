import type {
  GetProvisionedModelThroughputCommandOutput,
  ProvisionedModelSummary,
} from '@aws-sdk/client-bedrock'
import type { ProvisionedModels, ProvisionedModelView } from '../ports/provisioned-models.ts'
import { instead, NOT_FOUND } from './explain.ts'
import type { AwsSession } from './session.ts'
import { allPages, iso, isoOrAbsent, newestFirst, present, tagList } from './values.ts'

export const provisionedModelsOf = (aws: AwsSession): ProvisionedModels => ({
  create: async ({ tags, ...purchase }) => {
    const answer = await aws.bedrock(
      {
        operation: 'CreateProvisionedModelThroughput',
        subject: subject(purchase.provisionedModelName),
      },
      (client, sdk) =>
        client.send(
          new sdk.CreateProvisionedModelThroughputCommand({
            ...purchase,
            tags: [...tagList(tags)],
          }),
        ),
    )
    return { provisionedModelArn: answer.provisionedModelArn ?? '' }
  },
  find: (provisionedModelId) =>
    instead(
      aws
        .bedrock(
          { operation: 'GetProvisionedModelThroughput', subject: subject(provisionedModelId) },
          (client, sdk) =>
            client.send(new sdk.GetProvisionedModelThroughputCommand({ provisionedModelId })),
        )
        .then(view),
      [NOT_FOUND],
      undefined,
    ),
  list: async (filter = {}) => {
    const summaries = await allPages((nextToken) =>
      aws.bedrock(
        { operation: 'ListProvisionedModelThroughputs', subject: 'list of provisioned models' },
        async (client, sdk) => {
          const page = await client.send(
            new sdk.ListProvisionedModelThroughputsCommand(newestFirst(filter, nextToken)),
          )
          return { items: page.provisionedModelSummaries ?? [], next: page.nextToken }
        },
      ),
    )
    return summaries.map(view)
  },
  update: async (provisionedModelId, { desiredName, desiredModelId }) => {
    await aws.bedrock(
      { operation: 'UpdateProvisionedModelThroughput', subject: subject(provisionedModelId) },
      (client, sdk) =>
        client.send(
          new sdk.UpdateProvisionedModelThroughputCommand({
            provisionedModelId,
            ...present({ desiredProvisionedModelName: desiredName, desiredModelId }),
          }),
        ),
    )
  },
  delete: async (provisionedModelId) => {
    await aws.bedrock(
      { operation: 'DeleteProvisionedModelThroughput', subject: subject(provisionedModelId) },
      (client, sdk) =>
        client.send(new sdk.DeleteProvisionedModelThroughputCommand({ provisionedModelId })),
    )
  },
})

const subject = (provisionedModelId: string): string => `provisioned model ${provisionedModelId}`

const view = (
  model: ProvisionedModelSummary | GetProvisionedModelThroughputCommandOutput,
): ProvisionedModelView => ({
  provisionedModelArn: model.provisionedModelArn ?? '',
  provisionedModelName: model.provisionedModelName ?? '',
  modelArn: model.modelArn ?? '',
  desiredModelArn: model.desiredModelArn ?? '',
  foundationModelArn: model.foundationModelArn ?? '',
  modelUnits: model.modelUnits ?? 0,
  desiredModelUnits: model.desiredModelUnits ?? 0,
  status: model.status ?? 'Creating',
  creationTime: iso(model.creationTime),
  lastModifiedTime: iso(model.lastModifiedTime),
  ...present({
    commitmentDuration: model.commitmentDuration,
    commitmentExpirationTime: isoOrAbsent(model.commitmentExpirationTime),
    failureMessage: 'failureMessage' in model ? model.failureMessage : undefined,
  }),
})
