import { DescribeSecurityGroupsCommand, DescribeSubnetsCommand } from '@aws-sdk/client-ec2'
import * as sdk from '@aws-sdk/client-sagemaker'
import { describe, expect, it } from 'vitest'
import { createWorld, IMAGE, ROLE, type World } from './world.ts'

const failure = (attempt: Promise<unknown>): Promise<string> =>
  attempt.then(
    () => 'it was done',
    (error: Error) => error.message,
  )

const NAME = { NotebookInstanceName: 'notes' }

const make = (
  { sagemaker }: World,
  changes: Partial<sdk.CreateNotebookInstanceCommandInput> = {},
) =>
  sagemaker.send(
    new sdk.CreateNotebookInstanceCommand({
      ...NAME,
      InstanceType: 'ml.t3.medium',
      RoleArn: ROLE,
      ...changes,
    }),
  )

const shown = ({ sagemaker }: World) =>
  sagemaker.send(new sdk.DescribeNotebookInstanceCommand(NAME))

const network = async ({ ec2 }: World) => {
  const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({}))
  const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand({}))
  return { subnet: Subnets[0]?.SubnetId ?? '', group: SecurityGroups[0]?.GroupId ?? '' }
}

describe('notebook instances', () => {
  it('are open to the internet and give root, unless it is said; their status follows the clock', async () => {
    const world = await createWorld()
    await make(world)
    expect(await shown(world)).toMatchObject({
      NotebookInstanceStatus: 'Pending',
      DirectInternetAccess: 'Enabled',
      RootAccess: 'Enabled',
      InstanceMetadataServiceConfiguration: { MinimumInstanceMetadataServiceVersion: '1' },
    })
    world.pass(181)
    expect((await shown(world)).NotebookInstanceStatus).toBe('InService')
  })

  it('are stopped before they are deleted, and gone after', async () => {
    const world = await createWorld()
    const { NotebookInstanceArn } = await make(world)
    const stop = () => world.sagemaker.send(new sdk.StopNotebookInstanceCommand(NAME))
    const remove = () => world.sagemaker.send(new sdk.DeleteNotebookInstanceCommand(NAME))
    expect(await failure(stop())).toContain('Status (Pending) not in ([InService])')
    world.pass(181)
    expect(await failure(remove())).toBe(
      `Status (InService) not in ([Stopped, Failed]). Unable to transition to (Deleting) for Notebook Instance (${NotebookInstanceArn})`,
    )
    await stop()
    expect((await shown(world)).NotebookInstanceStatus).toBe('Stopping')
    world.pass(61)
    await remove()
    expect((await shown(world)).NotebookInstanceStatus).toBe('Deleting')
    world.pass(31)
    expect(await failure(shown(world))).toBe('RecordNotFound')
    await make(world)
  })

  it('are listed by status, of one region', async () => {
    const world = await createWorld()
    await make(world)
    await make(world, { NotebookInstanceName: 'more' })
    const listed = async (StatusEquals?: 'Pending' | 'InService') => {
      const { NotebookInstances = [] } = await world.sagemaker.send(
        new sdk.ListNotebookInstancesCommand(StatusEquals === undefined ? {} : { StatusEquals }),
      )
      return NotebookInstances.map(({ NotebookInstanceName }) => NotebookInstanceName).sort()
    }
    expect(await listed()).toEqual(['more', 'notes'])
    expect(await listed('InService')).toEqual([])
  })

  it('stand in a subnet that is there, and without one reach the internet', async () => {
    const world = await createWorld()
    const { subnet, group } = await network(world)
    expect(await failure(make(world, { DirectInternetAccess: 'Disabled' }))).toContain('SubnetId')
    expect(await failure(make(world, { SubnetId: 'subnet-0dead' }))).toBe(
      "Invalid VPC configuration: The subnet ID 'subnet-0dead' does not exist",
    )
    await make(world, {
      SubnetId: subnet,
      SecurityGroupIds: [group],
      DirectInternetAccess: 'Disabled',
    })
    expect(await shown(world)).toMatchObject({ SubnetId: subnet, SecurityGroups: [group] })
    expect(await failure(make(world))).toContain('Cannot create already existing')
  })
})

describe('the network of models and configurations', () => {
  it.each([
    ['a subnet', 'subnet-0dead', undefined, "The subnet ID 'subnet-0dead' does not exist"],
    ['a group', undefined, 'sg-0dead', "The security group 'sg-0dead' does not exist"],
  ])('is refused when %s is not there', async (_, subnetId, groupId, text) => {
    const world = await createWorld()
    const { subnet, group } = await network(world)
    const VpcConfig = { Subnets: [subnetId ?? subnet], SecurityGroupIds: [groupId ?? group] }
    const attempt = world.sagemaker.send(
      new sdk.CreateModelCommand({
        ModelName: 'm',
        ExecutionRoleArn: ROLE,
        VpcConfig,
        PrimaryContainer: { Image: IMAGE },
      }),
    )
    expect(await failure(attempt)).toBe(`Invalid VPC configuration: ${text}`)
  })
})
