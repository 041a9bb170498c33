import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { digestOf } from '../../src/lib/domain/core/digest.ts'
import { trustPolicy } from '../../src/lib/domain/iam/trust-policy.ts'
import { type CliRun, cli } from '../support/cli.ts'
import { editDocument } from '../support/documents.ts'
import { trainingLines } from '../support/program.ts'
import { sandboxWorld, type World } from '../support/sandbox-world.ts'
import { trainModel } from '../support/trained-model.ts'

const RUN =
  'finetune run --name fraud --base-model nova-micro --train train.jsonl --bucket acme-faults --role ft --yes --no-wait --json'
const ADMIN = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
}

const worldWithData = (clock = 'real'): World => {
  const world = sandboxWorld({ clock })
  writeFileSync(join(world.folder, 'train.jsonl'), trainingLines(100))
  return world
}

const run = (world: World, line: string, env: Readonly<Record<string, string>> = {}) =>
  cli(line, { ports: world.ports, folder: world.folder, env })

/** What the account holds: two equal answers mean that nothing was changed. */
const inventory = async ({ ports }: World) => ({
  buckets: await ports.objects.listBuckets(),
  roles: await ports.roles.list(),
  jobs: (await ports.customizationJobs.list()).length,
  models: (await ports.customModels.list()).length,
  purchases: (await ports.provisionedModels.list()).length,
  deployments: (await ports.deployments.list()).length,
})

const errorOf = ({ err }: CliRun) => {
  const line = err.split('\n').find((text) => text.startsWith('{"schemaVersion"'))
  if (line === undefined) throw new Error(`no error document in:\n${err}`)
  return JSON.parse(line).error as { code: string; message: string; exitCode: number }
}

type Refusal = {
  readonly what: string
  readonly line?: string
  readonly env?: Readonly<Record<string, string>>
  readonly before?: (world: World) => unknown
  readonly exit: number
  readonly id: string
  readonly says: string
}

const write =
  (name: string, text: string | Uint8Array) =>
  ({ folder }: World) =>
    writeFileSync(join(folder, name), text)

const role = async ({ ports }: World, policy: unknown, service = 'bedrock.amazonaws.com') => {
  const { account, partition } = await ports.identity.whoAmI()
  const trust = trustPolicy({ account, partition, region: 'us-east-1' })
  const text = JSON.stringify(trust).replace('bedrock.amazonaws.com', service)
  await ports.roles.create({
    roleName: 'ft',
    description: 'test',
    trustPolicy: JSON.parse(text),
    tags: {},
  })
  await ports.roles.putInlinePolicy('ft', 'all', policy)
}

const fault = (rule: Readonly<Record<string, unknown>>) => (world: World) =>
  world.ports.sandbox.addFault(rule)

