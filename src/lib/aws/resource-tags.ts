import type { Endpoints } from '../ports/endpoints.ts'
import type { AwsSession } from './session.ts'
import { allPages, pascalTags, present } from './values.ts'

/** Tags of SageMaker resources: one set of calls for all of them, by ARN. */
export const resourceTags = (aws: AwsSession): Pick<Endpoints, 'tags' | 'tag' | 'untag'> => ({
  tags: async (ResourceArn) => {
    const tags = await allPages((NextToken) =>
      aws.sageMaker(what('ListTags', ResourceArn), async (client, sdk) => {
        const page = await client.send(
          new sdk.ListTagsCommand({ ResourceArn, ...present({ NextToken }) }),
        )
        return { items: page.Tags ?? [], next: page.NextToken }
      }),
    )
    return Object.fromEntries(tags.map(({ Key, Value }) => [Key ?? '', Value ?? '']))
  },
  tag: async (ResourceArn, tags) => {
    await aws.sageMaker(what('AddTags', ResourceArn), (client, sdk) =>
      client.send(new sdk.AddTagsCommand({ ResourceArn, Tags: pascalTags(tags) })),
    )
  },
  untag: async (ResourceArn, tagKeys) => {
    await aws.sageMaker(what('DeleteTags', ResourceArn), (client, sdk) =>
      client.send(new sdk.DeleteTagsCommand({ ResourceArn, TagKeys: [...tagKeys] })),
    )
  },
})

const what = (operation: string, arn: string) => ({
  operation,
  subject: arn.split(':').pop()?.replace('/', ' ') ?? arn,
})
