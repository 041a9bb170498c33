import { createHash, randomBytes } from 'node:crypto'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { AccessError, TemporaryError } from '../../src/lib/errors.ts'
import { carryOut } from '../../src/lib/flows/apply.ts'
import { draftUpload, sizeText, uploadDataset } from '../../src/lib/flows/dataset/upload.ts'
import { planAgainstLiveState } from '../../src/lib/flows/observe.ts'
import { localFiles } from '../../src/lib/io/files.ts'
import { fileJournal } from '../../src/lib/io/journal.ts'
import type { Ports } from '../../src/lib/ports/all.ts'
import type { Files } from '../../src/lib/ports/files.ts'
import type { Journal } from '../../src/lib/ports/journal.ts'
import type { Objects } from '../../src/lib/ports/objects.ts'
import { fakeClock } from '../support/clock.ts'
import { type FakeObjects, fakeObjects } from '../support/fake-objects.ts'
import { type ScriptedIo, scriptedIo } from '../support/io.ts'
import { Killed, mortal } from '../support/mortal.ts'
import { fakeSettings } from '../support/settings.ts'
import { tempFolder } from '../support/temp-folder.ts'

const MIB = 1024 * 1024
const OPTIONS = { consent: { yes: true }, dryRun: false }

type World = {
  readonly folder: string
  readonly files: Files
  readonly objects: FakeObjects
  readonly journal: Journal
}

const newWorld = (objects = fakeObjects()): World => {
  const folder = tempFolder()
  return {
    folder,
    files: localFiles(folder),
    objects,
    journal: fileJournal(join(folder, '.mlctl')),
  }
}

/** A new process over the same world. */
const processOf = (world: World, io: ScriptedIo = scriptedIo()): Ports =>
  ({
    io,
    clock: fakeClock(),
    settings: fakeSettings(),
    files: world.files,
    objects: world.objects as unknown as Objects,
    journal: world.journal,
    identity: {
      whoAmI: async () => ({ account: '111122223333', arn: 'a', userId: 'u', partition: 'aws' }),
    },
    target: async () => ({ name: 'aws', region: 'us-east-1' }),
  }) as unknown as Ports

const fileOf = (world: World, sizeBytes: number): Buffer => {
  // Every page differs from the next, so that a part in the wrong place is seen.
  const body = Buffer.alloc(sizeBytes, randomBytes(4_099))
  writeFileSync(join(world.folder, 'train.jsonl'), body)
  return body
}
const upload = (ports: Ports) =>
  uploadDataset(ports, { path: 'train.jsonl', to: 's3://data/fraud/' }, OPTIONS)
