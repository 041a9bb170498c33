import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { Ports } from '../../src/lib/ports/all.ts'
import { createEngine } from '../../src/sandbox/engine.ts'
import { inProcess } from '../sandbox/clients.ts'
import { cli } from '../support/cli.ts'
import { buryLock, killable, type Moment } from '../support/killable.ts'
import { trainingLines } from '../support/program.ts'
import { sandboxWorld } from '../support/sandbox-world.ts'
import { trainModel } from '../support/trained-model.ts'

const ALIVE = { dieAt: Number.POSITIVE_INFINITY, moment: 'before' } as const

type Story = {
  readonly line: string
  readonly clock?: string
  /** Makes the folder of one attempt: data, and the sandbox as it is before. */
  readonly prepare: (folder: string) => void
  /** What must hold of the account once the line has been repeated. */
  readonly holds: (ports: Ports, folder: string, label: string) => Promise<void>
}

/**
 * Runs the line with a process that dies at request n, for every n, then the same line in a new
 * process: it ends well and nothing is there twice. A lost answer is another death than a lost request
 * only where the request changes something.
 */
const survivesEveryDeath = async (story: Story): Promise<number> => {
  const { line, clock, prepare, holds } = story
  const clean = fastFolder()
  prepare(clean)
  const earlier = operationsIn(clean).length
  const whole = await killable(clean, { ...ALIVE, clock })
  const ended = await cli(line, { ports: whole.ports, folder: clean })
  expect(ended.exitCode, ended.err).toBe(0)
  const operations = operationsIn(clean).slice(earlier)
  expect(operations).toHaveLength(whole.calls())
  await holds(whole.ports, clean, 'undisturbed')
  const expected = essence(ended.json())
  for (const [at, operation] of operations.entries()) {
    const n = at + 1
    for (const moment of READS.test(operation) ? BEFORE : BOTH) {
      const found = await dieAndRepeat(story, n, moment)
      expect(found, `request ${n}, killed ${moment} it`).toEqual(expected)
    }
  }
  return operations.length
}

const READS = /^(Get|Head|List|Simulate)/
const BEFORE: readonly Moment[] = ['before']
const BOTH: readonly Moment[] = ['before', 'after']

