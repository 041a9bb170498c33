import { CreateRoleCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import {
  CreateBucketCommand,
  GetObjectCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { AssumeRoleCommand } from '@aws-sdk/client-sts'
import { createControl } from '../../../src/sandbox/control.ts'
import { policyText, problemOf } from '../../support/policies.ts'
import { inProcess, newEngine } from '../clients.ts'

export const ACCOUNT = '000000000000'
export const USER = `arn:aws:iam::${ACCOUNT}:user/sandbox`
export const ROOT = `arn:aws:iam::${ACCOUNT}:root`
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/worker`
export const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/worker/me`

/** A sandbox with a bucket and an object; `as` is a session of the role `worker`. */
export const workerWorld = async () => {
  const engine = newEngine()
  const control = createControl({ directory: engine.directory })
  const user = inProcess(engine)
  await user.s3.send(new CreateBucketCommand({ Bucket: 'data' }))
  await user.s3.send(new PutObjectCommand({ Bucket: 'data', Key: 'k', Body: 'x' }))
  const trust = policyText({ Effect: 'Allow', Principal: { AWS: USER }, Action: 'sts:AssumeRole' })
  await user.iam.send(
    new CreateRoleCommand({ RoleName: 'worker', AssumeRolePolicyDocument: trust }),
  )
  const grant = (PolicyDocument: string) =>
    user.iam.send(new PutRolePolicyCommand({ RoleName: 'worker', PolicyName: 'p', PolicyDocument }))
  const as = async (more: { Policy?: string } = {}) => {
    const input = { RoleArn: ROLE, RoleSessionName: 'me', ...more }
    const { Credentials } = await user.sts.send(new AssumeRoleCommand(input))
    return inProcess(engine, Credentials?.AccessKeyId)
  }
  const bucketPolicy = (...statements: object[]) =>
    user.s3.send(new PutBucketPolicyCommand({ Bucket: 'data', Policy: policyText(...statements) }))
  return { engine, control, user, grant, as, bucketPolicy }
}

const GET = new GetObjectCommand({ Bucket: 'data', Key: 'k' })
/** What reading the object ends with. */
export const readBy = ({ s3 }: ReturnType<typeof inProcess>) => problemOf(s3.send(GET))
/** The refusal of that reading. */
export const refused = (who: string, why: string) =>
  `AccessDenied: User: ${who} is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::data/k" ${why}`
