import * as cloudTrail from '@aws-sdk/client-cloudtrail'
import * as ec2 from '@aws-sdk/client-ec2'
import * as kms from '@aws-sdk/client-kms'
import * as s3 from '@aws-sdk/client-s3'
import { ACCOUNT, BUCKET } from '../support/audit-world.ts'
import type { Faults, Hands } from './audit-faults.ts'

const deleteEndpoints = async ({ ec2: client }: Hands, service: string) => {
  const { VpcEndpoints = [] } = await client.send(new ec2.DescribeVpcEndpointsCommand({}))
  const ids = VpcEndpoints.filter(({ ServiceName }) => ServiceName?.endsWith(service))
  return client.send(
    new ec2.DeleteVpcEndpointsCommand({
      VpcEndpointIds: ids.map(({ VpcEndpointId }) => VpcEndpointId ?? ''),
    }),
  )
}

/** What only people can decide, in buckets, keys, networks and trails: one fault each. */
export const OF_PLACES: Faults = {
  'a bucket whose policy is public': {
    finds: [`A03.public-policy ${BUCKET}`],
    breaks: async ({ s3: client }) => {
      const block = { BlockPublicAcls: true, IgnorePublicAcls: true }
      const all = { ...block, BlockPublicPolicy: true, RestrictPublicBuckets: true }
      const put = (PublicAccessBlockConfiguration: object) =>
        client.send(
          new s3.PutPublicAccessBlockCommand({ Bucket: BUCKET, PublicAccessBlockConfiguration }),
        )
      await put(block)
      const { Policy = '' } = await client.send(new s3.GetBucketPolicyCommand({ Bucket: BUCKET }))
      const policy = JSON.parse(Policy)
      policy.Statement.push({
        Effect: 'Allow',
        Principal: '*',
        Action: 's3:GetObject',
        Resource: `arn:aws:s3:::${BUCKET}/*`,
      })
      const text = JSON.stringify(policy)
      await client.send(new s3.PutBucketPolicyCommand({ Bucket: BUCKET, Policy: text }))
      await put(all)
    },
  },
  'a bucket whose accesses are not logged': {
    finds: [`A05.access-log ${BUCKET}`],
    breaks: ({ s3: client }) =>
      client.send(new s3.PutBucketLoggingCommand({ Bucket: BUCKET, BucketLoggingStatus: {} })),
  },
  'a key that is about to be deleted': {
    finds: ['A07.key-state KEY'],
    breaks: ({ kms: client, parts }) =>
      client.send(new kms.ScheduleKeyDeletionCommand({ KeyId: parts.keyArn })),
  },
  'a key that is disabled': {
    finds: ['A07.key-state KEY'],
    breaks: ({ kms: client, parts }) =>
      client.send(new kms.DisableKeyCommand({ KeyId: parts.keyArn })),
  },
  'a VPC without a way to S3': {
    finds: ['A09.s3-gateway VPC'],
    breaks: (others) => deleteEndpoints(others, '.s3'),
  },
  'a VPC without an endpoint for logs': {
    finds: ['A10.interface-endpoints VPC'],
    breaks: (others) => deleteEndpoints(others, '.logs'),
  },
  'an endpoint of ECR without private DNS': {
    finds: ['A10.private-dns VPC'],
    breaks: async ({ ec2: client }) => {
      const { VpcEndpoints = [] } = await client.send(new ec2.DescribeVpcEndpointsCommand({}))
      const one = VpcEndpoints.find(({ ServiceName }) => ServiceName?.endsWith('.ecr.api'))
      const VpcEndpointId = one?.VpcEndpointId ?? ''
      await client.send(
        new ec2.ModifyVpcEndpointCommand({ VpcEndpointId, PrivateDnsEnabled: false }),
      )
    },
  },
  'a group that does not admit itself, nor what calls the endpoints': {
    finds: ['A10.endpoint-group VPC', 'A11.self-reference GROUP'],
    breaks: ({ ec2: client, parts }) =>
      client.send(
        new ec2.RevokeSecurityGroupIngressCommand({
          GroupId: parts.groupId,
          IpPermissions: [{ IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: parts.groupId }] }],
        }),
      ),
  },
  'a group that is open to everyone': {
    finds: ['A11.open-ingress GROUP'],
    breaks: ({ ec2: client, parts }) =>
      client.send(
        new ec2.AuthorizeSecurityGroupIngressCommand({
          GroupId: parts.groupId,
          IpPermissions: [
            { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }] },
          ],
        }),
      ),
  },
  'a VPC without DNS host names': {
    finds: ['A12.dns VPC'],
    breaks: ({ ec2: client, parts }) =>
      client.send(
        new ec2.ModifyVpcAttributeCommand({
          VpcId: parts.vpcId,
          EnableDnsHostnames: { Value: false },
        }),
      ),
  },
  'a trail that is stopped': {
    finds: [`A13.trail ${ACCOUNT}`],
    breaks: ({ cloudTrail: client, parts }) =>
      client.send(new cloudTrail.StopLoggingCommand({ Name: parts.trailArn })),
  },
  'a trail of one region': {
    finds: [`A13.all-regions ${ACCOUNT}`],
    breaks: ({ cloudTrail: client, parts }) =>
      client.send(
        new cloudTrail.UpdateTrailCommand({ Name: parts.trailArn, IsMultiRegionTrail: false }),
      ),
  },
  'a trail whose files are not signed': {
    finds: [`A13.validation ${ACCOUNT}`],
    breaks: ({ cloudTrail: client, parts }) =>
      client.send(
        new cloudTrail.UpdateTrailCommand({ Name: parts.trailArn, EnableLogFileValidation: false }),
      ),
  },
  'a trail without data events': {
    finds: [`A14.data-events ${ACCOUNT}`],
    breaks: ({ cloudTrail: client, parts }) =>
      client.send(
        new cloudTrail.PutEventSelectorsCommand({
          TrailName: parts.trailArn,
          EventSelectors: [
            { ReadWriteType: 'All', IncludeManagementEvents: true, DataResources: [] },
          ],
        }),
      ),
  },
}