/** Everything that must be refused before anything is changed. */
const REFUSALS: readonly Refusal[] = [
  {
    what: 'expired credentials',
    before: fault({ match: 'sts.*', error: 'ExpiredToken', status: 403 }),
    exit: 4,
    id: 'MLC-AWS-005',
    says: 'expired',
  },
  {
    what: 'a clock that is off, when the service does not tell its time',
    before: fault({ match: 'sts.*', error: 'RequestExpired', status: 400 }),
    exit: 4,
    id: 'MLC-AWS-010',
    says: 'clock',
  },
  {
    what: 'a bucket of somebody else',
    before: async (world) => {
      await world.ports.objects.createBucket('acme-faults', 'us-east-1')
      editDocument(world.folder, 's3', (text) =>
        text.replaceAll('"000000000000"', '"999999999999"'),
      )
    },
    exit: 8,
    id: 'MLC-FT-007',
    says: 'another account',
  },
  {
    what: 'a bucket of another region',
    before: ({ ports }) => ports.objects.createBucket('acme-faults', 'eu-west-1'),
    exit: 8,
    id: 'MLC-FT-007',
    says: 'eu-west-1',
  },
  {
    what: 'data in a bucket that is not there',
    line: RUN.replace('train.jsonl', 's3://acme-nowhere/a.jsonl'),
    exit: 8,
    id: 'MLC-FT-007',
    says: 'there is no bucket acme-nowhere',
  },
  {
    what: 'a role whose policy denies PutObject',
    before: (world) =>
      role(world, {
        ...ADMIN,
        Statement: [...ADMIN.Statement, { Effect: 'Deny', Action: 's3:PutObject', Resource: '*' }],
      }),
    exit: 8,
    id: 'MLC-FT-007',
    says: 'MLC-PF-019',
  },
  {
    what: 'a role whose trust denies Bedrock',
    before: async (world) => {
      await role(world, ADMIN)
      const found = await world.ports.roles.find('ft')
      const text = JSON.stringify(found?.trustPolicy).replace('"Allow"', '"Deny"')
      await world.ports.roles.updateTrust('ft', JSON.parse(text))
    },
    exit: 8,
    id: 'MLC-FT-007',
    says: 'MLC-PF-018',
  },
  {
    what: 'a plan of another region',
    line: 'apply plan.json --yes --json',
    before: async (world) => {
      await run(world, `${RUN} --plan-out plan.json`)
      // With the digest that belongs to the change: as a plan of another region has it.
      const path = join(world.folder, 'plan.json')
      const { plan } = JSON.parse(readFileSync(path, 'utf8'))
      const other = { ...plan, region: 'us-west-2' }
      writeFileSync(
        path,
        JSON.stringify({ schemaVersion: 1, digest: digestOf(other), plan: other }),
      )
    },
    exit: 8,
    id: 'MLC-PLAN-010',
    says: 'us-west-2',
  },
  {
    what: 'a model that takes no more customizations',
    line: RUN.replace('nova-micro', 'nova-canvas'),
    exit: 8,
    id: 'MLC-FT-007',
    says: 'MLC-PF-003',
  },
  {
    what: 'a model that nobody knows',
    line: RUN.replace('nova-micro', 'nova-nano'),
    exit: 2,
    id: 'MLC-FT-003',
    says: 'nova-nano',
  },
  {
    what: 'a region that does not customize',
    line: RUN.replace('nova-micro', 'llama3-1-8b'),
    exit: 8,
    id: 'MLC-FT-007',
    says: 'MLC-PF-001',
  },
  {
    what: 'an illegal job name',
    line: RUN.replace('--name fraud', "--name 'fraud job'"),
    exit: 8,
    id: 'MLC-FT-007',
    says: 'MLC-PF-005',
  },
  {
    what: 'an illegal bucket name',
    line: RUN.replace('acme-faults', 'Acme_Faults'),
    exit: 8,
    id: 'MLC-FT-007',
    says: 'MLC-PF-008',
  },
  {
    what: 'an illegal output address',
    line: `${RUN} --output 's3://acme-faults/a b/'`,
    exit: 8,
    id: 'MLC-FT-007',
    says: 'MLC-PF-008',
  },
  {
    what: 'a hyperparameter out of range',
    line: `${RUN} --hyperparameter epochCount=0`,
    exit: 8,
    id: 'MLC-FT-007',
    says: 'MLC-PF-007',
  },
  {
    what: 'a file that is not there',
    line: RUN.replace('train.jsonl', 'absent.jsonl'),
    exit: 5,
    id: 'MLC-DATA-001',
    says: 'absent.jsonl',
  },
  {
    what: 'a folder instead of a file',
    line: RUN.replace('train.jsonl', '.'),
    exit: 2,
    id: 'MLC-DATA-002',
    says: 'is a folder',
  },
  {
    what: 'a budget that the training exceeds',
    before: write('mlctl.yaml', 'budget:\n  runUsd: 0.0001\n'),
    exit: 8,
    id: 'MLC-PLAN-006',
    says: 'budget',
  },
  {
    what: 'a budget and a price that nobody knows',
    line: 'throughput buy --model fraud --accept-hourly-cost unknown --json',
    before: async (world) => {
      await trainModel(sandboxWorld({ folder: world.folder }).ports)
      await world.ports.sandbox.grantQuota('L-BE77399C', 2)
      write('mlctl.yaml', 'budget:\n  monthlyUsd: 100\n')(world)
    },
    exit: 8,
    id: 'MLC-PLAN-006',
    says: 'unknown',
  },
  {
    what: 'a purchase while the quota is 0',
    line: 'throughput buy --model fraud --accept-hourly-cost unknown --json',
    before: (world) => trainModel(sandboxWorld({ folder: world.folder }).ports),
    exit: 8,
    id: 'MLC-TP-002',
    says: 'Support case',
  },
  {
    what: 'a purchase that --yes alone would confirm',
    line: 'throughput buy --model fraud --yes --json',
    before: async (world) => {
      await trainModel(sandboxWorld({ folder: world.folder }).ports)
      await world.ports.sandbox.grantQuota('L-BE77399C', 2)
    },
    exit: 2,
    id: 'MLC-PLAN-007',
    says: '--accept-hourly-cost',
  },
  {
    what: 'another account than the project expects',
    before: write('mlctl.yaml', 'expectedAccount: "123456789012"\n'),
    exit: 8,
    id: 'MLC-PLAN-011',
    says: '123456789012',
  },
  {
    what: 'a confirmation that nobody can give',
    line: RUN.replace(' --yes', ''),
    exit: 2,
    id: 'MLC-PLAN-007',
    says: '--yes',
  },
  {
    what: 'a setting that is misspelt',
    before: write('mlctl.yaml', 'finetune:\n  basemodel: nova-micro\n'),
    exit: 2,
    id: 'MLC-CFG-002',
    says: 'mlctl.yaml:2',
  },
  {
    what: 'a project file that is no YAML',
    before: write('mlctl.yaml', 'finetune:\n  bucket: [a\n'),
    exit: 2,
    id: 'MLC-CFG-001',
    says: 'mlctl.yaml',
  },
  {
    what: 'a recipe with a wrong member',
    line: `${RUN} -f recipe.yaml`,
    before: write('recipe.yaml', 'name: fraud\nbaseModel: nova-micro\nepochs: 3\n'),
    exit: 3,
    id: 'MLC-FT-001',
    says: 'recipe.yaml:3:9',
  },
  {
    what: 'a recipe that is no YAML',
    line: `${RUN} -f recipe.yaml`,
    before: write('recipe.yaml', 'name: fraud\n  bad: : x\n'),
    exit: 3,
    id: 'MLC-FT-001',
    says: 'recipe.yaml:1',
  },
  {
    what: 'a plan file that is none',
    line: 'apply plan.json --yes --json',
    before: write('plan.json', '{"plan":1}'),
    exit: 3,
    id: 'MLC-PLAN-009',
    says: 'not a plan file',
  },
  {
    what: 'a plan file that was edited',
    line: 'apply plan.json --yes --json',
    before: async (world) => {
      await run(world, `${RUN} --plan-out plan.json`)
      const path = join(world.folder, 'plan.json')
      writeFileSync(
        path,
        readFileSync(path, 'utf8').replace('"epochCount": "2"', '"epochCount": "5"'),
      )
    },
    exit: 3,
    id: 'MLC-PLAN-009',
    says: 'edited',
  },
  {
    what: 'a plan that is stale',
    line: 'apply plan.json --yes --json',
    before: async (world) => {
      await run(world, `${RUN} --plan-out plan.json`)
      await role(world, ADMIN)
      await world.ports.roles.putInlinePolicy('ft', 'mlctl-bedrock-customization', ADMIN)
    },
    exit: 8,
    id: 'MLC-PLAN-002',
    says: 'stale',
  },
]

