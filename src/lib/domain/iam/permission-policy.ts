import {
  type Conditions,
  POLICY_VERSION,
  type PolicyDocument,
  type Statement,
} from '../core/policy-document.ts'
import { bucketArn, objectsArn, outputLocation, readLocations } from './locations.ts'
import type { RoleSpec } from './spec.ts'
import { vpcStatements } from './vpc-statements.ts'

/**
 * What the role may do, no more than the job needs:
 * https://docs.aws.amazon.com/bedrock/latest/userguide/model-customization-iam-role.html. Equal specs
 * give equal documents, whatever the order of their lists.
 */
export const permissionPolicy = (spec: RoleSpec): PolicyDocument => ({
  Version: POLICY_VERSION,
  Statement: [...storageStatements(spec), ...keyStatements(spec), ...vpcStatements(spec)],
})

const storageStatements = (spec: RoleSpec): readonly Statement[] => {
  const [reads, output] = [readLocations(spec), outputLocation(spec)]
  const buckets = [...reads, output].map(({ bucket }) => bucketArn(spec.partition, bucket))
  // A bucket that changes hands (deleted and taken by a stranger) must not be read or written.
  const Condition: Conditions = { StringEquals: { 'aws:ResourceAccount': spec.account } }
  return [
    ...(reads.length === 0
      ? []
      : [
          {
            Sid: 'ReadData',
            Effect: 'Allow' as const,
            Action: ['s3:GetObject'],
            Resource: distinct(reads.map((location) => objectsArn(spec.partition, location))),
            Condition,
          },
        ]),
    {
      // No s3:prefix condition: HeadBucket, with which a service checks access, carries no prefix.
      Sid: 'ListBuckets',
      Effect: 'Allow',
      Action: ['s3:ListBucket'],
      Resource: distinct(buckets),
      Condition,
    },
    {
      Sid: 'WriteOutput',
      Effect: 'Allow',
      Action: ['s3:GetObject', 's3:PutObject'],
      Resource: [objectsArn(spec.partition, output)],
      Condition,
    },
  ]
}

const keyStatements = (spec: RoleSpec): readonly Statement[] => {
  const dataKeys = distinct(spec.dataKmsKeyArns ?? [])
  const via = (service: string): Conditions => ({
    StringEquals: { 'kms:ViaService': `${service}.${spec.region}.amazonaws.com` },
  })
  const dataKey: Statement = {
    Sid: 'UseDataKeys',
    Effect: 'Allow',
    Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
    Resource: dataKeys,
    Condition: via('s3'),
  }
  const modelKey: Statement = {
    Sid: 'UseModelKey',
    Effect: 'Allow',
    Action: ['kms:CreateGrant', 'kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey'],
    Resource: spec.modelKmsKeyArn === undefined ? [] : [spec.modelKmsKeyArn],
    Condition: via('bedrock'),
  }
  return [
    ...(dataKeys.length > 0 ? [dataKey] : []),
    ...(spec.modelKmsKeyArn === undefined ? [] : [modelKey]),
  ]
}

const distinct = (values: readonly string[]): readonly string[] => [...new Set(values)].sort()
