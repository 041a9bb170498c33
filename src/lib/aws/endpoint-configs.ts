import type { EndpointConfigSummary as Summary } from '@aws-sdk/client-sagemaker'
import type {
  EndpointConfigBody,
  EndpointConfigSummary,
  EndpointConfigs,
} from '../ports/endpoint-configs.ts'
import { instead, NOT_FOUND } from './explain.ts'
import { keepAnswer, sendDocument } from './raw-json.ts'
import { newest } from './sagemaker-lists.ts'
import type { AwsSession } from './session.ts'
import { allPages, iso, pascalTags } from './values.ts'

export const endpointConfigsOf = (aws: AwsSession): EndpointConfigs => ({
  find: (EndpointConfigName) => instead(describe(aws, EndpointConfigName), [NOT_FOUND], undefined),
  list: async ({ nameContains: NameContains, limit } = {}) => {
    const found = await allPages(
      (NextToken) =>
        aws.sageMaker(
          { operation: 'ListEndpointConfigs', subject: 'list of endpoint configs' },
          async (client, sdk) => {
            const page = await client.send(
              new sdk.ListEndpointConfigsCommand(newest({ NameContains }, NextToken)),
            )
            return { items: page.EndpointConfigs ?? [], next: page.NextToken }
          },
        ),
      limit,
    )
    return found.map(summary)
  },
  create: async ({ endpointConfigName, body, tags }) => {
    const document = {
      EndpointConfigName: endpointConfigName,
      ...body,
      Tags: pascalTags(tags),
    }
    const answer = await aws.sageMaker(
      what('CreateEndpointConfig', endpointConfigName),
      (client, sdk) => {
        const command = new sdk.CreateEndpointConfigCommand(document as never)
        sendDocument(command, document)
        return client.send(command)
      },
    )
    return { endpointConfigArn: answer.EndpointConfigArn ?? '' }
  },
  delete: async (EndpointConfigName) => {
    await aws.sageMaker(what('DeleteEndpointConfig', EndpointConfigName), (client, sdk) =>
      client.send(new sdk.DeleteEndpointConfigCommand({ EndpointConfigName })),
    )
  },
})

const what = (operation: string, endpointConfigName: string) => ({
  operation,
  subject: `endpoint config ${endpointConfigName}`,
})

const describe = async (aws: AwsSession, EndpointConfigName: string) => {
  let raw: Readonly<Record<string, unknown>> = {}
  const answer = await aws.sageMaker(
    what('DescribeEndpointConfig', EndpointConfigName),
    (client, sdk) => {
      const command = new sdk.DescribeEndpointConfigCommand({ EndpointConfigName })
      keepAnswer(command, (document) => {
        raw = document
      })
      return client.send(command)
    },
  )
  const {
    EndpointConfigName: _name,
    EndpointConfigArn: _arn,
    CreationTime: _time,
    ResponseMetadata: _metadata,
    ...body
  } = raw
  return { ...summary(answer), body: { ProductionVariants: [], ...body } as EndpointConfigBody }
}

const summary = (config: Summary): EndpointConfigSummary => ({
  endpointConfigName: config.EndpointConfigName ?? '',
  endpointConfigArn: config.EndpointConfigArn ?? '',
  createdAt: iso(config.CreationTime),
})
