import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { localEngines } from '../../../src/lib/io/engines/engines.ts'
import { buildBase, startEngine, type TestEngine, whyNoEngine } from '../../support/engine-world.ts'

const BASE = 'localhost/base:1'
const VALUES = {
  TOKEN: 'hunter2 "quoted" \'single\' #no comment = $HOME \\n ',
  EMPTY: '',
  LINES: 'hunter2 first\nhunter2 second',
}

describe.skipIf(whyNoEngine() !== undefined)('variables in a real engine', () => {
  let engine: TestEngine
  const before = process.env.PATH ?? ''
  const words = () => readFileSync(join(engine.folder, 'words'), 'utf8')

  beforeAll(async () => {
    engine = await startEngine()
    buildBase(engine, BASE)
    // Writes down what ps would show, and becomes the engine.
    const shim = join(engine.folder, 'shim')
    mkdirSync(shim)
    const script = `#!/bin/sh\ntr '\\000' ' ' </proc/$$/cmdline >>${engine.folder}/words\nPATH=${before} exec podman "$@"\n`
    writeFileSync(join(shim, 'podman'), script)
    chmodSync(join(shim, 'podman'), 0o755)
    process.env.PATH = `${shim}:${before}`
  })
  afterAll(async () => {
    process.env.PATH = before
    await engine?.stop()
  })

  it('arrive to the letter, and none stands in the words of a command', async () => {
    const podman = { name: 'podman', extraArgs: engine.podmanArgs, need: 'run' } as const
    const opened = await localEngines().open(podman)
    const shown = 'printf "[%s]" "$TOKEN" "$EMPTY" "$LINES" >/out/new && mv /out/new /out/seen'
    const out = join(engine.folder, 'out')
    mkdirSync(out)
    const container = await opened.run({
      ...{ image: BASE, arguments: ['sh', '-c', shown], environment: VALUES },
      ...{
        hostname: 'algo-1',
        network: 'none',
        mounts: [{ from: out, to: '/out', readOnly: false }],
      },
    })
    await expect.poll(() => existsSync(join(out, 'seen')), { timeout: 20_000 }).toBe(true)
    const all = `[${Object.values(VALUES).join('][')}]`
    expect(readFileSync(join(out, 'seen'), 'utf8')).toBe(all)
    await container.remove()
    expect(words()).toContain('--env-file')
    expect(words()).not.toContain('hunter2')
  })

  it('of a build are in the image alone', async () => {
    const podman = { name: 'podman', extraArgs: engine.podmanArgs, need: 'build' } as const
    const opened = await localEngines().open(podman)
    const context = join(engine.folder, 'args')
    mkdirSync(context)
    const dockerfile = join(context, 'Dockerfile')
    writeFileSync(dockerfile, `FROM ${BASE}\nARG TOKEN\nENV TOLD=$TOKEN\n`)
    const built = await opened.build(
      {
        ...{ context, dockerfile, name: 'localhost/args:1', platform: 'linux/amd64' },
        ...{ buildArgs: { TOKEN: 'hunter2' }, target: undefined, secrets: [], cacheFrom: [] },
        ...{ cacheTo: [], noCache: true, buildOptions: ['--isolation', 'chroot'] },
      },
      { onLine: () => undefined, signal: new AbortController().signal },
    )
    expect(built.exitCode).toBe(0)
    const image = await opened.inspectImage('localhost/args:1')
    expect(image?.environment).toMatchObject({ TOLD: 'hunter2' })
    expect(words()).toContain('--build-arg TOKEN')
    expect(words()).not.toContain('hunter2')
  })
})
