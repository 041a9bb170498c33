import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { runRemote } from '../../src/lib/flows/remote/run.ts'
import { buildBase, startEngine, type TestEngine, whyNoEngine } from '../support/engine-world.ts'
import { engineCommand, REMOTE_IMAGE, remoteRequest, remoteWorld } from '../support/remote-world.ts'

const noEngine = whyNoEngine() !== undefined
let engine: TestEngine | undefined

beforeAll(async () => {
  if (noEngine) return
  engine = await startEngine()
  // No Python in it: busybox has sh, tar, gzip and find.
  buildBase(engine, REMOTE_IMAGE)
}, 120_000)

afterAll(async () => engine?.stop(), 60_000)

const containerWorld = () =>
  remoteWorld({ engine: engineCommand(['podman', ...(engine?.podmanArgs ?? [])]) })

it.skipIf(noEngine)(
  'runs a shell program in an image of 2 MB, and brings back files and exit code',
  async () => {
    const world = await containerWorld()
    world.write({
      'fit.sh':
        '#!/bin/sh\necho "in $(pwd) with $1, $(cat "data dir/in.txt")"\nmkdir -p new\necho made >"new/a b.txt"\nexit 7\n',
      'data dir/in.txt': 'input',
    })
    const result = await runRemote(world.ports, remoteRequest(['./fit.sh', "it's é\n2"]))
    expect(world.io.results).toEqual(["in /opt/ml/code with it's é", '2, input'])
    expect(result).toMatchObject({ jobStatus: 'Failed', command: { exitCode: 7 } })
    expect(readFileSync(join(world.folder, 'back/output/files/new/a b.txt'), 'utf8')).toBe('made\n')
  },
  120_000,
)

it.skipIf(noEngine)(
  'a job that is cut off at its longest time is no exit code of the command',
  async () => {
    const world = await containerWorld()
    const line = remoteRequest(['sleep', '600'], { spec: { maxRuntimeSeconds: 2 } })
    await expect(runRemote(world.ports, line)).rejects.toMatchObject({
      code: 'MLC-RMT-005',
      message: expect.stringContaining('MaxRuntimeExceeded'),
    })
  },
  120_000,
)
