import * as ecr from '@aws-sdk/client-ecr'
import * as iam from '@aws-sdk/client-iam'
import * as sagemaker from '@aws-sdk/client-sagemaker'
import {
  ACCOUNT,
  BUCKET,
  jobBody,
  makeEndpoint,
  modelBody,
  notebookBody,
  pushImage,
  REPOSITORY,
  ROLE,
} from '../support/audit-world.ts'
import { DAY_MS } from './audit-account.ts'
import { type Faults, type Hands, policyOf, trust } from './audit-faults.ts'

const EVERYTHING = { Effect: 'Allow', Action: '*', Resource: '*' }

const rolePolicy = (statement: object) => (others: Hands) =>
  others.iam.send(
    new iam.PutRolePolicyCommand({
      RoleName: ROLE,
      PolicyName: 'more',
      PolicyDocument: policyOf(statement),
    }),
  )

const job = (change: object) => (others: Hands) =>
  others.sageMaker.send(
    new sagemaker.CreateTrainingJobCommand({
      TrainingJobName: 'other',
      ...jobBody(others.parts),
      ...change,
    }),
  )

const notebook = (change: object) => (others: Hands) =>
  others.sageMaker.send(
    new sagemaker.CreateNotebookInstanceCommand({
      NotebookInstanceName: 'other',
      ...notebookBody(others.parts),
      ...change,
    }),
  )