describe('a broken world is refused', () => {
  it.each(REFUSALS)('$what: exit $exit, $id, nothing changed', async (row) => {
    const world = worldWithData()
    await row.before?.(world)
    const { faults } = await world.ports.sandbox.status()
    await world.ports.sandbox.clearFaults()
    const before = await inventory(world)
    for (const { seen: _seen, ...rule } of faults) await world.ports.sandbox.addFault(rule)
    const ended = await run(world, row.line ?? RUN, row.env)
    expect(ended.out).toBe('')
    expect(errorOf(ended), ended.err).toMatchObject({ code: row.id, exitCode: row.exit })
    expect(ended.exitCode).toBe(row.exit)
    expect(ended.err).toContain(row.says)
    await world.ports.sandbox.clearFaults()
    expect(await inventory(world)).toEqual(before)
  })
})

/** Each strikes once or twice at calls that create, and at calls that read. */
const SURVIVED: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  ['throttling', { error: 'ThrottlingException', status: 429 }],
  ['errors of the service', { kind: 'error' }],
  ['HTML of a gateway', { kind: 'html' }],
  ['a reset connection', { kind: 'reset' }],
  ['a clock that is off', { kind: 'clockSkew', seconds: 3_600 }],
  ['a lost answer', { kind: 'lost' }],
]

