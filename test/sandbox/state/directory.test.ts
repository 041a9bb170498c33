import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { ListModelsCommand } from '@aws-sdk/client-sagemaker'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createControl } from '../../../src/sandbox/control.ts'
import { createEngine } from '../../../src/sandbox/engine.ts'
import { serve } from '../../../src/sandbox/server.ts'
import { sweep } from '../../../src/sandbox/state/sweep.ts'
import { clientsOf, inProcess, newEngine, temporaryFolder } from '../clients.ts'

const served = async (directory: string) => {
  const told: string[] = []
  const engine = createEngine({ directory })
  const server = await serve({ engine, onStateError: ({ message }) => told.push(message) })
  onTestFinished(() => server.close())
  return { ...clientsOf({ endpoint: server.url }), told }
}

const problemOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'done',
    (error: Error) => `${error.name}: ${error.message}`,
  )

describe('a state directory of a newer program', () => {
  const newer = () => {
    const directory = join(temporaryFolder(), 'state')
    mkdirSync(directory)
    writeFileSync(join(directory, 'mlctl-sandbox.json'), '{"format":2}\n')
    return directory
  }

  it('is refused in words, whatever asks', async () => {
    const directory = newer()
    const says = /was written by a newer mlctl \(format 2, this one knows 1\)/
    const { s3, sagemaker, told } = await served(directory)
    expect(await problemOf(s3.send(new CreateBucketCommand({ Bucket: 'one' })))).toMatch(says)
    expect(await problemOf(sagemaker.send(new ListModelsCommand({})))).toMatch(says)
    expect(told[0]).toMatch(says)
    expect(() => createControl({ directory }).status()).toThrow(says)
    expect(() => createControl({ directory }).seed('x')).toThrow(says)
  })

  it('is not emptied', () => {
    const directory = newer()
    expect(() => createControl({ directory }).reset()).toThrow(/newer mlctl/)
  })

  it('is told from one whose marker was cut off by a crash', () => {
    const directory = newer()
    writeFileSync(join(directory, 'mlctl-sandbox.json'), '')
    expect(createControl({ directory }).status().calls).toBe(0)
  })
})

describe('a state directory that cannot be written', () => {
  it('is told in the protocol of the call, and to the server', async () => {
    const { directory } = newEngine()
    createControl({ directory }).seed('x')
    rmSync(join(directory, 'documents'), { recursive: true })
    writeFileSync(join(directory, 'documents'), 'in the way')
    const { s3, sagemaker, told } = await served(directory)
    const says = /The sandbox cannot use .*ENOTDIR/
    const made = await problemOf(s3.send(new CreateBucketCommand({ Bucket: 'one' })))
    expect(made).toMatch(/^InternalError: /)
    expect(made).toMatch(says)
    expect(await problemOf(sagemaker.send(new ListModelsCommand({})))).toMatch(says)
    expect(told).toHaveLength(2)
  })
})

/** The id of a process that is over. */
const deadPid = (): number => spawnSync(process.execPath, ['-e', '0']).pid

describe('what a killed process leaves', () => {
  const old = (path: string, content = 'x') => {
    writeFileSync(path, content)
    utimesSync(path, new Date(0), new Date(0))
    return path
  }

  it('goes when a server starts; what lives, is new, or is an object stays', async () => {
    const engine = newEngine()
    const { s3 } = inProcess(engine)
    await s3.send(new CreateBucketCommand({ Bucket: 'one' }))
    await s3.send(new PutObjectCommand({ Bucket: 'one', Key: 'k', Body: 'kept' }))
    const objects = join(engine.directory, 'objects', 'one')
    const hex = 'abcdef012345'
    const left = [
      old(join(engine.directory, 'documents', `s3.json.tmp.${deadPid()}.${hex}`)),
      old(join(objects, `${'0'.repeat(64)}.data.${deadPid()}.${hex}`)),
    ]
    const stays = [
      old(join(objects, `${'1'.repeat(64)}.data.${process.pid}.${hex}`)),
      old(join(objects, `${'2'.repeat(64)}.data.${deadPid()}.${hex}`)),
    ]
    old(
      join(objects, `${'2'.repeat(64)}.json`),
      JSON.stringify({ file: `${stays[1]?.split('/').at(-1)}` }),
    )
    const fresh = join(objects, `${'3'.repeat(64)}.data.${deadPid()}.${hex}`)
    writeFileSync(fresh, 'x')
    await sweep(engine.directory)
    expect(left.map((path) => existsSync(path))).toEqual([false, false])
    expect([...stays, fresh].map((path) => existsSync(path))).toEqual([true, true, true])
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'one', Key: 'k' }))
    expect(await Body?.transformToString()).toBe('kept')
  })
})

describe('a listing', () => {
  it('shows every change of another process at once', async () => {
    const engine = newEngine()
    const { s3 } = inProcess(engine)
    const other = inProcess(createEngine({ directory: engine.directory })).s3
    await s3.send(new CreateBucketCommand({ Bucket: 'one' }))
    const keys = async () => {
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'one' }))
      return Contents.map(({ Key, Size }) => `${Key} ${Size}`)
    }
    for (let round = 1; round <= 20; round++) {
      await other.send(new PutObjectCommand({ Bucket: 'one', Key: 'a', Body: 'x'.repeat(round) }))
      expect(await keys()).toEqual([`a ${round}`])
    }
    const folder = join(engine.directory, 'objects', 'one')
    // As if the folder had rested, so that it is remembered.
    utimesSync(folder, new Date(1_000), new Date(1_000))
    expect(await keys()).toEqual(['a 20'])
    await other.send(new DeleteObjectCommand({ Bucket: 'one', Key: 'a' }))
    expect(await keys()).toEqual([])
  })
})
