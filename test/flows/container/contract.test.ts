import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { systemClock } from '../../../src/lib/io/clock.ts'
import { cli } from '../../support/cli.ts'
import {
  DEAF,
  DEAF_TRAINING,
  listening,
  oneByOne,
  server,
  training,
} from '../../support/contract-programs.ts'
import {
  buildBase,
  buildImage,
  type Program,
  startEngine,
  type TestEngine,
  whyNoEngine,
} from '../../support/engine-world.ts'
import { sandboxWorld } from '../../support/sandbox-world.ts'

const BASE = 'localhost/base:1'
/** Of one test: some wait for time-outs of the contract itself, on machines that are busy. */
const PATIENCE_MS = 90_000
const HEADER_LENGTH = 64

/** The header of a 64-bit little-endian program for arm64: what `exec` looks at. */
const armProgram = (): Uint8Array => {
  const head = new Uint8Array(HEADER_LENGTH)
  head.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1])
  head.set([2, 0, 0xb7, 0], 16)
  return head
}

const serving = (text: string | Uint8Array, mode = 0o755): readonly Program[] => [
  { name: 'serve', text, mode },
]

type Case = {
  readonly rule: string
  readonly what: string
  readonly programs: readonly Program[]
  readonly lines?: readonly string[]
  readonly flags?: string
  readonly warning?: true
  readonly format?: 'oci'
  readonly unlabelled?: true
}

const LABEL = 'LABEL com.amazonaws.sagemaker.capabilities.accept-bind-to-port=true'

const SERVING: readonly Case[] = [
  {
    rule: 'CTR103',
    what: 'an image for another processor than the instance has',
    programs: serving(server()),
    flags: '--instance-type ml.c7g.large',
  },
  {
    rule: 'CTR601',
    what: 'a manifest in OCI form',
    programs: serving(server()),
    format: 'oci',
  },
  {
    rule: 'CTR304',
    what: 'no word about the port',
    programs: serving(server()),
    unlabelled: true,
    warning: true,
  },
  {
    rule: 'CTR206',
    what: 'a script without #!',
    programs: serving(server().replace('#!/bin/sh\n', '')),
  },
  {
    rule: 'CTR207',
    what: 'an ENTRYPOINT that is not there',
    programs: serving(server()),
    lines: ['ENTRYPOINT ["/usr/bin/start"]'],
  },
  {
    rule: 'CTR201',
    what: 'an entry point in shell form',
    programs: serving(server()),
    lines: ['ENTRYPOINT serve'],
  },
  { rule: 'CTR203', what: 'no program serve', programs: [{ name: 'train', text: training() }] },
  { rule: 'CTR204', what: 'serve without execute permission', programs: serving(server(), 0o644) },
  {
    rule: 'CTR205',
    what: 'line ends of Windows',
    programs: serving(server().replaceAll('\n', '\r\n')),
  },
  {
    rule: 'CTR301',
    what: 'a user other than root',
    programs: serving(server()),
    lines: ['USER 1000'],
  },
  {
    rule: 'CTR303',
    what: 'a server on 127.0.0.1',
    programs: serving(server({ listen: listening('httpd -f -p "127.0.0.1:$port"') })),
  },
  {
    rule: 'CTR306',
    what: 'a model baked into /opt/ml',
    programs: [...serving(server()), { name: 'weights', text: 'w' }],
    lines: ['RUN mkdir -p /opt/ml/model && cp /usr/bin/weights /opt/ml/model/'],
    warning: true,
  },
  {
    rule: 'CTR307',
    what: 'a start that needs a network',
    programs: serving(server({ before: 'grep -q eth0 /proc/net/dev || exit 1' })),
    warning: true,
  },
  {
    rule: 'CTR407',
    what: 'a port baked into the image',
    programs: serving(server()),
    lines: ['ENV SAGEMAKER_BIND_TO_PORT=8080'],
  },
  { rule: 'CTR602', what: 'a program for another processor', programs: serving(armProgram()) },
  {
    rule: 'CTR603',
    what: 'an interpreter that is missing',
    programs: serving('#!/usr/bin/python9\n'),
  },
  {
    rule: 'CTR701',
    what: 'a /ping that answers 404',
    programs: serving(server({ ping: 'answer "404 Not Found" ""' })),
  },
  {
    rule: 'CTR702',
    what: 'a /ping that takes 3 seconds',
    programs: serving(server({ ping: 'sleep 3; answer "200 OK" ""' })),
  },
  {
    rule: 'CTR703',
    what: 'an error for the sample',
    programs: serving(server({ invoke: 'answer "500 Oops" "no model"' })),
  },
  {
    rule: 'CTR704',
    what: 'a port known by heart',
    programs: serving(server({ listen: listening('nc -ll -p 8080 -e "$0" handle') })),
  },
  { rule: 'CTR705', what: 'a server deaf to SIGTERM', programs: serving(server({ listen: DEAF })) },
  {
    rule: 'CTR706',
    what: 'a cache beside the model',
    programs: serving(server({ before: 'echo x > /opt/ml/model/cache || exit 1' })),
  },
  {
    rule: 'CTR707',
    what: 'a refusal of unknown headers',
    programs: serving(
      server({
        invoke:
          'case "$headers" in *Mlctl*) answer "400 Bad" "" ;; *) answer "200 OK" "$body" ;; esac',
      }),
    ),
  },
  {
    rule: 'CTR708',
    what: 'one request at a time',
    programs: serving(oneByOne()),
    warning: true,
  },
  {
    rule: 'CTR709',
    what: 'a server that a bad payload ends',
    programs: serving(
      server({ invoke: 'case "$body" in "{"*) answer "200 OK" "$body" ;; *) kill 1 ;; esac' }),
    ),
  },
]

