import { lookUpKey } from '../../kms/find.ts'
import { throughService } from '../../kms/needs.ts'
import type { Call } from '../../service.ts'
import { refusal } from '../errors.ts'
import { locationOf } from '../s3-uri.ts'

/** The text when the files cannot be read (any more) under the job's role. */
export const unreadable = (uri: string): string => {
  const { bucket, key } = locationOf(uri)
  return `Could not validate GetObject permissions to access Amazon S3 bucket: ${bucket} at key ${key}`
}

/** A role that is to be assumed for a job, with the context that Bedrock assumes it in. */
export type JobRole = {
  readonly roleArn: string
  readonly context: Readonly<Record<string, string>>
}

/** The role of a job, in the context that Bedrock assumes it in. */
export const jobRole = (
  call: Call,
  job: { readonly roleArn: string; readonly arn: string; readonly vpcConfig?: unknown },
): JobRole => {
  const { subnetIds = [] } = (job.vpcConfig ?? {}) as { subnetIds?: readonly string[] }
  return {
    roleArn: job.roleArn,
    context: {
      'aws:SourceAccount': call.accountId,
      'aws:SourceArn': job.arn,
      ...call.neighbours.network.originKeys(call.region, subnetIds),
    },
  }
}

const assumable = (call: Call, { roleArn, context }: JobRole): boolean =>
  call.neighbours.roles.find(roleArn) !== undefined &&
  call.neighbours.roles.trusts(roleArn, 'bedrock.amazonaws.com', context)

/** Whether Bedrock, as the role, may read an object now. */
export const mayRead = (call: Call, role: JobRole, uri: string): boolean => {
  const { bucket, key } = locationOf(uri)
  const { roles } = call.neighbours
  return (
    assumable(call, role) &&
    roles.allows(role.roleArn, 's3:GetObject', `arn:aws:s3:::${bucket}/${key}`, role.context) &&
    roles.allows(role.roleArn, 's3:ListBucket', `arn:aws:s3:::${bucket}`, role.context)
  )
}

/** Whether it may write an object, named `bucket/key`. */
export const mayWrite = (call: Call, role: JobRole, object: string): boolean =>
  assumable(call, role) &&
  call.neighbours.roles.allows(role.roleArn, 's3:PutObject', `arn:aws:s3:::${object}`, role.context)

/**
 * The key a custom model is to be encrypted with, by its ARN. Refuses one that does not exist, is
 * disabled or of another kind, and one that the role may not use through Bedrock; the wording of
 * these refusals is KMS's, Bedrock's own is not known.
 * Source: https://docs.aws.amazon.com/bedrock/latest/userguide/encryption-custom-job.html
 */
export const checkedKey = (call: Call, role: JobRole, given: unknown): string | undefined => {
  if (given === undefined) return undefined
  const key = lookUpKey(call, String(given))
  if (key === undefined) throw refusal.validation(`Key '${String(given)}' does not exist`)
  if (key.spec !== 'SYMMETRIC_DEFAULT' || key.usage !== 'ENCRYPT_DECRYPT') {
    throw refusal.validation(`The key ${key.arn} is not a symmetric encryption key.`)
  }
  if (!key.isEnabled) throw refusal.validation(`${key.arn} is disabled.`)
  for (const action of [
    'kms:DescribeKey',
    'kms:GenerateDataKey',
    'kms:Decrypt',
    'kms:CreateGrant',
  ]) {
    const needed = throughService(call, { key, action, service: 'bedrock' })
    const context = { ...role.context, ...needed.context }
    const denied = call.neighbours.roles.refusal(role.roleArn, { ...needed, context })
    if (denied !== undefined) throw refusal.denied(denied)
  }
  return key.arn
}
