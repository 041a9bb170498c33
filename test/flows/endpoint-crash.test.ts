import { describe, expect, it } from 'vitest'
import { createEndpoint } from '../../src/lib/flows/endpoint/create.ts'
import { deleteEndpoint } from '../../src/lib/flows/endpoint/delete.ts'
import type { Ports } from '../../src/lib/ports/all.ts'
import { hostingWorld, IMAGE, NO_ANSWERS } from '../support/hosting-world.ts'
import { Killed, mortal } from '../support/mortal.ts'

const apply = {
  consent: { yes: true, acceptHourlyCost: 'unknown' as const, confirm: 'fraud' },
  dryRun: false,
}

const created = (ports: Ports, role: string) =>
  createEndpoint(ports, {
    answers: {
      ...NO_ANSWERS,
      name: 'fraud',
      image: IMAGE,
      role,
      instanceType: 'ml.m5.large',
      instanceCount: 1,
    },
    prices: {},
    tags: {},
    wait: false,
    timeoutMs: undefined,
    apply,
  })

const removed = (ports: Ports) =>
  deleteEndpoint(ports, {
    endpointName: 'fraud',
    withConfig: false,
    withModels: true,
    wait: false,
    timeoutMs: undefined,
    apply,
  })

/** The ports that change things, each call of which may be the last. */
const dyingPorts = (ports: Ports, life: ReturnType<typeof mortal>): Ports => ({
  ...ports,
  endpoints: life.wrap(ports.endpoints),
  endpointConfigs: life.wrap(ports.endpointConfigs),
  hostedModels: life.wrap(ports.hostedModels),
  scaling: life.wrap(ports.scaling),
  journal: { ...ports.journal, append: life.wrap(ports.journal).append },
})

describe.each(['before', 'after'] as const)('a process that dies %s any call', (moment) => {
  it('makes one endpoint all the same, once the same line is run again', async () => {
    const alone = mortal(Number.POSITIVE_INFINITY, moment)
    const first = await hostingWorld()
    await created(dyingPorts(first.ports, alone), first.roleArn)
    expect(alone.calls()).toBeGreaterThan(10)
    for (let dieAt = 1; dieAt <= alone.calls(); dieAt++) {
      const world = await hostingWorld()
      const dying = dyingPorts(world.ports, mortal(dieAt, moment))
      await created(dying, world.roleArn).then(
        () => undefined,
        (error: unknown) => expect(error).toBeInstanceOf(Killed),
      )
      const next = world.again().ports
      await created(next, world.roleArn)
      const made = [next.hostedModels, next.endpointConfigs, next.endpoints].map((port) =>
        port.list(),
      )
      expect((await Promise.all(made)).map((all) => all.length)).toEqual([1, 1, 1])
    }
  }, 120_000)

  it('leaves nothing behind when it was deleting', async () => {
    for (let dieAt = 1; ; dieAt++) {
      const world = await hostingWorld()
      await created(world.ports, world.roleArn)
      await world.ports.clock.sleep(1_200_000)
      const life = mortal(dieAt, moment)
      await removed(dyingPorts(world.ports, life)).then(
        () => undefined,
        (error: unknown) => expect(error).toBeInstanceOf(Killed),
      )
      if (!life.died()) return
      const next = world.again().ports
      await removed(next)
      await next.clock.sleep(1_200_000)
      const left = [next.endpoints, next.endpointConfigs, next.hostedModels].map((port) =>
        port.list(),
      )
      expect(
        (await Promise.all(left)).map((all) => all.length),
        `call ${dieAt}`,
      ).toEqual([0, 0, 0])
    }
  }, 120_000)
})
