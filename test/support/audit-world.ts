import { cpSync } from 'node:fs'
import { join } from 'node:path'
import {
  BedrockClient,
  PutModelInvocationLoggingConfigurationCommand,
} from '@aws-sdk/client-bedrock'
import * as cloudTrail from '@aws-sdk/client-cloudtrail'
import * as ec2 from '@aws-sdk/client-ec2'
import * as ecr from '@aws-sdk/client-ecr'
import * as iam from '@aws-sdk/client-iam'
import * as kms from '@aws-sdk/client-kms'
import * as s3 from '@aws-sdk/client-s3'
import * as sagemaker from '@aws-sdk/client-sagemaker'
import type { RequestHandler } from '../../src/lib/aws/options.ts'
import { INTERFACE_SERVICES } from '../../src/lib/domain/audit/rules/network.ts'
import { withTlsOnly } from '../../src/lib/domain/storage/bucket-policy.ts'
import { createControl } from '../../src/sandbox/control.ts'
import { createEngine } from '../../src/sandbox/engine.ts'
import { inProcessHandler } from '../../src/sandbox/in-process.ts'
import { DOCKER_MANIFEST, sha, testImage } from './images.ts'
import type { Answers } from './io.ts'
import { sandboxWorld } from './sandbox-world.ts'
import { tempFolder } from './temp-folder.ts'

export const ACCOUNT = '000000000000'
const REGION = 'us-east-1'

/** Other hands than mlctl's: the SDK's own clients on the sandbox of a folder. */
export const othersIn = (folder: string, clock = 'instant', region = REGION) => {
  const options = { directory: join(folder, 'sandbox'), clock }
  const engine = createEngine(options)
  const requestHandler = inProcessHandler(engine)
  const config = {
    region,
    credentials: { accessKeyId: 'AKIASANDBOX000000000', secretAccessKey: 'sandbox' },
    maxAttempts: 1,
    requestHandler,
  }
  return {
    requestHandler: requestHandler as RequestHandler,
    /** From now on callers are held to their policies. */
    enforce: () => createControl(options).iam.enforce(true),
    control: createControl(options),
    bedrock: new BedrockClient(config),
    cloudTrail: new cloudTrail.CloudTrailClient(config),
    ec2: new ec2.EC2Client(config),
    ecr: new ecr.ECRClient(config),
    iam: new iam.IAMClient(config),
    kms: new kms.KMSClient(config),
    s3: new s3.S3Client(config),
    sageMaker: new sagemaker.SageMakerClient(config),
  }
}

export type Others = ReturnType<typeof othersIn>

/** What a world consists of, by the names that its faults need. */
export type Parts = {
  readonly keyArn: string
  readonly roleArn: string
  readonly boundaryArn: string
  readonly vpcId: string
  readonly subnetIds: readonly [string, string]
  readonly groupId: string
  readonly routeTableId: string
  readonly gatewayId: string
  readonly trailArn: string
  /** The image that everything runs, by its digest. */
  readonly image: string
}

export const BUCKET = 'acme-ml'
export const LOGS = 'acme-logs'
export const REPOSITORY = 'ml/fraud'

/** An account in which everything is as audit wants it. */
export const makeCleanAccount = async (folder: string): Promise<Parts> => {
  const others = othersIn(folder)
  const keyArn = await makeKey(others)
  await makeBuckets(others, keyArn)
  const network = await makeNetwork(others)
  const role = await makeRole(others)
  const trailArn = await makeTrail(others)
  await others.ecr.send(
    new ecr.CreateRepositoryCommand({
      repositoryName: REPOSITORY,
      imageTagMutability: 'IMMUTABLE',
      imageScanningConfiguration: { scanOnPush: true },
    }),
  )
  const image = await pushImage(others, { libc6: '2.36-9+deb12u99' })
  const parts = { keyArn, ...network, ...role, trailArn, image }
  await makeHosting(others, parts)
  await others.bedrock.send(
    new PutModelInvocationLoggingConfigurationCommand({
      loggingConfig: { s3Config: { bucketName: LOGS }, textDataDeliveryEnabled: true },
    }),
  )
  return parts
}