const unfinished = ({ folder }: World) =>
  readdirSync(join(folder, '.mlctl'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.includes('upload-'),
  )
const stored = ({ objects }: World) => objects.stored.get('data/fraud/train.jsonl')

it.each([0, 1, 8 * MIB, 8 * MIB + 1, 35 * MIB])(
  'brings %i bytes to S3 unchanged, with their digest',
  async (size) => {
    const world = newWorld()
    const body = fileOf(world, size)
    const result = await upload(processOf(world))
    const sha256 = createHash('sha256').update(body).digest('hex')
    expect(result).toMatchObject({ status: 'applied', uri: 's3://data/fraud/train.jsonl', sha256 })
    expect(Buffer.compare(stored(world)?.body ?? Buffer.alloc(0), body)).toBe(0)
    expect(stored(world)?.options?.metadata).toEqual({ 'mlctl-sha256': sha256 })
    expect(world.objects.sent).toHaveLength(size > 8 * MIB ? Math.ceil(size / 8 / MIB) : 0)
    expect(unfinished(world)).toEqual([])
  },
)

it('does not send what is there already', async () => {
  const world = newWorld()
  fileOf(world, 9 * MIB)
  await upload(processOf(world))
  expect((await upload(processOf(world))).status).toBe('nothing-to-do')
  expect(world.objects.sent).toHaveLength(2)
})

it('asks before it replaces other content', async () => {
  const world = newWorld()
  fileOf(world, 10)
  await upload(processOf(world))
  fileOf(world, 10)
  const request = { path: 'train.jsonl', to: 's3://data/fraud/' }
  const run = uploadDataset(processOf(world), request, { consent: { yes: false }, dryRun: false })
  await expect(run).rejects.toMatchObject({ code: 'MLC-PLAN-007' })
  expect((await upload(processOf(world))).status).toBe('applied')
})

it('continues a killed upload without sending a part again, wherever it was killed', async () => {
  const size = 17 * MIB
  for (let dieAt = 1; dieAt < 30; dieAt++) {
    for (const moment of ['before', 'after'] as const) {
      const world = newWorld()
      const body = fileOf(world, size)
      const life = mortal(dieAt, moment)
      const ports = processOf(world)
      const first = {
        ...ports,
        objects: life.wrap(ports.objects),
        journal: life.wrap(ports.journal),
      }
      const died = await upload(first).then(
        () => false,
        (error: unknown) => error instanceof Killed || life.died(),
      )
      if (!died) return expect(dieAt).toBeGreaterThan(8)
      const arrived = new Set(world.objects.sent)
      await upload(processOf(world))
      expect(
        Buffer.compare(stored(world)?.body ?? Buffer.alloc(0), body),
        `killed ${moment} call ${dieAt}`,
      ).toBe(0)
      // An upload id that was never written down is the one thing a kill can lose.
      const isLost = world.objects.pending.size > 0
      if (!isLost)
        expect(world.objects.sent.filter((part) => arrived.has(part))).toHaveLength(arrived.size)
      expect(world.objects.pending.size).toBeLessThanOrEqual(1)
    }
  }
  throw new Error('the upload never ended')
}, 60_000)

it('keeps what arrived when the network fails, and sends the rest next time', async () => {
  let fails = true
  const objects = fakeObjects((part) => {
    if (fails && part === 3) throw new TemporaryError('MLC-AWS-030', 'network')
  })
  const world = newWorld(objects)
  fileOf(world, 40 * MIB)
  await expect(upload(processOf(world))).rejects.toThrow('network')
  const arrived = [...objects.sent]
  fails = false
  await upload(processOf(world))
  expect(arrived.length).toBeGreaterThan(0)
  expect(objects.sent.toSorted()).toEqual([1, 2, 3, 4, 5])
})

it('aborts the upload when S3 refuses it, so that no part is left to be paid for', async () => {
  const objects = fakeObjects((part) => {
    if (part === 2) throw new AccessError('MLC-AWS-001', 'AccessDenied')
  })
  const world = newWorld(objects)
  fileOf(world, 40 * MIB)
  await expect(upload(processOf(world))).rejects.toMatchObject({ exitCode: 4 })
  expect(objects.pending.size).toBe(0)
  expect(unfinished(world)).toEqual([])
})

it('ends with 130 on Ctrl-C, says how to go on, and goes on', async () => {
  const io = scriptedIo()
  const objects = fakeObjects((part, signal) => {
    if (part === 4) io.interrupt()
    signal?.throwIfAborted()
  })
  const world = newWorld(objects)
  fileOf(world, 60 * MIB)
  await expect(upload(processOf(world, io))).rejects.toMatchObject({
    exitCode: 130,
    code: 'MLC-DATA-021',
    hint: expect.stringContaining('same command'),
  })
  const arrived = objects.sent.length
  const again = fakeObjects()
  for (const [id, one] of objects.pending) again.pending.set(id, one)
  await upload(processOf({ ...world, objects: again }))
  expect(arrived).toBeGreaterThan(0)
  expect(again.sent).toHaveLength(8 - arrived)
})

it('does not send a file that was changed after the plan was made', async () => {
  const world = newWorld()
  fileOf(world, 100)
  const ports = processOf(world)
  const draft = await draftUpload(ports, { path: 'train.jsonl', bucket: 'data', key: 'a.jsonl' })
  const { plan } = await planAgainstLiveState(ports, 'mlctl dataset upload', [draft])
  fileOf(world, 100)
  await expect(carryOut(ports, plan, OPTIONS)).rejects.toMatchObject({ code: 'MLC-DATA-020' })
  expect(world.objects.stored.size).toBe(0)
})

it('never has more than four parts on the way', async () => {
  let [now, most] = [0, 0]
  let open: () => void = () => undefined
  // Nobody goes on before four are there; were there ever fewer senders, nobody would.
  const fourAreThere = new Promise<void>((resolve) => {
    open = resolve
  })
  const objects = fakeObjects(async () => {
    now++
    most = Math.max(most, now)
    if (now === 4) open()
    await fourAreThere
    await new Promise((resolve) => setImmediate(resolve))
    now--
  })
  const world = newWorld(objects)
  fileOf(world, 80 * MIB)
  await upload(processOf(world))
  expect(most).toBe(4)
})

it.each([
  ['s3://data/dt=1/a.jsonl', '"="'],
  ['s3://data/a b.jsonl', '" "'],
  ['s3://data//a.jsonl', 'empty part'],
  ['s3://Data/a.jsonl', 'bucket name'],
  ['s3://data/é.jsonl', '"é"'],
])('refuses the address %s', async (to, why) => {
  const world = newWorld()
  fileOf(world, 1)
  const run = uploadDataset(processOf(world), { path: 'train.jsonl', to }, OPTIONS)
  await expect(run).rejects.toMatchObject({
    code: 'MLC-DATA-022',
    why: expect.stringContaining(why),
  })
})

it.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1024, '1.0 KiB'],
  [12.5 * MIB, '12.5 MiB'],
])('%i bytes read %s', (bytes, text) => expect(sizeText(bytes)).toBe(text))