/** What only people can decide, in endpoints, jobs, notebooks, users and roles: one fault each. */
export const OF_WORK: Faults = {
  'an endpoint in one zone': {
    finds: [`A08.zones SUBNET`],
    breaks: (others) => {
      const VpcConfig = {
        Subnets: [others.parts.subnetIds[0]],
        SecurityGroupIds: [others.parts.groupId],
      }
      const model = { ...modelBody(others.parts), VpcConfig }
      return makeEndpoint(others, 'other', { model, kmsKeyId: others.parts.keyArn })
    },
  },
  'an endpoint without a key': {
    finds: ['A16.encryption other'],
    breaks: (others) => makeEndpoint(others, 'other', { model: modelBody(others.parts) }),
  },
  'an endpoint whose model may call the internet': {
    finds: ['A16.isolation other'],
    breaks: (others) => {
      const { VpcConfig: _, EnableNetworkIsolation: __, ...model } = modelBody(others.parts)
      return makeEndpoint(others, 'other', { model, kmsKeyId: others.parts.keyArn })
    },
  },
  'an endpoint of one instance': {
    finds: ['A16.instances other'],
    breaks: (others) =>
      makeEndpoint(others, 'other', {
        model: modelBody(others.parts),
        kmsKeyId: others.parts.keyArn,
        instances: 1,
      }),
  },
  'a model with a password in its environment': {
    finds: ['A16.secrets other'],
    breaks: (others) => {
      const body = modelBody(others.parts)
      const Environment = { DB_PASSWORD: 'correct-horse' }
      const model = { ...body, PrimaryContainer: { ...body.PrimaryContainer, Environment } }
      return makeEndpoint(others, 'other', { model, kmsKeyId: others.parts.keyArn })
    },
  },
  'a notebook on the internet': {
    finds: ['A17.internet other'],
    breaks: notebook({ DirectInternetAccess: 'Enabled' }),
  },
  'a notebook with root': {
    finds: ['A17.root-access other'],
    breaks: notebook({ RootAccess: 'Enabled' }),
  },
  'a notebook without a key': {
    finds: ['A17.encryption other'],
    breaks: notebook({ KmsKeyId: undefined }),
  },
  'a notebook that takes version 1 of the metadata service': {
    finds: ['A17.metadata other'],
    breaks: notebook({
      InstanceMetadataServiceConfiguration: { MinimumInstanceMetadataServiceVersion: '1' },
    }),
  },
  'a job with a token in its hyperparameters': {
    finds: ['A18.secrets other'],
    breaks: job({ HyperParameters: { hub: `hf_${'aB'.repeat(17)}` } }),
  },
  'a job that may call the internet': {
    finds: ['A18.isolation other'],
    breaks: job({ EnableNetworkIsolation: false, VpcConfig: undefined }),
  },
  'a job whose results have no key': {
    finds: ['A18.output-key other'],
    breaks: job({ OutputDataConfig: { S3OutputPath: `s3://${BUCKET}/out` } }),
  },
  'a job whose containers talk in the clear': {
    finds: ['A18.traffic-encryption other'],
    breaks: job({ EnableInterContainerTrafficEncryption: false }),
  },
  'a user who signs in with a password alone': {
    finds: ['A21.user-mfa ada'],
    breaks: async ({ iam: client }) => {
      await client.send(new iam.CreateUserCommand({ UserName: 'ada' }))
      await client.send(
        new iam.CreateLoginProfileCommand({ UserName: 'ada', Password: 'Correct-horse-1' }),
      )
    },
  },
  'a user with an old access key': {
    finds: ['A21.old-keys ada'],
    breaks: async ({ iam: client }, { ports }) => {
      await client.send(new iam.CreateUserCommand({ UserName: 'ada' }))
      await client.send(new iam.CreateAccessKeyCommand({ UserName: 'ada' }))
      await ports.clock.sleep(100 * DAY_MS)
    },
  },
  'a role that may do everything': {
    finds: [`A22.administrator ${ROLE}`],
    breaks: rolePolicy(EVERYTHING),
  },
  'a role that may pass every role': {
    finds: [`A22.pass-role ${ROLE}`],
    breaks: rolePolicy({ ...EVERYTHING, Action: 'iam:PassRole' }),
  },
  'a role that everyone may take': {
    finds: [`A22.open-trust ${ROLE}`],
    breaks: trust({ Principal: { AWS: '*' }, Condition: undefined }),
  },
  'a role that is gone': {
    finds: [`A22.exists ${ROLE}`],
    breaks: async ({ iam: client }) => {
      const RoleName = ROLE
      await client.send(new iam.DeleteRolePolicyCommand({ RoleName, PolicyName: 'work' }))
      await client.send(new iam.DeleteRolePermissionsBoundaryCommand({ RoleName }))
      await client.send(new iam.DeleteRoleCommand({ RoleName }))
    },
  },
  'an image of which the scan knows holes': {
    finds: ['A19.vulnerabilities IMAGE'],
    breaks: async (others) => {
      const image = await pushImage(others, { libc6: '2.36-9', zlib1g: '1:1.2.13.dfsg-1' })
      const model = modelBody({ ...others.parts, image })
      await makeEndpoint(others, 'other', { model, kmsKeyId: others.parts.keyArn })
    },
  },
  'an image that is named by a tag': {
    finds: ['A19.digest TAGGED'],
    breaks: async (others) => {
      const [uri = '', digest = ''] = others.parts.image.split('@')
      const { images } = await others.ecr.send(
        new ecr.BatchGetImageCommand({
          repositoryName: REPOSITORY,
          imageIds: [{ imageDigest: digest }],
        }),
      )
      await others.ecr.send(
        new ecr.PutImageCommand({
          repositoryName: REPOSITORY,
          imageManifest: images?.[0]?.imageManifest,
          imageTag: 'v1',
        }),
      )
      const model = modelBody({ ...others.parts, image: `${uri}:v1` })
      await makeEndpoint(others, 'other', { model, kmsKeyId: others.parts.keyArn })
    },
  },
  'a root user who signs in with a password alone': {
    finds: ['A21.root-mfa root'],
    breaks: async (others) => others.control.iam.root({ hasMfa: false, accessKeys: 0 }),
  },
  'a root user with access keys': {
    finds: ['A21.root-keys root'],
    breaks: async (others) => others.control.iam.root({ hasMfa: true, accessKeys: 2 }),
  },
  'a job whose volumes have no key': {
    finds: ['A18.volume-key other'],
    breaks: job({
      ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 10 },
    }),
  },
  'a trust of a service and a person in one statement, with no account': {
    finds: [`A22.confused-deputy ${ROLE}`],
    breaks: trust({
      Condition: undefined,
      Principal: {
        Service: 'sagemaker.amazonaws.com',
        AWS: `arn:aws:iam::${ACCOUNT}:root`,
      },
    }),
  },
  'a role without a boundary': {
    finds: [`A22.boundary ${ROLE}`],
    breaks: ({ iam: client }) =>
      client.send(new iam.DeleteRolePermissionsBoundaryCommand({ RoleName: ROLE })),
  },
}
