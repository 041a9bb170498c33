import { describe, expect, it } from 'vitest'
import { shiftTraffic } from '../../src/lib/flows/rollout/shift.ts'
import { startRollout } from '../../src/lib/flows/rollout/start.ts'
import { steer } from '../../src/lib/flows/rollout/steer.ts'
import type { Ports } from '../../src/lib/ports/all.ts'
import { awsPorts } from '../../src/wiring/aws.ts'
import { hostedModel, servingRole } from '../support/hosting-world.ts'
import { CREDENTIALS } from '../support/program.ts'
import { rolloutWorld, startRequest } from '../support/rollout-world.ts'
import { foreign, serve } from '../support/served.ts'

const moto = foreign('moto_server')

/** Flows over moto: its endpoint `fraud` with blue and green, real files, a clock that only flows move. */
const hosted = async () => {
  const url = await serve(
    [moto ?? '', '-H', '127.0.0.1', '-p', '0'],
    {},
    /Running on (http:\/\/[\d.:]+)/,
  )
  const aws = awsPorts({ environment: { ...CREDENTIALS, AWS_ENDPOINT_URL: url }, version: '0.0.0' })
  const { arn } = await servingRole(aws as never)
  await hostedModel(aws as never, 'one', arn)
  const variant = (VariantName: string, InitialVariantWeight: number) => ({
    VariantName,
    ModelName: 'one',
    InstanceType: 'ml.m5.large',
    InitialInstanceCount: 1,
    InitialVariantWeight,
  })
  await aws.endpointConfigs.create({
    endpointConfigName: 'c1',
    body: { ProductionVariants: [variant('blue', 3), variant('green', 1)] },
    tags: {},
  })
  await aws.endpoints.create({ endpointName: 'fraud', endpointConfigName: 'c1', tags: {} })
  const world = rolloutWorld({})
  const { endpoints, endpointConfigs, scaling, alarms, metrics } = aws
  const ports: Ports = { ...world.ports, endpoints, endpointConfigs, scaling, alarms, metrics }
  return { ...world, ports }
}

const weights = async ({ endpoints }: Pick<Ports, 'endpoints'>) =>
  Object.fromEntries(
    ((await endpoints.find('fraud'))?.variants ?? []).map((one) => [
      one.variantName,
      one.currentWeight,
    ]),
  )

describe.skipIf(moto === undefined)(
  'rollouts on moto (skipped where .ci/run could not install it)',
  () => {
    it('a shift ends with the shares that were asked for', async () => {
      const { ports } = await hosted()
      const result = await shiftTraffic(ports, {
        endpoint: 'fraud',
        variant: 'green',
        stable: undefined,
        weight: 12.5,
        force: false,
        wait: true,
        timeoutMs: undefined,
        apply: { consent: { yes: false }, dryRun: false },
      })
      expect(result).toMatchObject({ status: 'applied', converged: true })
      expect(await weights(ports)).toEqual({ blue: 87.5, green: 12.5 })
    })

    it('a rollout without metrics is held, and aborted by the tags on another machine', async () => {
      const { ports } = await hosted()
      const held = await startRollout(ports, startRequest({ steps: '40:1m,100' }))
      expect(held).toMatchObject({ because: 'held', percent: 40 })
      expect(await weights(ports)).toEqual({ blue: 60, green: 40 })
      const other = rolloutWorld({})
      const { endpoints, endpointConfigs, scaling, alarms, metrics } = ports
      const aborted = await steer(
        { ...other.ports, endpoints, endpointConfigs, scaling, alarms, metrics },
        {
          endpointName: 'fraud',
          order: 'abort',
          full: false,
          gates: [],
          driving: startRequest().driving,
        },
      )
      expect(aborted).toMatchObject({ outcome: 'rolled-back' })
      expect(await weights(ports)).toEqual({ blue: 75, green: 25 })
    })
  },
)