/**
 * Pushes an image of Debian 12 with these packages, as dpkg lists them, and waits for the scan that the
 * repository makes of it; answers its name by digest.
 */
export const pushImage = async (
  { ecr: client }: Others,
  packages: Readonly<Record<string, string>>,
): Promise<string> => {
  const status = Object.entries(packages)
    .map(
      ([name, version]) => `Package: ${name}\nStatus: install ok installed\nVersion: ${version}\n`,
    )
    .join('\n')
  const { layers, config } = await testImage([
    {
      'etc/os-release': 'ID=debian\nVERSION_ID="12"\nVERSION_CODENAME=bookworm\n',
      'var/lib/dpkg/status': status,
    },
  ])
  const repositoryName = REPOSITORY
  const blobs = [config, ...layers]
  for (const blob of blobs) {
    const { uploadId } = await client.send(new ecr.InitiateLayerUploadCommand({ repositoryName }))
    await client.send(
      new ecr.UploadLayerPartCommand({
        repositoryName,
        uploadId,
        partFirstByte: 0,
        partLastByte: blob.length - 1,
        layerPartBlob: blob,
      }),
    )
    await client.send(
      new ecr.CompleteLayerUploadCommand({ repositoryName, uploadId, layerDigests: [sha(blob)] }),
    )
  }
  const [first, ...rest] = blobs.map((blob) => ({
    mediaType: 'application/vnd.docker.image.rootfs.diff.tar',
    digest: sha(blob),
    size: blob.length,
  }))
  const manifest = { schemaVersion: 2, mediaType: DOCKER_MANIFEST, config: first, layers: rest }
  const { image } = await client.send(
    new ecr.PutImageCommand({ repositoryName, imageManifest: JSON.stringify(manifest) }),
  )
  const uri = `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/${repositoryName}`
  return `${uri}@${image?.imageId?.imageDigest}`
}

const makeKey = async ({ kms: client }: Others): Promise<string> => {
  const { KeyMetadata } = await client.send(new kms.CreateKeyCommand({}))
  const KeyId = KeyMetadata?.Arn ?? ''
  await client.send(new kms.EnableKeyRotationCommand({ KeyId }))
  return KeyId
}

const makeBuckets = async ({ s3: client }: Others, keyArn: string): Promise<void> => {
  const forTrail = {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: ['cloudtrail.amazonaws.com', 'bedrock.amazonaws.com'] },
        Action: ['s3:GetBucketAcl', 's3:PutObject'],
        Resource: [`arn:aws:s3:::${LOGS}`, `arn:aws:s3:::${LOGS}/*`],
        Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT } },
      },
    ],
  }
  for (const Bucket of [LOGS, BUCKET]) {
    const policy = withTlsOnly(Bucket === LOGS ? forTrail : undefined, 'aws', Bucket)
    await client.send(new s3.CreateBucketCommand({ Bucket }))
    await client.send(new s3.PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify(policy) }))
    await client.send(
      new s3.PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }),
    )
    const LoggingEnabled = { TargetBucket: LOGS, TargetPrefix: `${Bucket}/` }
    await client.send(
      new s3.PutBucketLoggingCommand({ Bucket, BucketLoggingStatus: { LoggingEnabled } }),
    )
  }
  await client.send(
    new s3.PutBucketEncryptionCommand({
      Bucket: BUCKET,
      ServerSideEncryptionConfiguration: {
        Rules: [
          {
            ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: keyArn },
          },
        ],
      },
    }),
  )
}

