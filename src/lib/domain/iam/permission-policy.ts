import {
  type Conditions,
  POLICY_VERSION,
  type PolicyDocument,
  type Statement,
} from '../core/policy-document.ts'
import { bucketArn, objectsArn, outputLocation, readLocations } from './locations.ts'
import { grantsOf } from './roles/all-grants.ts'
import { statementsOf } from './roles/grants.ts'
import { kindOf } from './roles/purposes.ts'
import type { AnyRoleSpec } from './spec.ts'
import { vpcStatements } from './vpc-statements.ts'

/**
 * What the role may do, no more than the job needs; `roles/purposes.ts` names the page of each rule.
 * Equal specs give equal documents, whatever the order of their lists.
 */
export const permissionPolicy = (spec: AnyRoleSpec): PolicyDocument => ({
  Version: POLICY_VERSION,
  Statement: [
    ...storageStatements(spec),
    ...keyStatements(spec),
    ...vpcStatements(spec),
    ...statementsOf(grantsOf(spec)),
  ],
})

const storageStatements = (spec: AnyRoleSpec): readonly Statement[] => {
  const reads = readLocations(spec)
  const outputs = spec.output === undefined ? [] : [outputLocation({ output: spec.output })]
  const buckets = [...reads, ...outputs].map(({ bucket }) => bucketArn(spec.partition, bucket))
  if (buckets.length === 0) return []
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
    ...(kindOf(spec).readsByName === true
      ? []
      : [
          {
            // No s3:prefix condition: HeadBucket, with which a service checks access, carries no prefix.
            Sid: 'ListBuckets',
            Effect: 'Allow' as const,
            Action: ['s3:ListBucket'],
            Resource: distinct(buckets),
            Condition,
          },
        ]),
    ...outputs.map((output) => ({
      Sid: 'WriteOutput',
      Effect: 'Allow' as const,
      Action: ['s3:GetObject', 's3:PutObject'],
      Resource: [objectsArn(spec.partition, output)],
      Condition,
    })),
  ]
}

const keyStatements = (spec: AnyRoleSpec): readonly Statement[] => {
  const dataKeys = distinct(spec.dataKmsKeyArns ?? [])
  const isOfModel = kindOf(spec).keys === 'bedrock'
  const modelKeys = isOfModel && spec.modelKmsKeyArn !== undefined ? [spec.modelKmsKeyArn] : []
  const via = (service: string): Conditions => ({
    StringEquals: { 'kms:ViaService': `${service}.${spec.region}.amazonaws.com` },
  })
  const dataKey: Statement = {
    Sid: 'UseDataKeys',
    Effect: 'Allow',
    Action: dataKeyActions(spec),
    Resource: dataKeys,
    Condition: via('s3'),
  }
  const modelKey: Statement = {
    Sid: 'UseModelKey',
    Effect: 'Allow',
    Action: ['kms:CreateGrant', 'kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey'],
    Resource: modelKeys,
    Condition: via('bedrock'),
  }
  return [...(dataKeys.length > 0 ? [dataKey] : []), ...(modelKeys.length > 0 ? [modelKey] : [])]
}

/** Reading an encrypted object takes the one, writing one both. */
export const dataKeyActions = (spec: Pick<AnyRoleSpec, 'purpose'>): readonly string[] =>
  kindOf(spec).readsByName === true ? ['kms:Decrypt'] : ['kms:Decrypt', 'kms:GenerateDataKey']

const distinct = (values: readonly string[]): readonly string[] => [...new Set(values)].sort()