describe('a fault that passes', () => {
  it.each(SURVIVED)(
    '%s, at reads and at changes: the job is made, once',
    async (_what, rule) => {
      const world = worldWithData()
      const at = ['s3.PutObject', 's3.HeadBucket', 'iam.CreateRole', 'bedrock.Create*', 'sts.*']
      for (const match of at) await world.ports.sandbox.addFault({ match, times: 1, ...rule })
      const ended = await run(world, RUN)
      expect(ended.exitCode, ended.err).toBe(0)
      const { faults } = await world.ports.sandbox.status()
      expect(faults.map(({ seen }) => seen)).toEqual(at.map(() => expect.any(Number)))
      expect(faults.filter(({ seen }) => seen === 0)).toEqual([])
      expect(await inventory(world)).toMatchObject({ jobs: 1, roles: [{ roleName: 'ft' }] })
    },
    60_000,
  )

  it.each([
    ['throttling', { error: 'ThrottlingException', status: 429 }, 'MLC-AWS-031'],
    ['errors of the service', { kind: 'error' }, 'MLC-AWS-032'],
    ['a reset connection', { kind: 'reset' }, 'MLC-AWS-014'],
  ])(
    '%s without end is exit 75; the same line completes later',
    async (_what, rule, id) => {
      const world = worldWithData()
      await world.ports.sandbox.addFault({ match: 'bedrock.CreateModelCustomizationJob', ...rule })
      const ended = await run(world, RUN)
      expect(errorOf(ended)).toMatchObject({ code: id, exitCode: 75 })
      await world.ports.sandbox.clearFaults()
      expect((await run(world, RUN)).exitCode).toBe(0)
      expect(await inventory(world)).toMatchObject({ jobs: 1 })
    },
    60_000,
  )

  it.each([
    ['deployment create --model fraud --json', 'bedrock.CreateCustomModelDeployment'],
    [
      'throughput buy --model fraud --accept-hourly-cost unknown --json',
      'bedrock.CreateProvisionedModelThroughput',
    ],
  ])(
    'a lost answer of %s buys nothing twice',
    async (line, match) => {
      const world = worldWithData('instant')
      await trainModel(world.ports)
      await world.ports.sandbox.grantQuota('L-BE77399C', 4)
      await world.ports.sandbox.addFault({ match, times: 3, kind: 'lost' })
      const first = await run(world, line)
      expect([0, 75]).toContain(first.exitCode)
      expect((await run(world, line)).exitCode).toBe(0)
      const { purchases, deployments } = await inventory(world)
      expect(purchases + deployments).toBe(1)
    },
    60_000,
  )
})
