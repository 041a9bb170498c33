import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LaunchOptions } from '../../src/lib/flows/train/launch.ts'
import type { RunRequest } from '../../src/lib/flows/train/run.ts'
import type { Ports } from '../../src/lib/ports/all.ts'
import { hostingWorld } from './hosting-world.ts'
import type { WorldOptions } from './sandbox-world.ts'

/** A sandbox with a role that may train, a bucket `acme-ml` and data under `data/`. */
export const trainWorld = async (options: WorldOptions = {}) => {
  const world = await hostingWorld(options)
  const { ports } = world
  await ports.objects.createBucket('acme-ml', 'us-east-1')
  await ports.objects.put({ bucket: 'acme-ml', key: 'data/a.csv' }, Buffer.from('1,2\n3,4\n'))
  await ports.roles.putInlinePolicy('serving', 'data', {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: ['s3:*', 'ecr:*'], Resource: '*' }],
  })
  return world
}

/** A recipe that trains for 1000 seconds and says its loss. */
export const RECIPE = {
  name: 'fraud',
  image: '111111111111.dkr.ecr.us-east-1.amazonaws.com/train:1',
  role: 'serving',
  instanceType: 'ml.m5.xlarge',
  output: 's3://acme-ml/out',
  channels: { train: 's3://acme-ml/data/' },
  hyperparameters: { lr: 0.1 },
  metrics: { 'validation:loss': 'val_loss=([0-9.]+)' },
  env: { SANDBOX_SECONDS: 1000 },
  maxRuntime: '1h',
}

/** Writes a recipe into the world's folder and gives the request that reads it. */
export const requestFor = (
  { folder }: { readonly folder: string },
  changes: object = {},
): RunRequest => {
  const file = join(folder, 'train.yaml')
  writeFileSync(file, JSON.stringify({ ...RECIPE, ...changes }))
  return { file, flags: {}, tags: {}, typed: {} }
}

export const OPTIONS: LaunchOptions = {
  prices: {},
  again: false,
  wait: true,
  watch: {},
  apply: { consent: { yes: true }, dryRun: false },
}

/** Makes the calls of a port fail once each by name, as the service words it. */
export const addFault = (ports: Ports, match: string, error: string, times = 1) =>
  ports.sandbox.addFault({ match, error, times, message: `made up ${error}` })