const makeNetwork = async ({ ec2: client }: Others) => {
  const { Vpc } = await client.send(new ec2.CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }))
  const VpcId = Vpc?.VpcId ?? ''
  await client.send(
    new ec2.ModifyVpcAttributeCommand({ VpcId, EnableDnsHostnames: { Value: true } }),
  )
  const subnet = async (zone: string, CidrBlock: string) => {
    const AvailabilityZone = `${REGION}${zone}`
    const made = await client.send(
      new ec2.CreateSubnetCommand({ VpcId, CidrBlock, AvailabilityZone }),
    )
    return made.Subnet?.SubnetId ?? ''
  }
  const subnetIds = [await subnet('a', '10.0.0.0/24'), await subnet('b', '10.0.1.0/24')] as const
  const group = await client.send(
    new ec2.CreateSecurityGroupCommand({ VpcId, GroupName: 'ml', Description: 'jobs' }),
  )
  const groupId = group.GroupId ?? ''
  await client.send(
    new ec2.AuthorizeSecurityGroupIngressCommand({
      GroupId: groupId,
      IpPermissions: [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: groupId }] }],
    }),
  )
  const tables = await client.send(
    new ec2.DescribeRouteTablesCommand({ Filters: [{ Name: 'vpc-id', Values: [VpcId] }] }),
  )
  const routeTableId = tables.RouteTables?.[0]?.RouteTableId ?? ''
  const gateway = await client.send(
    new ec2.CreateVpcEndpointCommand({
      VpcId,
      ServiceName: `com.amazonaws.${REGION}.s3`,
      RouteTableIds: [routeTableId],
    }),
  )
  for (const service of INTERFACE_SERVICES) {
    await client.send(
      new ec2.CreateVpcEndpointCommand({
        VpcId,
        VpcEndpointType: 'Interface',
        ServiceName: `com.amazonaws.${REGION}.${service}`,
        SubnetIds: [...subnetIds],
        SecurityGroupIds: [groupId],
        PrivateDnsEnabled: true,
      }),
    )
  }
  const gatewayId = gateway.VpcEndpoint?.VpcEndpointId ?? ''
  return { vpcId: VpcId, subnetIds, groupId, routeTableId, gatewayId }
}

/** A trust of services that work for this account alone. */
export const TRUST = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: ['sagemaker.amazonaws.com', 'bedrock.amazonaws.com'] },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT } },
    },
  ],
}

export const ROLE = 'jobs'

const makeRole = async ({ iam: client }: Others) => {
  const limits = {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: ['s3:*', 'logs:*', 'ecr:*', 'kms:*', 'ec2:*'], Resource: '*' },
    ],
  }
  const boundary = await client.send(
    new iam.CreatePolicyCommand({ PolicyName: 'limits', PolicyDocument: JSON.stringify(limits) }),
  )
  const boundaryArn = boundary.Policy?.Arn ?? ''
  const made = await client.send(
    new iam.CreateRoleCommand({
      RoleName: ROLE,
      AssumeRolePolicyDocument: JSON.stringify(TRUST),
      PermissionsBoundary: boundaryArn,
    }),
  )
  await client.send(
    new iam.PutRolePolicyCommand({
      RoleName: ROLE,
      PolicyName: 'work',
      PolicyDocument: JSON.stringify(limits),
    }),
  )
  return { roleArn: made.Role?.Arn ?? '', boundaryArn }
}

const makeTrail = async ({ cloudTrail: client }: Others): Promise<string> => {
  const { TrailARN: Name = '' } = await client.send(
    new cloudTrail.CreateTrailCommand({
      Name: 'audit',
      S3BucketName: LOGS,
      IsMultiRegionTrail: true,
      EnableLogFileValidation: true,
    }),
  )
  await client.send(new cloudTrail.StartLoggingCommand({ Name }))
  await client.send(
    new cloudTrail.PutEventSelectorsCommand({
      TrailName: Name,
      EventSelectors: [
        {
          ReadWriteType: 'All',
          IncludeManagementEvents: true,
          DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3'] }],
        },
      ],
    }),
  )
  return Name
}

