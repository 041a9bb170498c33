import * as ecr from '@aws-sdk/client-ecr'
import * as iam from '@aws-sdk/client-iam'
import * as kms from '@aws-sdk/client-kms'
import * as s3 from '@aws-sdk/client-s3'
import {
  ACCOUNT,
  type AuditWorld,
  BUCKET,
  LOGS,
  type Others,
  type Parts,
  REPOSITORY,
  ROLE,
  TRUST,
} from '../support/audit-world.ts'

/** Who changes a world behind mlctl's back, and what the world consists of. */
export type Hands = Others & { readonly parts: Parts }

/** One fault of an account, and what an audit is to say of it. */
export type Fault = {
  readonly finds: readonly string[]
  readonly breaks: (hands: Hands, world: AuditWorld) => Promise<unknown>
}
export type Faults = Readonly<Record<string, Fault>>

export const policyOf = (statement: object) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [statement] })

/** The role's trust, changed. */
export const trust = (statement: object) => (others: Hands) =>
  others.iam.send(
    new iam.UpdateAssumeRolePolicyCommand({
      RoleName: ROLE,
      PolicyDocument: policyOf({ ...TRUST.Statement[0], ...statement }),
    }),
  )

/** What `--fix` repairs: one fault each. */
export const FIXABLE: Faults = {
  'a bucket without a public access block': {
    finds: [`A02.public-access-block ${BUCKET}`],
    breaks: ({ s3: client }) =>
      client.send(new s3.DeletePublicAccessBlockCommand({ Bucket: BUCKET })),
  },
  'a bucket with half a public access block': {
    finds: [`A02.public-access-block ${LOGS}`],
    breaks: ({ s3: client }) =>
      client.send(
        new s3.PutPublicAccessBlockCommand({
          Bucket: LOGS,
          PublicAccessBlockConfiguration: { BlockPublicAcls: true, IgnorePublicAcls: true },
        }),
      ),
  },
  'a bucket that takes plain HTTP': {
    finds: [`A04.tls-only ${BUCKET}`],
    breaks: ({ s3: client }) => client.send(new s3.DeleteBucketPolicyCommand({ Bucket: BUCKET })),
  },
  'a bucket whose policy denies plain HTTP to one user alone': {
    finds: [`A04.tls-only ${BUCKET}`],
    breaks: ({ s3: client }) =>
      client.send(
        new s3.PutBucketPolicyCommand({
          Bucket: BUCKET,
          Policy: policyOf({
            Sid: 'Mine',
            Effect: 'Deny',
            Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
            Action: 's3:*',
            Resource: [`arn:aws:s3:::${BUCKET}`, `arn:aws:s3:::${BUCKET}/*`],
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          }),
        }),
      ),
  },
  'a bucket whose versioning is suspended': {
    finds: [`A05.versioning ${BUCKET}`],
    breaks: ({ s3: client }) =>
      client.send(
        new s3.PutBucketVersioningCommand({
          Bucket: BUCKET,
          VersioningConfiguration: { Status: 'Suspended' },
        }),
      ),
  },
  'a bucket whose ACLs count': {
    finds: [`A06.ownership ${BUCKET}`],
    breaks: ({ s3: client }) =>
      client.send(
        new s3.PutBucketOwnershipControlsCommand({
          Bucket: BUCKET,
          OwnershipControls: { Rules: [{ ObjectOwnership: 'ObjectWriter' }] },
        }),
      ),
  },
  'a key that is not rotated': {
    finds: ['A07.key-rotation KEY'],
    breaks: ({ kms: client, parts }) =>
      client.send(new kms.DisableKeyRotationCommand({ KeyId: parts.keyArn })),
  },
  'a repository whose tags can be moved': {
    finds: [`A19.immutable-tags ${REPOSITORY}`],
    breaks: ({ ecr: client }) =>
      client.send(
        new ecr.PutImageTagMutabilityCommand({
          repositoryName: REPOSITORY,
          imageTagMutability: 'MUTABLE',
        }),
      ),
  },
  'a role whose trust names no account': {
    finds: [`A22.confused-deputy ${ROLE}`],
    breaks: (others) => trust({ Condition: undefined })(others),
  },
  'a role whose trust of two services asks for something else alone': {
    finds: [`A22.confused-deputy ${ROLE}`],
    breaks: (others) =>
      trust({
        Principal: { Service: ['sagemaker.amazonaws.com', 'bedrock.amazonaws.com'] },
        Condition: { StringEquals: { 'aws:PrincipalTag/team': 'ml' } },
      })(others),
  },
  'a repository that is not scanned': {
    finds: [`A19.scan-on-push ${REPOSITORY}`],
    breaks: ({ ecr: client }) =>
      client.send(
        new ecr.PutImageScanningConfigurationCommand({
          repositoryName: REPOSITORY,
          imageScanningConfiguration: { scanOnPush: false },
        }),
      ),
  },
}
