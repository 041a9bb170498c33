import { describe, expect, it } from 'vitest'
import { createEndpoint } from '../../src/lib/flows/endpoint/create.ts'
import { runTraining } from '../../src/lib/flows/train/run.ts'
import type { Ports } from '../../src/lib/ports/all.ts'
import { hostingWorld, IMAGE, NO_ANSWERS } from '../support/hosting-world.ts'
import { networkOf } from '../support/network-world.ts'
import { addFault, OPTIONS, requestFor, trainWorld } from '../support/train-world.ts'

const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  )

const made = (ports: Ports, role: string, answers: object) =>
  createEndpoint(ports, {
    answers: {
      ...NO_ANSWERS,
      name: 'fraud',
      image: IMAGE,
      role,
      instanceType: 'ml.m5.large',
      instanceCount: 2,
      ...answers,
    },
    prices: { 'ml.m5.large': 115_000 },
    tags: {},
    wait: true,
    timeoutMs: undefined,
    apply: { consent: { yes: true, acceptHourlyCost: 1_000_000 }, dryRun: false },
  })

describe('the network of an endpoint', () => {
  it('is taken where it is good, without a word', async () => {
    const world = await hostingWorld()
    const { subnetIds, groupId } = await networkOf(world).standard()
    const result = await made(world.ports, world.roleArn, {
      subnets: subnetIds,
      securityGroups: [groupId],
    })
    expect(result.endpoint?.status).toBe('InService')
    expect(world.io.warnings.filter((text) => /zone|subnet/i.test(text))).toEqual([])
  })

  it('is advised on when all subnets are in one zone', async () => {
    const world = await hostingWorld()
    const { subnetIds, groupId } = await networkOf(world).own('10.0.0.0/24', '10.0.1.0/24')
    await made(world.ports, world.roleArn, { subnets: subnetIds, securityGroups: [groupId] })
    expect(world.io.warnings.join('\n')).toContain('All subnets are in zone us-east-1a')
  })

  it('is refused before anything is made when a subnet is not there', async () => {
    const world = await hostingWorld()
    const { groupId } = await networkOf(world).standard()
    const attempt = made(world.ports, world.roleArn, {
      subnets: ['subnet-0dead'],
      securityGroups: [groupId],
    })
    expect(await failureOf(attempt)).toMatchObject({ code: 'MLC-NET-001', exitCode: 5 })
    expect(await world.ports.hostedModels.list()).toEqual([])
    expect(await world.ports.endpointConfigs.list()).toEqual([])
  })
})

describe('the network of a job', () => {
  const inVpc = (
    world: { readonly folder: string },
    { subnetIds, groupId }: { readonly subnetIds: readonly string[]; readonly groupId: string },
    changes: object = {},
  ) => requestFor(world, { subnets: subnetIds, securityGroups: [groupId], ...changes })

  it('is taken where it is good', async () => {
    const world = await trainWorld()
    const request = inVpc(world, await networkOf(world).standard())
    const { job } = await runTraining(world.ports, 'run', request, OPTIONS)
    expect(job?.status).toBe('Completed')
  })

  it('is refused when the subnets have too few addresses for the instances', async () => {
    const world = await trainWorld()
    const network = await networkOf(world).own('10.0.0.0/28')
    const request = inVpc(world, network, { instances: 6 })
    const error = await failureOf(runTraining(world.ports, 'run', request, OPTIONS))
    expect(error).toMatchObject({
      code: 'MLC-NET-003',
      exitCode: 8,
      message: 'The subnets have 11 free addresses, and the instances take 12.',
    })
    expect(await world.ports.trainingJobs.list()).toEqual([])
  })

  it('is refused when subnets and groups are of two VPCs', async () => {
    const world = await trainWorld()
    const { subnetIds } = await networkOf(world).own('10.0.0.0/24')
    const { groupId } = await networkOf(world).standard()
    const request = inVpc(world, { subnetIds, groupId })
    const error = await failureOf(runTraining(world.ports, 'run', request, OPTIONS))
    expect(error).toMatchObject({ code: 'MLC-NET-002' })
  })

  it('that may not be read is said, and SageMaker decides', async () => {
    const world = await trainWorld()
    const request = inVpc(world, { subnetIds: ['subnet-0dead'], groupId: 'sg-0dead' })
    await addFault(world.ports, 'ec2.DescribeSubnets', 'UnauthorizedOperation')
    const error = await failureOf(runTraining(world.ports, 'run', request, OPTIONS))
    expect(world.io.warnings.join('\n')).toContain('The network could not be checked')
    expect(error).toMatchObject({
      code: 'MLC-NET-004',
      why: "Invalid VPC configuration: The subnet ID 'subnet-0dead' does not exist",
    })
  })
})
