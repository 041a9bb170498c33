import { members, optionalText } from '../../members.ts'
import { NO_BUCKETS, S3_DOCUMENT, type S3Document } from '../../s3/records.ts'
import type { Call, Input, Output } from '../../service.ts'
import { refusal } from '../errors.ts'

/** The logging configuration of each region; one for the whole account. */
type LoggingDocument = Record<string, Input>

const DOCUMENT = 'bedrock-logging'

export const getModelInvocationLoggingConfiguration = (call: Call): Output => {
  const loggingConfig = call.documents.read<LoggingDocument>(DOCUMENT, {})[call.region]
  return loggingConfig === undefined ? {} : { loggingConfig }
}

/**
 * Sets where prompts and answers would be logged. As Bedrock does, it tries the permissions first: the
 * bucket's policy must let Bedrock write, the role must be Bedrock's and may write the log group.
 * Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-invocation-logging.html
 */
export const putModelInvocationLoggingConfiguration = (call: Call, input: Input): Output => {
  const config = members(input, 'loggingConfig')
  const bucket = optionalText(members(config, 's3Config'), 'bucketName')
  const cloudWatch = members(config, 'cloudWatchConfig')
  const logGroup = optionalText(cloudWatch, 'logGroupName')
  if (bucket === undefined && logGroup === undefined) {
    throw refusal.validation('Logging needs an S3 bucket or a CloudWatch log group.')
  }
  if (bucket !== undefined) checkBucket(call, bucket)
  if (logGroup !== undefined) checkLogGroup(call, logGroup, optionalText(cloudWatch, 'roleArn'))
  call.documents.update<LoggingDocument, void>(DOCUMENT, {}, (document) => {
    document[call.region] = config
  })
  return {}
}

export const deleteModelInvocationLoggingConfiguration = (call: Call): Output => {
  call.documents.update<LoggingDocument, void>(DOCUMENT, {}, (document) => {
    delete document[call.region]
  })
  return {}
}

type Statement = {
  readonly Effect?: string
  readonly Principal?: { readonly Service?: string | readonly string[] }
  readonly Action?: string | readonly string[]
}

const checkBucket = (call: Call, name: string): void => {
  const bucket = call.documents.read<S3Document>(S3_DOCUMENT, NO_BUCKETS).buckets[name]
  if (bucket === undefined || bucket.region !== call.region) {
    throw refusal.validation(
      `Failed to validate permissions for bucket: ${name}. The bucket must exist in ${call.region}.`,
    )
  }
  const { Statement: statements = [] } = JSON.parse(bucket.policy ?? '{}') as {
    readonly Statement?: readonly Statement[]
  }
  const isAllowed = statements.some(
    ({ Effect, Principal, Action = [] }) =>
      Effect === 'Allow' &&
      [Principal?.Service ?? []].flat().includes('bedrock.amazonaws.com') &&
      [Action].flat().some((action) => ['s3:PutObject', 's3:*'].includes(action)),
  )
  if (!isAllowed) {
    throw refusal.validation(
      `Failed to validate permissions for bucket: ${name}. Verify that the bucket policy allows bedrock.amazonaws.com to put objects.`,
    )
  }
}

const checkLogGroup = (call: Call, logGroup: string, roleArn = ''): void => {
  const { roles } = call.neighbours
  const context = {
    'aws:SourceAccount': call.accountId,
    'aws:SourceArn': `arn:aws:bedrock:${call.region}:${call.accountId}:*`,
  }
  const stream = `arn:aws:logs:${call.region}:${call.accountId}:log-group:${logGroup}:log-stream:aws/bedrock/modelinvocations`
  const isGood =
    roles.trusts(roleArn, 'bedrock.amazonaws.com', context) &&
    ['logs:CreateLogStream', 'logs:PutLogEvents'].every((action) =>
      roles.allows(roleArn, action, stream),
    )
  if (isGood) return
  throw refusal.validation(
    `Failed to validate permissions for log group: ${logGroup}, with role: ${roleArn}. Verify the IAM role permissions are correct.`,
  )
}
