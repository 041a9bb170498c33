import { list, members, optionalText } from '../../members.ts'
import type { Call, Input } from '../../service.ts'
import { refusal } from '../errors.ts'

/** `s3://bucket/key` split; undefined when it is no S3 URI. */
export const s3Parts = (uri: string): { bucket: string; key: string } | undefined => {
  const [, bucket, key = ''] = /^(?:s3|https):\/\/([^/]+)\/?(.*)$/.exec(uri) ?? []
  return bucket === undefined ? undefined : { bucket, key }
}

/** The S3 address of a channel; undefined for channels on file systems. */
export const channelUri = (channel: Input): string | undefined => {
  const source = members(members(channel, 'DataSource'), 'S3DataSource')
  return optionalText(source, 'S3Uri')
}

/**
 * Refuses input that is not there or that the role may not read, in the words that users quote.
 * `prefix` false: the address may be one object.
 */
export const checkInput = (call: Call, roleArn: string | undefined, uri: string): void => {
  const at = s3Parts(uri)
  if (at === undefined) throw refusal.validation(`Invalid S3 URI: ${uri}.`)
  const { objects, roles } = call.neighbours
  const bucket = objects.bucket(at.bucket)
  const here = bucket?.region === call.region && objects.list(at.bucket, at.key).length > 0
  const mayList =
    roleArn === undefined ||
    roles.allows(roleArn, 's3:ListBucket', `arn:aws:s3:::${at.bucket}`, {
      's3:prefix': at.key,
      'aws:RequestedRegion': call.region,
    })
  if (!here || !mayList) {
    throw refusal.validation(
      `No S3 objects found under S3 URL "${uri}" given in input data source. Please ensure that the bucket exists in the selected region (${call.region}), that objects exist under that S3 prefix, and that the role "${roleArn}" has "s3:ListBucket" permissions on bucket "${at.bucket}".`,
    )
  }
}

/** Refuses an output whose bucket is missing or elsewhere. */
export const checkOutput = (call: Call, uri: string): void => {
  const at = s3Parts(uri)
  const bucket = at && call.neighbours.objects.bucket(at.bucket)
  if (bucket?.region === call.region) return
  throw refusal.validation(
    `The S3 bucket of "${uri}" does not exist in the selected region (${call.region}).`,
  )
}

/** Refuses channels that are named twice or have no data. */
export const checkChannels = (call: Call, roleArn: string, input: Input): void => {
  const channels = list<Input>(input, 'InputDataConfig')
  const names = channels.map(({ ChannelName }) => ChannelName)
  if (new Set(names).size < names.length) throw refusal.validation('Channel names must be unique.')
  for (const channel of channels) {
    const uri = channelUri(channel)
    if (uri !== undefined) checkInput(call, roleArn, uri)
  }
}

/** Managed spot training: a waiting time that is long enough; without it, none at all. */
export const checkSpot = (input: Input): void => {
  const { MaxRuntimeInSeconds = 86_400, MaxWaitTimeInSeconds } = members(
    input,
    'StoppingCondition',
  ) as { MaxRuntimeInSeconds?: number; MaxWaitTimeInSeconds?: number }
  if (input.EnableManagedSpotTraining === true) {
    if (MaxWaitTimeInSeconds !== undefined && MaxWaitTimeInSeconds >= MaxRuntimeInSeconds) return
    throw refusal.validation(
      'Invalid MaxWaitTimeInSeconds. It must be present and be greater than or equal to MaxRuntimeInSeconds',
    )
  }
  if (MaxWaitTimeInSeconds === undefined) return
  throw refusal.validation(
    'MaxWaitTimeInSeconds can only be set when EnableManagedSpotTraining is true',
  )
}

/** Warm pools are not for spot capacity. */
export const checkWarmPool = (input: Input): void => {
  const { KeepAlivePeriodInSeconds } = members(input, 'ResourceConfig')
  if (KeepAlivePeriodInSeconds === undefined || input.EnableManagedSpotTraining !== true) return
  throw refusal.validation(
    'KeepAlivePeriodInSeconds cannot be specified when EnableManagedSpotTraining is true',
  )
}
