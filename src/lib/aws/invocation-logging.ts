import type { InvocationLogging } from '../ports/invocation-logging.ts'
import type { AwsSession } from './session.ts'
import { present } from './values.ts'

export const invocationLoggingOf = (aws: AwsSession): InvocationLogging => ({
  read: async () => {
    const { loggingConfig: config } = await aws.bedrock(
      {
        operation: 'GetModelInvocationLoggingConfiguration',
        subject: 'logging of model invocations',
      },
      (client, sdk) => client.send(new sdk.GetModelInvocationLoggingConfigurationCommand({})),
    )
    const bucket = config?.s3Config?.bucketName
    const logGroup = config?.cloudWatchConfig?.logGroupName
    if (bucket === undefined && logGroup === undefined) return undefined
    // A configuration that does not say is taken for one that records text: the cautious reading.
    return { ...present({ bucket, logGroup }), logsText: config?.textDataDeliveryEnabled ?? true }
  },
})
