import { expect, it } from 'vitest'
import { createEndpoint } from '../../src/lib/flows/endpoint/create.ts'
import { addVariant } from '../../src/lib/flows/rollout/add.ts'
import { replaceModel } from '../../src/lib/flows/rollout/replace.ts'
import type { Ports } from '../../src/lib/ports/all.ts'
import { hostedModel, hostingWorld, NO_ANSWERS } from '../support/hosting-world.ts'

const apply = { consent: { yes: true, acceptHourlyCost: 'unknown' as const }, dryRun: true }
const options = { wait: true, timeoutMs: undefined, apply }

const add = (ports: Ports) =>
  addVariant(ports, {
    endpoint: 'fraud',
    model: 'nope',
    variant: undefined,
    stable: undefined,
    instances: 1,
    instanceType: undefined,
    prices: {},
    ...options,
  })

const replace = (ports: Ports) =>
  replaceModel(ports, {
    endpoint: 'fraud',
    model: 'nope',
    variant: undefined,
    guarded: {
      strategy: 'canary',
      percent: 10,
      waitSeconds: 600,
      keepSeconds: 300,
      timeoutSeconds: 3_600,
      alarms: [],
    },
    ...options,
  })

it.each([
  ['added', add],
  ['put under a variant', replace],
] as const)(
  'a model that is not there is refused by its name before it is %s',
  async (_, change) => {
    const { ports, roleArn } = await hostingWorld()
    await hostedModel(ports, 'fraud-1', roleArn)
    await createEndpoint(ports, {
      answers: {
        ...NO_ANSWERS,
        name: 'fraud',
        model: 'fraud-1',
        instanceType: 'ml.m5.large',
        instanceCount: 2,
      },
      prices: {},
      tags: {},
      ...options,
      apply: { ...apply, dryRun: false },
    })
    await expect(change(ports)).rejects.toMatchObject({
      code: 'MLC-HOST-029',
      message: 'There is no SageMaker model nope here.',
    })
  },
)