const train = (text: string): readonly Program[] => [{ name: 'train', text }]

const TRAINING: readonly Case[] = [
  {
    rule: 'CTR710',
    what: 'more memory than there is',
    programs: train('#!/bin/sh\nexec tail /dev/zero\n'),
    flags: '--memory 32',
  },
  {
    rule: 'CTR721',
    what: 'a training that ends with 3',
    programs: train('#!/bin/sh\necho "no GPU" > /opt/ml/output/failure\nexit 3\n'),
  },
  { rule: 'CTR722', what: 'a training without a model', programs: train(training({ save: ':' })) },
  { rule: 'CTR723', what: 'a success on noise', programs: train(training({ refuse: 'exit 0' })) },
  {
    rule: 'CTR724',
    what: 'a failure without a reason',
    programs: train(training({ refuse: 'exit 1' })),
    warning: true,
  },
  {
    rule: 'CTR725',
    what: 'a training deaf to SIGTERM',
    programs: train(training({ head: DEAF_TRAINING })),
  },
]

const process = (text: string): readonly Program[] => [
  { name: 'process', text: `#!/bin/sh\n${text}\n` },
]

const PROCESSING: readonly Case[] = [
  { rule: 'CTR741', what: 'a processing that fails', programs: process('exit 5') },
  {
    rule: 'CTR742',
    what: 'a message that is no UTF-8',
    programs: process("printf '\\377\\376' > /opt/ml/output/message"),
  },
  {
    rule: 'CTR743',
    what: 'a link for an output',
    programs: process('ln -s /etc/hosts /opt/ml/processing/output/hosts'),
  },
]

const reason = whyNoEngine()

