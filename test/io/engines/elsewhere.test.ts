import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { localEngines } from '../../../src/lib/io/engines/engines.ts'
import { tempFolder } from '../../support/temp-folder.ts'

/** A docker that answers, and says which machine its context leads to. */
const dockerAt = (contextHost: string): void => {
  const folder = tempFolder()
  const program = join(folder, 'docker')
  writeFileSync(
    program,
    `#!/bin/sh
case "$1" in
  version) echo '{"Client":{"Version":"28.0.0"},"Server":{"Version":"28.0.0"}}' ;;
  context) echo '${contextHost}' ;;
  buildx) exit 1 ;;
  info) echo '[]' ;;
esac
`,
  )
  chmodSync(program, 0o755)
  const before = { PATH: process.env.PATH, DOCKER_HOST: process.env.DOCKER_HOST }
  process.env.PATH = `${folder}:${before.PATH}`
  delete process.env.DOCKER_HOST
  onTestFinished(() => {
    process.env.PATH = before.PATH
    if (before.DOCKER_HOST === undefined) delete process.env.DOCKER_HOST
    else process.env.DOCKER_HOST = before.DOCKER_HOST
  })
}

const HERE = 'unix:///var/run/docker.sock'
const choice = { name: 'docker', extraArgs: [] } as const

it.each([
  ['DOCKER_HOST', HERE, 'tcp://10.0.0.7:2376'],
  ['DOCKER_HOST', HERE, 'ssh://me@build.example'],
  ['the context', 'ssh://build.example', undefined],
])('an engine of another machine, by %s, builds and runs nothing', async (_by, context, host) => {
  dockerAt(context)
  if (host !== undefined) process.env.DOCKER_HOST = host
  const engine = await localEngines().open({ ...choice, need: 'build' })
  expect(engine.state.canRun).toBe(false)
  await expect(localEngines().open({ ...choice, need: 'run' })).rejects.toMatchObject({
    code: 'MLC-CTR-202',
    why: `it runs on another machine (${host ?? context})`,
  })
})

it.each([
  [HERE, undefined],
  [HERE, 'tcp://127.0.0.1:2375'],
  [HERE, 'ssh://me@localhost'],
  ['ssh://build.example', HERE],
])('with context %s and DOCKER_HOST %s it is of this machine', async (context, host) => {
  dockerAt(context)
  if (host !== undefined) process.env.DOCKER_HOST = host
  const { state } = await localEngines().open({ ...choice, need: 'run' })
  expect(state).toMatchObject({ canRun: true, detail: 'answers' })
})
