import { mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { localEngines } from '../../../src/lib/io/engines/engines.ts'
import { cli } from '../../support/cli.ts'
import { buildBase, startEngine, type TestEngine, whyNoEngine } from '../../support/engine-world.ts'
import { tempFolder } from '../../support/temp-folder.ts'

const BASE = 'localhost/base:1'
const V2S2 = 'application/vnd.docker.distribution.manifest.v2+json'

it('an engine that is not installed is told by name, with its reason', async () => {
  const open = localEngines().open({ name: 'finch', extraArgs: [], need: 'run' })
  const path = process.env.PATH
  process.env.PATH = tempFolder()
  await expect(
    open.finally(() => {
      process.env.PATH = path
    }),
  ).rejects.toMatchObject({
    code: 'MLC-CTR-202',
    why: 'not installed',
  })
})

it('without any engine every one is named with its reason', async () => {
  const path = process.env.PATH
  process.env.PATH = tempFolder()
  const open = localEngines().open({ extraArgs: [], need: 'build' })
  await expect(
    open.finally(() => {
      process.env.PATH = path
    }),
  ).rejects.toMatchObject({
    code: 'MLC-CTR-201',
    why: expect.stringContaining('docker: not installed; podman: not installed'),
  })
})

const reason = whyNoEngine()

describe.skipIf(reason !== undefined)('container build with a real engine', () => {
  let engine: TestEngine
  const before = process.env.DOCKER_HOST

  beforeAll(async () => {
    engine = await startEngine()
    buildBase(engine, BASE)
    process.env.DOCKER_HOST = engine.dockerHost
  })
  afterAll(async () => {
    if (before === undefined) delete process.env.DOCKER_HOST
    else process.env.DOCKER_HOST = before
    await engine?.stop()
  })

  const context = (dockerfile: readonly string[]): string => {
    const folder = mkdtempSync(join(engine.folder, 'context-'))
    writeFileSync(join(folder, 'Dockerfile'), `${dockerfile.join('\n')}\n`)
    writeFileSync(join(folder, '.dockerignore'), '.git\n')
    writeFileSync(
      join(folder, 'serve'),
      '#!/bin/sh\nport=$SAGEMAKER_BIND_TO_PORT\nexec httpd -f -p "0.0.0.0:$port"\n',
      { mode: 0o755 },
    )
    return folder
  }
  const podman = () =>
    `--engine podman ${engine.podmanArgs.map((word) => `--engine-arg=${word}`).join(' ')} --build-option=--isolation=chroot`

  const GOOD = [
    `FROM ${BASE}`,
    'COPY serve /usr/bin/serve',
    'LABEL com.amazonaws.sagemaker.capabilities.accept-bind-to-port=true',
    'ENTRYPOINT ["/usr/bin/serve"]',
  ]

  it('podman builds a Docker manifest for amd64, and sizes are told by layer', async () => {
    const run = await cli(
      `container build ${context(GOOD)} -t localhost/churn:1 ${podman()} --json`,
    )
    expect(run.err).not.toContain('MLC-')
    expect(run.json()).toMatchObject({
      image: 'localhost/churn:1',
      platform: 'linux/amd64',
      manifestType: V2S2,
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      imageId: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      layers: expect.arrayContaining([
        expect.objectContaining({
          createdBy: expect.stringContaining('COPY'),
          sizeBytes: expect.any(Number),
        }),
      ]),
    })
  })

  it('docker’s command line with Podman behind it is recognized, and builds the same', async () => {
    const opened = await localEngines()
      .open({ name: 'docker', extraArgs: [], need: 'run' })
      .catch((error) => error)
    if (opened.code === 'MLC-CTR-202') return expect(opened.why).toBe('not installed')
    expect(opened.state).toMatchObject({ podmanBehind: true, buildx: false })
    const run = await cli(
      `container build ${context(GOOD)} -t localhost/churn:2 --engine docker --json`,
    )
    expect(run.json()).toMatchObject({ platform: 'linux/amd64', manifestType: V2S2 })
  })

  it('a failing step is named with what it printed, and exits with 6', async () => {
    const lines = [
      ...GOOD.slice(0, 2),
      'RUN echo compiling; echo no compiler >&2; exit 9',
      ...GOOD.slice(2),
    ]
    const run = await cli(
      `container build ${context(lines)} -t localhost/churn:3 ${podman()} --skip-lint`,
    )
    expect(run.exitCode).toBe(6)
    expect(run.err).toContain('MLC-CTR-220')
    expect(run.err).toContain('step 3/5 failed')
    expect(run.err).toContain('no compiler')
  })

  it('what lint refuses is not built unless lint is skipped', async () => {
    const lines = [...GOOD, 'USER 1000']
    const refused = await cli(`container build ${context(lines)} -t localhost/churn:4 ${podman()}`)
    expect(refused.exitCode).toBe(3)
    expect(refused.err).toContain('CTR301')
    expect(() => engine.podman('image', 'exists', 'localhost/churn:4')).toThrow()
    const built = await cli(
      `container build ${context(lines)} -t localhost/churn:4 ${podman()} --skip-lint`,
    )
    expect(built.exitCode).toBe(0)
  })

  it('an image comes out as an archive of its own, whatever engine keeps it', async () => {
    const opened = await localEngines().open({
      name: 'podman',
      extraArgs: engine.podmanArgs,
      need: 'run',
    })
    let bytes = 0
    let head = new Uint8Array()
    for await (const chunk of opened.save(BASE)) {
      if (bytes === 0) head = new Uint8Array(chunk.subarray(257, 262))
      bytes += chunk.length
    }
    expect(new TextDecoder().decode(head)).toBe('ustar')
    expect(bytes).toBeGreaterThan(1e6)
  })
})