describe.skipIf(reason !== undefined)(
  'container test with a real engine',
  { timeout: PATIENCE_MS },
  () => {
    let engine: TestEngine
    let count = 0

    beforeAll(async () => {
      engine = await startEngine()
      buildBase(engine, BASE)
      const data = join(engine.folder, 'data')
      mkdirSync(data)
      writeFileSync(join(data, 'data.csv'), '1,2\n')
      writeFileSync(join(engine.folder, 'sample.json'), '{"a":1}')
    })
    afterAll(() => engine?.stop())

    const test = async (
      made: Omit<Case, 'rule' | 'what' | 'unlabelled'>,
      as: string,
      flags: string,
    ) => {
      count += 1
      const name = buildImage(engine, BASE, { name: `localhost/case:${count}`, ...made })
      const words = engine.podmanArgs.map((word) => `--engine-arg=${word}`).join(' ')
      const world = sandboxWorld()
      const run = await cli(
        `container test ${name} --as ${as} --engine podman ${words} --stop-timeout 1s --startup-timeout 4s ${flags} --json`,
        { ports: { ...world.ports, clock: systemClock }, folder: world.folder },
      )
      const result = run.json() as {
        verdict: string
        checks: { rule: string; verdict: string; detail: string }[]
        logs: { run: string; text: string }[]
      }
      const broken = result.checks.filter(({ verdict }) => ['failed', 'warning'].includes(verdict))
      return { ...run, result, broken }
    }
    const containersLeft = () => engine.podman('ps', '--all', '--quiet').trim()
    const sample = () => `--payload ${engine.folder}/sample.json`
    const data = () => `--channel train=${engine.folder}/data --hyperparameters epochs=1`

    it('finds nothing wrong with a server that keeps the contract, and leaves nothing behind', async () => {
      const good = await test({ programs: serving(server()), lines: [LABEL] }, 'serving', sample())
      expect(good.broken).toEqual([])
      expect(good.exitCode).toBe(0)
      expect(good.result.checks.map(({ rule }) => rule)).toEqual(
        expect.arrayContaining([
          'CTR701',
          'CTR702',
          'CTR703',
          'CTR704',
          'CTR705',
          'CTR707',
          'CTR709',
        ]),
      )
      expect(containersLeft()).toBe('')
    })

    it.each(SERVING)(
      '$rule catches $what',
      async ({ rule, warning, flags = '', unlabelled, ...made }) => {
        const lines = [...(made.lines ?? []), ...(unlabelled ? [] : [LABEL])]
        const run = await test({ ...made, lines }, 'serving', `${sample()} ${flags}`)
        expect(run.broken, JSON.stringify(run.result.checks, null, 1)).toContainEqual(
          expect.objectContaining({ rule, verdict: warning ? 'warning' : 'failed' }),
        )
        expect(run.exitCode).toBe(warning ? 0 : 8)
        expect(containersLeft()).toBe('')
      },
    )

    it('finds nothing wrong with a training that keeps the contract', async () => {
      const good = await test({ programs: train(training()) }, 'training', data())
      expect(good.broken).toEqual([])
      expect(good.result.checks).toContainEqual(
        expect.objectContaining({
          rule: 'CTR724',
          verdict: 'passed',
          detail: 'no data in the channel',
        }),
      )
    })

    it.each(TRAINING)('$rule catches $what', async ({ rule, warning, flags = '', ...made }) => {
      const run = await test(made, 'training', `${data()} ${flags}`)
      expect(run.broken, JSON.stringify(run.result.checks, null, 1)).toContainEqual(
        expect.objectContaining({ rule, verdict: warning ? 'warning' : 'failed' }),
      )
      expect(containersLeft()).toBe('')
    })

    it('finds nothing wrong with a processing that keeps the contract', async () => {
      const programs = process(
        'cp /opt/ml/processing/input/rows/data.csv /opt/ml/processing/output/\nprintf done > /opt/ml/output/message',
      )
      const good = await test(
        { programs, lines: ['ENTRYPOINT ["process"]'] },
        'processing',
        `--channel rows=${engine.folder}/data`,
      )
      expect(good.broken).toEqual([])
    })

    it.each(PROCESSING)('$rule catches $what', async ({ rule, ...made }) => {
      const run = await test({ ...made, lines: ['ENTRYPOINT ["process"]'] }, 'processing', '')
      expect(run.broken).toContainEqual(expect.objectContaining({ rule, verdict: 'failed' }))
    })

    it('Ctrl-C while a container runs ends the test, and the container with it', async () => {
      const name = buildImage(engine, BASE, {
        name: 'localhost/case:endless',
        programs: [{ name: 'train', text: '#!/bin/sh\nexec sleep 600\n' }],
      })
      const world = sandboxWorld()
      const words = engine.podmanArgs.map((word) => `--engine-arg=${word}`).join(' ')
      const running = cli(`container test ${name} --as training --engine podman ${words}`, {
        ports: { ...world.ports, clock: systemClock },
        folder: world.folder,
      })
      await vi.waitUntil(() => engine.podman('ps', '--quiet').trim() !== '', { timeout: 30_000 })
      world.io.interrupt()
      const { exitCode, err } = await running
      expect(exitCode).toBe(130)
      expect(err).toContain('The container test was stopped.')
      expect(containersLeft()).toBe('')
    })

    it('an image that the engine does not have is told before anything runs', async () => {
      const words = engine.podmanArgs.map((word) => `--engine-arg=${word}`).join(' ')
      const run = await cli(`container test localhost/none:1 --as serving --engine podman ${words}`)
      expect(run.exitCode).toBe(5)
      expect(run.err).toContain('MLC-CTR-231')
    })

    it('a JUnit report counts every rule, and tells of failed ones why', async () => {
      const world = sandboxWorld()
      const words = engine.podmanArgs.map((word) => `--engine-arg=${word}`).join(' ')
      const name = buildImage(engine, BASE, {
        name: 'localhost/case:junit',
        programs: process('exit 5'),
        lines: ['ENTRYPOINT ["process"]'],
      })
      const junit = join(engine.folder, 'junit.xml')
      const line = `container test ${name} --as processing --engine podman ${words} --junit ${junit}`
      const run = await cli(line, {
        ports: { ...world.ports, clock: systemClock },
        folder: world.folder,
      })
      expect(run.exitCode).toBe(8)
      expect(run.out).toContain('CTR741')
      const xml = readFileSync(junit, 'utf8')
      expect(xml).toMatch(
        /<testsuite name="localhost\/case:junit as processing" tests="\d+" failures="1" skipped="1"/,
      )
      expect(xml).toContain('<failure type="CTR741" message="exit code 5, without a network">')
    })
    it('a folder is linted and built before it is tested', async () => {
      const folder = mkdtempSync(join(engine.folder, 'project-'))
      const files = { 'run.sh': '#!/bin/sh\ntrue\n', '.dockerignore': '.git\n' }
      for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
      const lines = [
        `FROM ${BASE}`,
        'COPY --chmod=755 run.sh /usr/bin/run.sh',
        'ENTRYPOINT ["/usr/bin/run.sh"]',
      ]
      writeFileSync(join(folder, 'Dockerfile'), `${lines.join('\n')}\n`)
      const words = engine.podmanArgs.map((word) => `--engine-arg=${word}`).join(' ')
      const world = sandboxWorld()
      const run = await cli(
        `container test ${folder} --as processing --engine podman ${words} --build-option=--isolation=chroot --json`,
        { ports: { ...world.ports, clock: systemClock }, folder: world.folder },
      )
      expect(run.json()).toMatchObject({
        verdict: 'fit',
        image: 'localhost/mlctl-container-test:latest',
      })
    })
  },
)
