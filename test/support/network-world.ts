import { join } from 'node:path'
import {
  CreateSubnetCommand,
  CreateVpcCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
} from '@aws-sdk/client-ec2'
import { createEngine } from '../../src/sandbox/engine.ts'
import { inProcess } from '../sandbox/clients.ts'

/** EC2's own client in the sandbox of a world's folder: mlctl itself makes no networks. */
export const networkOf = ({ folder }: { readonly folder: string }) => {
  const { ec2 } = inProcess(createEngine({ directory: join(folder, 'sandbox'), clock: 'instant' }))
  const groupOf = async (vpcId: string): Promise<string> => {
    const Filters = [{ Name: 'vpc-id', Values: [vpcId] }]
    const { SecurityGroups } = await ec2.send(new DescribeSecurityGroupsCommand({ Filters }))
    return SecurityGroups?.[0]?.GroupId ?? ''
  }
  return {
    ec2,
    /** Subnets of the default VPC, a zone each, and its group. */
    standard: async () => {
      const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({}))
      return {
        subnetIds: Subnets.map(({ SubnetId = '' }) => SubnetId),
        groupId: await groupOf(Subnets[0]?.VpcId ?? ''),
      }
    },
    /** A VPC with a subnet of these blocks in zone a: `10.0.0.0/28`. */
    own: async (...blocks: readonly string[]) => {
      const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }))
      const VpcId = Vpc?.VpcId ?? ''
      const subnetIds: string[] = []
      for (const CidrBlock of blocks) {
        const { Subnet } = await ec2.send(new CreateSubnetCommand({ VpcId, CidrBlock }))
        subnetIds.push(Subnet?.SubnetId ?? '')
      }
      return { subnetIds, groupId: await groupOf(VpcId) }
    },
  }
}
