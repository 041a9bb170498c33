import type {
  CustomModelSummary as ApiSummary,
  GetCustomModelCommandOutput,
} from '@aws-sdk/client-bedrock'
import type { CustomModelSummary, CustomModels, CustomModelView } from '../ports/custom-models.ts'
import { instead, NOT_FOUND } from './explain.ts'
import type { AwsSession } from './session.ts'
import { allPages, iso, newestFirst, present } from './values.ts'

export const customModelsOf = (aws: AwsSession): CustomModels => ({
  find: (modelIdentifier) =>
    instead(
      aws
        .bedrock(
          { operation: 'GetCustomModel', subject: subject(modelIdentifier) },
          (client, sdk) => client.send(new sdk.GetCustomModelCommand({ modelIdentifier })),
        )
        .then(view),
      [NOT_FOUND],
      undefined,
    ),
  list: async (filter = {}) => {
    const summaries = await allPages((nextToken) =>
      aws.bedrock(
        { operation: 'ListCustomModels', subject: 'list of custom models' },
        async (client, sdk) => {
          const page = await client.send(
            new sdk.ListCustomModelsCommand(newestFirst(filter, nextToken)),
          )
          return { items: page.modelSummaries ?? [], next: page.nextToken }
        },
      ),
    )
    return summaries.map(summary)
  },
  delete: async (modelIdentifier) => {
    await aws.bedrock(
      { operation: 'DeleteCustomModel', subject: subject(modelIdentifier) },
      (client, sdk) => client.send(new sdk.DeleteCustomModelCommand({ modelIdentifier })),
    )
  },
})

const subject = (modelIdentifier: string): string => `custom model ${modelIdentifier}`

const summary = (model: ApiSummary | GetCustomModelCommandOutput): CustomModelSummary => ({
  modelArn: model.modelArn ?? '',
  modelName: model.modelName ?? '',
  baseModelArn: model.baseModelArn ?? '',
  // Models older than the member have none; they are in use.
  modelStatus: model.modelStatus ?? 'Active',
  creationTime: iso(model.creationTime),
})

const view = (model: GetCustomModelCommandOutput): CustomModelView => ({
  ...summary(model),
  hyperParameters: model.hyperParameters ?? {},
  ...present({
    jobArn: model.jobArn,
    customizationType: model.customizationType,
    modelKmsKeyArn: model.modelKmsKeyArn,
    trainingS3Uri: model.trainingDataConfig?.s3Uri,
    outputS3Uri: model.outputDataConfig?.s3Uri,
    trainingLoss: model.trainingMetrics?.trainingLoss,
    validationLoss: model.validationMetrics?.[0]?.validationLoss,
  }),
})
