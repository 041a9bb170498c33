import type { ModelSummary } from '@aws-sdk/client-sagemaker'
import type { HostedModelBody, HostedModelSummary, HostedModels } from '../ports/hosted-models.ts'
import { instead, NOT_FOUND } from './explain.ts'
import { keepAnswer, sendDocument } from './raw-json.ts'
import { newest } from './sagemaker-lists.ts'
import type { AwsSession } from './session.ts'
import { allPages, iso, pascalTags } from './values.ts'

export const hostedModelsOf = (aws: AwsSession): HostedModels => ({
  find: (ModelName) => instead(describe(aws, ModelName), [NOT_FOUND], undefined),
  list: async ({ nameContains: NameContains, limit } = {}) => {
    const found = await allPages(
      (NextToken) =>
        aws.sageMaker(
          { operation: 'ListModels', subject: 'list of models' },
          async (client, sdk) => {
            const page = await client.send(
              new sdk.ListModelsCommand(newest({ NameContains }, NextToken)),
            )
            return { items: page.Models ?? [], next: page.NextToken }
          },
        ),
      limit,
    )
    return found.map(summary)
  },
  create: async ({ modelName, body, tags }) => {
    const document = { ModelName: modelName, ...body, Tags: pascalTags(tags) }
    const answer = await aws.sageMaker(what('CreateModel', modelName), (client, sdk) => {
      const command = new sdk.CreateModelCommand(document as never)
      sendDocument(command, document)
      return client.send(command)
    })
    return { modelArn: answer.ModelArn ?? '' }
  },
  delete: async (ModelName) => {
    await aws.sageMaker(what('DeleteModel', ModelName), (client, sdk) =>
      client.send(new sdk.DeleteModelCommand({ ModelName })),
    )
  },
})

const what = (operation: string, modelName: string) => ({
  operation,
  subject: `model ${modelName}`,
})

const describe = async (aws: AwsSession, ModelName: string) => {
  let raw: Readonly<Record<string, unknown>> = {}
  const answer = await aws.sageMaker(what('DescribeModel', ModelName), (client, sdk) => {
    const command = new sdk.DescribeModelCommand({ ModelName })
    keepAnswer(command, (document) => {
      raw = document
    })
    return client.send(command)
  })
  const {
    ModelName: _name,
    ModelArn: _arn,
    CreationTime: _time,
    DeploymentRecommendation: _advice,
    ResponseMetadata: _metadata,
    ...body
  } = raw
  return { ...summary(answer), body: body as HostedModelBody }
}

const summary = (model: ModelSummary): HostedModelSummary => ({
  modelName: model.ModelName ?? '',
  modelArn: model.ModelArn ?? '',
  createdAt: iso(model.CreationTime),
})
