import * as sdk from '@aws-sdk/client-bedrock'
import { CreateRoleCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import { CreateBucketCommand, PutBucketPolicyCommand } from '@aws-sdk/client-s3'
import { describe, expect, it } from 'vitest'
import { inProcess, newEngine } from '../clients.ts'

const document = (statement: object): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] })

const BEDROCK = { Service: 'bedrock.amazonaws.com' }

/** A bucket `logs` that Bedrock may write to and one that is closed; a role that may write log groups. */
const account = async () => {
  const engine = newEngine({ clock: 'skip' })
  const clients = inProcess(engine)
  for (const Bucket of ['logs', 'closed'])
    await clients.s3.send(new CreateBucketCommand({ Bucket }))
  const Policy = document({
    Principal: BEDROCK,
    Action: 's3:PutObject',
    Resource: 'arn:aws:s3:::logs/*',
  })
  await clients.s3.send(new PutBucketPolicyCommand({ Bucket: 'logs', Policy }))
  const AssumeRolePolicyDocument = document({ Principal: BEDROCK, Action: 'sts:AssumeRole' })
  for (const RoleName of ['writer', 'idle']) {
    await clients.iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }))
  }
  const PolicyDocument = document({
    Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    Resource: '*',
  })
  await clients.iam.send(
    new PutRolePolicyCommand({ RoleName: 'writer', PolicyName: 'logs', PolicyDocument }),
  )
  const put = (loggingConfig: sdk.LoggingConfig) =>
    clients.bedrock.send(new sdk.PutModelInvocationLoggingConfigurationCommand({ loggingConfig }))
  const read = async (region?: string) => {
    const { bedrock } = region === undefined ? clients : inProcess(engine, undefined, region)
    return bedrock.send(new sdk.GetModelInvocationLoggingConfigurationCommand({}))
  }
  return { clients, put, read }
}

const role = (name: string) => `arn:aws:iam::000000000000:role/${name}`

describe('logging of model invocations', () => {
  it('is off until it is set, for one region, and off again when it is deleted', async () => {
    const { clients, put, read } = await account()
    expect((await read()).loggingConfig).toBeUndefined()
    const config = { s3Config: { bucketName: 'logs' }, textDataDeliveryEnabled: true }
    await put(config)
    expect((await read()).loggingConfig).toEqual(config)
    expect((await read('eu-west-1')).loggingConfig).toBeUndefined()
    await clients.bedrock.send(new sdk.DeleteModelInvocationLoggingConfigurationCommand({}))
    expect((await read()).loggingConfig).toBeUndefined()
  })

  it('takes a log group with a role that may write it', async () => {
    const { put, read } = await account()
    const config = { cloudWatchConfig: { logGroupName: '/bedrock', roleArn: role('writer') } }
    await put(config)
    expect((await read()).loggingConfig).toEqual(config)
  })

  it.each<readonly [string, sdk.LoggingConfig, string]>([
    ['no target', { textDataDeliveryEnabled: true }, 'Logging needs'],
    ['a bucket that is not there', { s3Config: { bucketName: 'nowhere' } }, 'must exist'],
    ['a closed bucket', { s3Config: { bucketName: 'closed' } }, 'bucket policy'],
    [
      'a role that may not write',
      { cloudWatchConfig: { logGroupName: '/bedrock', roleArn: role('idle') } },
      'Verify the IAM role permissions',
    ],
  ])('refuses %s', async (_, config, text) => {
    const { put } = await account()
    await expect(put(config)).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining(text),
    })
  })
})
