import { parseS3Uri } from '../core/arn.ts'
import { bucketArn, type Location, outputLocation, readLocations } from './locations.ts'
import { dataKeyActions } from './permission-policy.ts'
import { grantsOf } from './roles/all-grants.ts'
import { requirementsOf } from './roles/grants.ts'
import { kindOf } from './roles/purposes.ts'
import { type AnyRoleSpec, jobArnProbe } from './spec.ts'

/** One request that the job will make with the role, as the simulator and our own evaluator ask it. */
export type Requirement = {
  /** Stable, for `--json`: `read-data`, `write-output`. */
  readonly id: string
  readonly what: string
  readonly ask: {
    readonly action: string
    readonly resource: string
    readonly context: Readonly<Record<string, string>>
  }
}

/** Bedrock tries its access to the output with a file of this name (facts of failed jobs). */
const WRITE_CHECK_FILE = '.write_access_check_file.tmp'

/** All requests that a job of this spec makes, each with the context that AWS gives it. */
export const roleRequirements = (spec: AnyRoleSpec): readonly Requirement[] => [
  ...storageRequirements(spec),
  ...keyRequirements(spec),
  ...vpcRequirements(spec),
  ...requirementsOf(grantsOf(spec)),
]

const storageRequirements = (spec: AnyRoleSpec): readonly Requirement[] => {
  const context = { 'aws:ResourceAccount': spec.account }
  const output = spec.output === undefined ? undefined : outputLocation({ output: spec.output })
  const object = (bucket: string, key: string) => `${bucketArn(spec.partition, bucket)}/${key}`
  const locations = [...readLocations(spec), ...(output === undefined ? [] : [output])]
  const buckets = [...new Set(locations.map(({ bucket }) => bucket))].sort()
  const need = (id: string, what: string, ask: { action: string; resource: string }) => ({
    id,
    what,
    ask: { ...ask, context },
  })
  const check =
    output === undefined ? '' : object(output.bucket, `${output.folder}${WRITE_CHECK_FILE}`)
  return [
    ...spec.reads.map((uri) =>
      need('read-data', `read ${uri}`, { action: 's3:GetObject', resource: probeOf(spec, uri) }),
    ),
    ...(kindOf(spec).readsByName === true ? [] : buckets).map((bucket) =>
      need('list-bucket', `list s3://${bucket}`, {
        action: 's3:ListBucket',
        resource: bucketArn(spec.partition, bucket),
      }),
    ),
    ...(output === undefined
      ? []
      : [
          need('write-output', `write ${folderText(output)}`, {
            action: 's3:PutObject',
            resource: check,
          }),
          need('read-output', `read ${folderText(output)}`, {
            action: 's3:GetObject',
            resource: check,
          }),
        ]),
  ]
}

/** A concrete object to ask about: the file itself, or any file of the folder. */
const probeOf = (spec: AnyRoleSpec, uri: string): string => {
  const { bucket, key } = parseS3Uri(uri) ?? { bucket: uri, key: '' }
  const [folder] = readLocations({ reads: [uri] })
  const isFile = folder !== undefined && folder.folder.length < key.length
  return `${bucketArn(spec.partition, bucket)}/${isFile ? key : `${folder?.folder ?? ''}mlctl-check.jsonl`}`
}

const folderText = ({ bucket, folder }: Location): string => `s3://${bucket}/${folder}`

const keyRequirements = (spec: AnyRoleSpec): readonly Requirement[] => {
  const use = (id: string, service: string) => (key: string) => (action: string) => ({
    id,
    what: `${action} with ${key} through ${service}`,
    ask: {
      action,
      resource: key,
      context: { 'kms:ViaService': `${service}.${spec.region}.amazonaws.com` },
    },
  })
  const isOfModel = kindOf(spec).keys === 'bedrock'
  const modelKeys = isOfModel && spec.modelKmsKeyArn !== undefined ? [spec.modelKmsKeyArn] : []
  return [
    ...(spec.dataKmsKeyArns ?? []).flatMap((key) =>
      dataKeyActions(spec).map(use('data-key', 's3')(key)),
    ),
    ...modelKeys.flatMap((key) =>
      ['kms:CreateGrant', 'kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey'].map(
        use('model-key', 'bedrock')(key),
      ),
    ),
  ]
}

const vpcRequirements = (spec: AnyRoleSpec): readonly Requirement[] => {
  const { vpcConfig: vpc } = spec
  const { vpc: habit } = kindOf(spec)
  if (vpc === undefined || typeof habit === 'string') return []
  const ec2 = (resource: string) =>
    `arn:${spec.partition}:ec2:${spec.region}:${spec.account}:${resource}`
  const card = ec2('network-interface/mlctl-check')
  const job = jobArnProbe(spec)
  const [subnet = ''] = vpc.subnetIds
  const need = (action: string, resource: string, context: Readonly<Record<string, string>>) => ({
    id: 'vpc',
    what: `${action} in the VPC`,
    ask: { action, resource, context },
  })
  const tagged = (kind: 'aws:RequestTag' | 'ec2:ResourceTag') => ({
    [`${kind}/BedrockManaged`]: 'true',
    [`${kind}/${habit.jobTag}`]: job,
  })
  return [
    ...LOOK.map((action) => need(action, '*', {})),
    need('ec2:CreateNetworkInterface', card, tagged('aws:RequestTag')),
    ...vpc.subnetIds.map((id) => need('ec2:CreateNetworkInterface', ec2(`subnet/${id}`), {})),
    ...vpc.securityGroupIds.map((id) =>
      need('ec2:CreateNetworkInterface', ec2(`security-group/${id}`), {}),
    ),
    ...USE.map((action) =>
      need(action, card, {
        ...tagged('ec2:ResourceTag'),
        'ec2:Subnet': ec2(`subnet/${subnet}`),
      }),
    ),
    need('ec2:CreateTags', card, {
      'ec2:CreateAction': 'CreateNetworkInterface',
      'aws:TagKeys': 'BedrockManaged',
    }),
  ]
}

/**
 * Written out a second time on purpose: these are what the job asks, `vpc-statements.ts` what we
 * grant, and a test holds the two against each other.
 */
const LOOK = [
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeVpcs',
  'ec2:DescribeDhcpOptions',
  'ec2:DescribeSubnets',
  'ec2:DescribeSecurityGroups',
]
const USE = [
  'ec2:CreateNetworkInterfacePermission',
  'ec2:DeleteNetworkInterface',
  'ec2:DeleteNetworkInterfacePermission',
]