/** What endpoints, jobs and notebooks are made of; faults change members of it. */
export const modelBody = ({ roleArn, subnetIds, groupId, image }: Parts) => ({
  ExecutionRoleArn: roleArn,
  PrimaryContainer: { Image: image, Environment: { MODE: 'full' } },
  EnableNetworkIsolation: true,
  VpcConfig: { Subnets: [...subnetIds], SecurityGroupIds: [groupId] },
})

export const makeEndpoint = async (
  { sageMaker: client }: Others,
  name: string,
  {
    model,
    kmsKeyId,
    instances = 2,
  }: {
    readonly model: Omit<sagemaker.CreateModelCommandInput, 'ModelName'>
    readonly kmsKeyId?: string | undefined
    readonly instances?: number
  },
): Promise<void> => {
  await client.send(new sagemaker.CreateModelCommand({ ModelName: name, ...model }))
  await client.send(
    new sagemaker.CreateEndpointConfigCommand({
      EndpointConfigName: name,
      KmsKeyId: kmsKeyId,
      ProductionVariants: [
        {
          VariantName: 'blue',
          ModelName: name,
          InstanceType: 'ml.m5.large',
          InitialInstanceCount: instances,
        },
      ],
    }),
  )
  await client.send(
    new sagemaker.CreateEndpointCommand({ EndpointName: name, EndpointConfigName: name }),
  )
}

export const jobBody = ({ roleArn, subnetIds, groupId, keyArn, image }: Parts) => ({
  AlgorithmSpecification: { TrainingImage: image, TrainingInputMode: 'File' as const },
  RoleArn: roleArn,
  OutputDataConfig: { S3OutputPath: `s3://${BUCKET}/out`, KmsKeyId: keyArn },
  ResourceConfig: {
    InstanceType: 'ml.m5.large' as const,
    InstanceCount: 2,
    VolumeSizeInGB: 10,
    VolumeKmsKeyId: keyArn,
  },
  StoppingCondition: { MaxRuntimeInSeconds: 3600 },
  HyperParameters: { lr: '0.1', max_tokens: '512' },
  Environment: { MODE: 'full', TOKENIZER: 'bpe' },
  EnableNetworkIsolation: true,
  EnableInterContainerTrafficEncryption: true,
  VpcConfig: { Subnets: [...subnetIds], SecurityGroupIds: [groupId] },
})

export const notebookBody = ({ roleArn, subnetIds, groupId, keyArn }: Parts) => ({
  InstanceType: 'ml.t3.medium' as const,
  RoleArn: roleArn,
  SubnetId: subnetIds[0],
  SecurityGroupIds: [groupId],
  KmsKeyId: keyArn,
  DirectInternetAccess: 'Disabled' as const,
  RootAccess: 'Disabled' as const,
  InstanceMetadataServiceConfiguration: { MinimumInstanceMetadataServiceVersion: '2' },
})

const makeHosting = async (others: Others, parts: Parts): Promise<void> => {
  await makeEndpoint(others, 'fraud', { model: modelBody(parts), kmsKeyId: parts.keyArn })
  await others.sageMaker.send(
    new sagemaker.CreateTrainingJobCommand({ TrainingJobName: 'fraud-1', ...jobBody(parts) }),
  )
  await others.sageMaker.send(
    new sagemaker.CreateNotebookInstanceCommand({
      NotebookInstanceName: 'lab',
      ...notebookBody(parts),
    }),
  )
}

/** A world of its own with the state of another one. */
export const copyOfWorld = (from: string, answers?: Answers) => {
  const folder = tempFolder()
  cpSync(join(from, 'sandbox'), join(folder, 'sandbox'), { recursive: true })
  return { ...sandboxWorld({ folder, ...(answers ? { answers } : {}) }), others: othersIn(folder) }
}

export type AuditWorld = ReturnType<typeof copyOfWorld>
