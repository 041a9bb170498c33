import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { hostedModel, servingRole } from '../support/hosting-world.ts'
import { mlctl } from '../support/program.ts'
import { sandboxWorld } from '../support/sandbox-world.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { KEY, openTerminal } from '../support/terminal.ts'

/** A home whose sandbox has an endpoint with traffic: v1 serves, v2 waits. */
const home = async () => {
  const folder = tempFolder()
  const sandbox = join(folder, 'state/mlctl')
  mkdirSync(sandbox, { recursive: true })
  const { ports } = sandboxWorld({ folder: sandbox })
  const { arn } = await servingRole(ports)
  await hostedModel(ports, 'm', arn)
  const variant = (VariantName: string, InitialVariantWeight: number) => ({
    ...{ VariantName, InitialVariantWeight, ModelName: 'm' },
    ...{ InstanceType: 'ml.m5.large', InitialInstanceCount: 2 },
  })
  const body = { ProductionVariants: [variant('v1', 1), variant('v2', 0)] }
  await ports.endpointConfigs.create({ endpointConfigName: 'c', body, tags: {} })
  await ports.endpoints.create({ endpointName: 'fraud', endpointConfigName: 'c', tags: {} })
  await ports.sandbox.startTraffic({
    ...{
      endpointName: 'fraud',
      rps: 50,
      shape: 'flat',
      lastsMs: 36_000_000,
      beganAgoMs: 3_600_000,
    },
    ...{ errorRates: { '*': 0.002, v2: 0.2 }, latencies: { '*': 20 } },
  })
  return folder
}
const ENDPOINT = ['--endpoint', 'fraud']
const START = [
  'rollout',
  'start',
  ...ENDPOINT,
  '--variant',
  'v2',
  '--steps',
  '10:15m:500,100',
  '--yes',
]
const SKIP = { MLCTL_SANDBOX_CLOCK: 'skip' }

it('rollout start shows shares, evidence and verdicts while it waits, and the way back', async () => {
  const terminal = openTerminal(START, { folder: await home(), env: SKIP })
  await terminal.sees('>10 %<')
  await terminal.sees(/bake {5}1\dm \d\ds left/)
  await terminal.sees('evidence passes')
  await terminal.sees('moving traffic back: v1 100 %, v2 0 %')
  await terminal.sees('rolled-back')
  expect(await terminal.exit).toBe(8)
}, 60_000)

it('Ctrl-C in rollout watch ends the watching, and traffic stays', async () => {
  const folder = await home()
  const env = {
    HOME: folder,
    XDG_STATE_HOME: join(folder, 'state'),
    MLCTL_TARGET: 'sandbox',
    ...SKIP,
  }
  const run = (...args: readonly string[]) => mlctl(args, { cwd: join(folder, 'work'), env })
  mkdirSync(join(folder, 'work'), { recursive: true })
  expect((await run(...START, '--step')).status).toBe(0)
  const terminal = openTerminal(['rollout', 'watch', ...ENDPOINT], {
    ...{ folder, columns: 40, env: { MLCTL_SANDBOX_CLOCK: 'real' } },
  })
  await terminal.sees('traffic  v1')
  await terminal.sees('Ctrl-C stops the watching')
  terminal.press(KEY.ctrlC)
  await terminal.sees('the rollout of fraud goes on')
  expect(await terminal.exit).toBe(130)
  const { out } = await run('rollout', 'status', ...ENDPOINT, '--json')
  expect(JSON.parse(out)).toMatchObject({ phase: 'baking', percent: 10 })
}, 60_000)
