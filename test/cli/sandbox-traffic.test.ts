import { join } from 'node:path'
import { AttachRolePolicyCommand, CreateRoleCommand } from '@aws-sdk/client-iam'
import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
} from '@aws-sdk/client-sagemaker'
import { expect, it } from 'vitest'
import { createEngine, type Engine } from '../../src/sandbox/engine.ts'
import { createNeighbours } from '../../src/sandbox/neighbours.ts'
import { inProcess } from '../sandbox/clients.ts'
import { cli } from '../support/cli.ts'
import { tempFolder } from '../support/temp-folder.ts'

const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'sagemaker.amazonaws.com' },
      Action: 'sts:AssumeRole',
    },
  ],
})

/** A folder whose sandbox has an endpoint `fraud` with variants v1 and v2. */
const served = async (): Promise<{ folder: string; engine: Engine }> => {
  const folder = tempFolder()
  const engine = createEngine({ directory: join(folder, 'sandbox'), clock: 'instant' })
  const { iam, sagemaker } = inProcess(engine)
  const role = { RoleName: 'serving', AssumeRolePolicyDocument: TRUST }
  const ExecutionRoleArn = (await iam.send(new CreateRoleCommand(role))).Role?.Arn
  const PolicyArn = 'arn:aws:iam::aws:policy/AmazonSageMakerFullAccess'
  await iam.send(new AttachRolePolicyCommand({ RoleName: 'serving', PolicyArn }))
  const PrimaryContainer = {
    Image: '763104351884.dkr.ecr.us-east-1.amazonaws.com/pytorch-inference:2.6.0-cpu',
  }
  const model = { ModelName: 'm', ExecutionRoleArn, PrimaryContainer }
  await sagemaker.send(new CreateModelCommand(model))
  const ProductionVariants = ['v1', 'v2'].map((VariantName) => ({
    VariantName,
    ModelName: 'm',
    InstanceType: 'ml.m5.large' as const,
    InitialInstanceCount: 1,
  }))
  const config = { EndpointConfigName: 'c', ProductionVariants }
  await sagemaker.send(new CreateEndpointConfigCommand(config))
  const endpoint = { EndpointName: 'fraud', EndpointConfigName: 'c' }
  await sagemaker.send(new CreateEndpointCommand(endpoint))
  return { folder, engine }
}

const counts = (engine: Engine, variantName: string) => {
  const all = createNeighbours(engine).hosting.minutes('us-east-1', {
    endpointName: 'fraud',
    variantName,
    from: 0,
    to: engine.clock.now() + 60_000,
  })
  const sum = (of: (minute: (typeof all)[number]) => number) =>
    all.reduce((total, minute) => total + of(minute), 0)
  return { invocations: sum((m) => m.invocations), failed: sum((m) => m.errors5xx) }
}

it('traffic comes to an endpoint as it is asked for, and stops', async () => {
  const { folder, engine } = await served()
  engine.clock.wait(30 * 60_000)
  const line = 'sandbox traffic --endpoint fraud --rps 10 --for 20m --since 10m --error-rate v2=0.2'
  const started = await cli(`${line} --json`, { folder })
  expect(started.json()).toMatchObject({
    status: 'started',
    endpoint: 'fraud',
    requestsPerSecond: 10,
    shape: 'flat',
  })
  const [v1, v2] = [counts(engine, 'v1'), counts(engine, 'v2')]
  // Ten minutes of the twenty have passed.
  expect(Math.abs(v1.invocations + v2.invocations - 6000)).toBeLessThan(500)
  expect(v1.failed).toBe(0)
  expect(v2.failed / v2.invocations).toBeCloseTo(0.2, 1)
  const stopped = await cli('sandbox traffic --endpoint fraud --stop', { folder })
  expect(stopped.out).toBe('No more requests to fraud.\n')
  engine.clock.wait(10 * 60_000)
  expect(counts(engine, 'v1').invocations).toBeLessThan(v1.invocations + 100)
})

it.each([
  ['--endpoint lost --rps 1', 'no endpoint lost in us-east-1'],
  ['--endpoint fraud', 'Give --rps or --stop'],
  ['--endpoint fraud --rps 1 --error-rate v3=0.1', 'no variant v3; it has v1,v2'],
  ['--endpoint fraud --rps 1 --error-rate much', '--error-rate much: a number is needed'],
  ['--endpoint fraud --rps 1 --shape square', 'square'],
])('traffic %s is refused', async (flags, text) => {
  const { folder } = await served()
  const { exitCode, err } = await cli(`sandbox traffic ${flags}`, { folder })
  expect([exitCode, err]).toEqual([2, expect.stringContaining(text)])
})