/** In memory where the system offers it: hundreds of runs would wait for fsync most of the time. */
const BASE = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()
const fastFolder = (): string => {
  const folder = mkdtempSync(join(BASE, 'mlctl-crash-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** What the sandbox of a folder was asked, in order. */
const operationsIn = (folder: string): readonly string[] => {
  const path = join(folder, 'sandbox', 'calls.jsonl')
  if (!existsSync(path)) return []
  const lines = readFileSync(path, 'utf8').trim().split('\n')
  return lines.map((line) => JSON.parse(line).operation as string)
}

const dieAndRepeat = async (story: Story, dieAt: number, moment: Moment): Promise<unknown> => {
  const label = `request ${dieAt}, killed ${moment} it`
  const { clock } = story
  const folder = mkdtempSync(join(BASE, 'mlctl-crash-'))
  try {
    story.prepare(folder)
    const victim = await killable(folder, { dieAt, moment, clock })
    const first = await Promise.race([
      cli(story.line, { ports: victim.ports, folder }),
      victim.killed,
    ])
    expect(first, label).toBe('killed')
    buryLock(folder)
    const heir = await killable(folder, { ...ALIVE, clock })
    const second = await cli(story.line, { ports: heir.ports, folder })
    expect(second.exitCode, `${label}\n${second.err}`).toBe(0)
    await story.holds(heir.ports, folder, label)
    expect((await heir.ports.journal.read()).skippedLines, label).toBe(0)
    return essence(second.json())
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What must be the same whichever way a run was completed. */
const essence = (document: unknown): unknown => {
  const { job, deployment, throughput, uri } = document as Record<string, Record<string, unknown>>
  return {
    job: [job?.jobName, job?.status],
    deployment: [deployment?.modelDeploymentName, deployment?.status],
    throughput: [throughput?.provisionedModelName, throughput?.status],
    uri,
  }
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

const holdsObject = async (ports: Ports, uri: string, content: Uint8Array, label: string) => {
  const [, bucket = '', key = ''] = /^s3:\/\/([^/]+)\/(.+)$/.exec(uri) ?? []
  const view = await ports.objects.head({ bucket, key })
  expect(view?.metadata['mlctl-sha256'], label).toBe(sha256(content))
  const chunks: Uint8Array[] = []
  for await (const chunk of await ports.objects.get({ bucket, key })) chunks.push(chunk)
  expect(sha256(Buffer.concat(chunks)), label).toBe(sha256(content))
}

describe('kill -9 at every AWS request', () => {
  it('finetune run: the same line completes with one job and the right data', async () => {
    const calls = await survivesEveryDeath({
      line: 'finetune run --name fraud --base-model nova-micro --train train.jsonl --yes --no-wait --json',
      clock: 'real',
      prepare: (folder) => writeFileSync(join(folder, 'train.jsonl'), trainingLines(100)),
      holds: async (ports, folder, label) => {
        const jobs = await ports.customizationJobs.list()
        expect(
          jobs.map(({ status }) => status),
          label,
        ).toEqual(['InProgress'])
        const job = await ports.customizationJobs.find(jobs[0]?.jobName ?? '')
        const data = readFileSync(join(folder, 'train.jsonl'))
        await holdsObject(ports, job?.trainingS3Uri ?? '', data, label)
        const buckets = await ports.objects.listBuckets()
        expect(buckets, label).toHaveLength(1)
        expect(await ports.objects.bucket(buckets[0] ?? ''), label).toMatchObject({
          publicAccessBlocked: true,
        })
        expect(await ports.objects.bucketPolicy(buckets[0] ?? ''), label).not.toBeNull()
      },
    })
    expect(calls).toBeGreaterThan(30)
  }, 180_000)

  it('dataset upload in parts: the object is whole, and no part is left behind', async () => {
    const data = Buffer.alloc(17 * 1024 * 1024, 'mlctl ')
    const calls = await survivesEveryDeath({
      line: 'dataset upload big.jsonl --to s3://acme-parts/data/ --yes --json',
      prepare: (folder) => {
        cpSync(join(shared, 'bucket'), folder, { recursive: true })
        writeFileSync(join(folder, 'big.jsonl'), data)
      },
      holds: async (ports, folder, label) => {
        await holdsObject(ports, 's3://acme-parts/data/big.jsonl', data, label)
        expect(await strandedParts(folder), label).toBe(0)
      },
    })
    expect(calls).toBeGreaterThan(7)
  }, 120_000)

  it('deployment create: one deployment', async () => {
    await survivesEveryDeath({
      line: 'deployment create --model fraud --wait --json',
      prepare: (folder) => cpSync(join(shared, 'model'), folder, { recursive: true }),
      holds: async (ports, _folder, label) =>
        expect(await ports.deployments.list(), label).toHaveLength(1),
    })
  }, 60_000)

  it('throughput buy: one purchase', async () => {
    await survivesEveryDeath({
      line: 'throughput buy --model fraud --accept-hourly-cost unknown --wait --json',
      prepare: (folder) => cpSync(join(shared, 'model'), folder, { recursive: true }),
      holds: async (ports, _folder, label) =>
        expect(await ports.provisionedModels.list(), label).toHaveLength(1),
    })
  }, 60_000)

  it('iam setup: one role with the right policies', async () => {
    await survivesEveryDeath({
      line: 'iam setup --role ft --data s3://acme-parts/data/ --output s3://acme-parts/out/ --yes --json',
      prepare: (folder) => cpSync(join(shared, 'bucket'), folder, { recursive: true }),
      holds: async (ports, _folder, label) => {
        const role = await ports.roles.find('ft')
        expect(role?.inlinePolicies, label).toHaveLength(1)
        expect(JSON.stringify(role?.trustPolicy), label).toContain('bedrock.amazonaws.com')
      },
    })
  }, 60_000)
})

/** Parts that S3 would bill though nobody will ever complete them. */
const strandedParts = async (folder: string): Promise<number> => {
  const { s3 } = inProcess(createEngine({ directory: join(folder, 'sandbox') }))
  const { ListMultipartUploadsCommand, ListPartsCommand } = await import('@aws-sdk/client-s3')
  const at = { Bucket: 'acme-parts' }
  const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand(at))
  let parts = 0
  for (const { Key, UploadId } of Uploads) {
    const listed = await s3.send(new ListPartsCommand({ ...at, Key, UploadId }))
    parts += listed.Parts?.length ?? 0
  }
  return parts
}

/** Sandboxes that several attempts begin with, made once. */
const shared = mkdtempSync(join(BASE, 'mlctl-crash-shared-'))
beforeAll(async () => {
  const model = sandboxWorld({ folder: join(shared, 'model') }).ports
  await trainModel(model)
  await model.sandbox.grantQuota('L-BE77399C', 2)
  const bucket = sandboxWorld({ folder: join(shared, 'bucket') }).ports
  await bucket.objects.createBucket('acme-parts', 'us-east-1')
}, 60_000)
afterAll(() => rmSync(shared, { recursive: true, force: true }))
