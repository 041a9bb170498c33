import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../../src/lib/io/clock.ts'
import type { Files } from '../../../src/lib/ports/files.ts'
import { cli } from '../../support/cli.ts'
import { server, training } from '../../support/contract-programs.ts'
import { DOCKERS, startDocker, type TestDocker, whyNotDocker } from '../../support/docker-world.ts'
import { missingForRegistry, REGISTRY_USER, startRegistry } from '../../support/real-registry.ts'
import { sandboxWorld } from '../../support/sandbox-world.ts'

const BASE = 'base:1'
const V2S2 = 'application/vnd.docker.distribution.manifest.v2+json'

/** Daemons share a bridge of this machine, so one group follows the other. */
describe.each(DOCKERS.map((kind) => [kind.name, kind, whyNotDocker(kind)] as const))(
  'buildx and %s',
  (_name, kind, reason) => {
    let engine: TestDocker
    const skip = reason !== undefined

    beforeAll(async () => {
      if (skip) return
      engine = await startDocker(kind)
      const busybox = execFileSync('sh', ['-c', 'command -v busybox'], { encoding: 'utf8' })
      const base = context([
        ...['FROM scratch', 'COPY busybox /bin/busybox'],
        ...['RUN ["/bin/busybox", "mkdir", "-p", "/usr/bin", "/tmp"]'],
        ...['RUN ["/bin/busybox", "--install", "-s", "/bin"]', 'ENV PATH=/usr/bin:/bin'],
      ])
      execFileSync('cp', ['-L', busybox.trim(), join(base, 'busybox')])
      await run(`build ${base} -t ${BASE}`)
    })
    afterAll(() => engine?.stop())

    const context = (
      dockerfile: readonly string[],
      programs: Readonly<Record<string, string>> = {},
    ): string => {
      const folder = mkdtempSync(join(engine.folder, 'context-'))
      writeFileSync(join(folder, 'Dockerfile'), `${dockerfile.join('\n')}\n`)
      for (const [name, text] of Object.entries(programs)) {
        writeFileSync(join(folder, name), text)
        chmodSync(join(folder, name), 0o755)
      }
      return folder
    }
    const run = (words: string, stdin = '') => {
      const line = `container ${words}${words.startsWith('build') ? ' --skip-lint' : ''}`
      const world = sandboxWorld({ folder: mkdtempSync(join(engine.folder, 'world-')) })
      const files = { ...world.ports.files, read: reader(world.ports.files, stdin) }
      const ports = { ...world.ports, files, clock: systemClock }
      return cli(`${line} ${engine.flags} --json`, { ports, folder: world.folder })
    }

    it.skipIf(skip)(
      'make one Docker manifest, with arguments and secrets handed over',
      async () => {
        const folder = context([
          ...[`FROM ${BASE}`, 'ARG WORD'],
          ...[
            'RUN --mount=type=secret,id=pip wc -c < /run/secrets/pip > /made; echo "$WORD" >> /made',
          ],
        ])
        writeFileSync(join(engine.folder, 'pip.conf'), '[global]\n')
        const secret = `id=pip,src=${join(engine.folder, 'pip.conf')}`
        const built = await run(`build ${folder} -t made:1 --build-arg WORD=a=b --secret ${secret}`)
        expect(built.json()).toMatchObject({
          platform: 'linux/amd64',
          manifestType: V2S2,
          engine: { name: 'docker' },
        })
        expect(engine.docker('run', '--rm', 'made:1', 'cat', '/made')).toBe('9\na=b\n')
        const { sizeBytes } = built.json() as { readonly sizeBytes: number }
        expect(sizeBytes).toBeGreaterThan(1_500_000)
        expect(sizeBytes).toBeLessThan(2_500_000)
      },
    )

    it.skipIf(skip)('say which step failed, with what it printed', async () => {
      const folder = context([`FROM ${BASE}`, 'RUN echo so far; echo no such wheel >&2; exit 3'])
      const { exitCode, err } = await run(`build ${folder} -t bad:1`)
      expect(exitCode).toBe(6)
      expect(err).toContain('step 2/2 failed')
      expect(err).toContain('no such wheel')
    })

    it.skipIf(skip)('say that a base image is missing, which is no step', async () => {
      const folder = context(['FROM 127.0.0.1:9/nobody/has:1'])
      const { exitCode, err } = await run(`build ${folder} -t bad:2`)
      expect(exitCode).toBe(6)
      expect(err).toContain('bad:2 was not built.')
      expect(err).toContain('nobody/has')
    })

    it.skipIf(skip)(
      'serve and train as the contract asks',
      async () => {
        const label = 'com.amazonaws.sagemaker.capabilities.accept-bind-to-port=true'
        const programs = { serve: server(), train: training() }
        const folder = context(
          [`FROM ${BASE}`, 'COPY serve train /usr/bin/', `LABEL ${label}`],
          programs,
        )
        expect((await run(`build ${folder} -t both:1`)).exitCode).toBe(0)
        const data = join(engine.folder, 'data-train')
        mkdirSync(data)
        writeFileSync(join(data, 'data.csv'), '1,2\n')
        writeFileSync(join(engine.folder, 'sample.json'), '{"a":1}')
        const sample = join(engine.folder, 'sample.json')
        const served = await run(`test both:1 --as serving --payload ${sample} --memory 64`)
        expect(broken(served)).toEqual([])
        const flags = `--hyperparameters epochs=1 --channel train=${data} --stop-timeout 5s`
        expect(broken(await run(`test both:1 --as training ${flags}`))).toEqual([])
        expect(engine.docker('ps', '--all', '--quiet')).toBe('')
      },
      120_000,
    )

    const missing = missingForRegistry()
    it.skipIf(skip || missing.length > 0)('give an image that a registry takes', async () => {
      const folder = mkdtempSync(join(engine.folder, 'registry-'))
      const host = await startRegistry(folder)
      const { username, password } = REGISTRY_USER
      const place = `--registry ${host} --insecure --repository t/made --image-tag v1`
      const line = `push ${BASE} ${place} --username ${username} --password-stdin --yes`
      const pushed = await run(line, `${password}\n`)
      expect(pushed.err).not.toContain('error:')
      expect(pushed.json()).toMatchObject({ status: 'applied', mediaType: V2S2 })
      const words = ['inspect', '--raw', '--tls-verify=false', '--creds', `${username}:${password}`]
      const raw = execFileSync('skopeo', [...words, `docker://${host}/t/made:v1`], {
        encoding: 'utf8',
      })
      expect(JSON.parse(raw)).toMatchObject({ mediaType: V2S2 })
    })
  },
)

/** Reads files, and `stdin` for `-`. */
const reader =
  ({ read }: Files, stdin: string): Files['read'] =>
  (path, ...rest) =>
    path === '-' ? Readable.from([Buffer.from(stdin)]) : read(path, ...rest)

const broken = (ran: { readonly json: () => unknown }): readonly string[] => {
  const { checks } = ran.json() as {
    readonly checks: readonly { readonly rule: string; readonly verdict: string; detail: string }[]
  }
  return checks
    .filter(({ verdict }) => verdict === 'failed' || verdict === 'warning')
    .map(({ rule, detail }) => `${rule} ${detail}`)
}
