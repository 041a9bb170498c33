import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { DEAF_TRAINING, training } from '../../support/contract-programs.ts'
import { BASE, type Case, contractWorld, PATIENCE_MS } from '../../support/contract-world.ts'
import { type Program, whyNoEngine } from '../../support/engine-world.ts'

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
    // Less than what is left of it when it is told to end.
    flags: '--stop-timeout 1s',
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
  'container test of jobs, with a real engine',
  { timeout: PATIENCE_MS, concurrent: true },
  () => {
    const { image, run, judge, newWorld, containersOf, data, folder } = contractWorld()
    const channel = () => `--channel train=${data()} --hyperparameters epochs=1`
    const lines = ['ENTRYPOINT ["process"]']

    it('finds nothing wrong with a training that keeps the contract', async () => {
      const good = await judge({ programs: train(training()) }, 'training', channel())
      expect(good.broken).toEqual([])
      expect(good.checks).toContainEqual(
        expect.objectContaining({
          rule: 'CTR724',
          verdict: 'passed',
          detail: 'no data in the channel',
        }),
      )
    })

    it.each(TRAINING)('$rule catches $what', async ({ rule, warning, flags = '', ...made }) => {
      const bad = await judge(made, 'training', `${channel()} ${flags}`)
      expect(bad.broken, JSON.stringify(bad.checks, null, 1)).toContainEqual(
        expect.objectContaining({ rule, verdict: warning ? 'warning' : 'failed' }),
      )
      expect(containersOf(bad.image)).toBe('')
    })

    it('gives data through pipes, epoch after epoch, in the order of their keys', async () => {
      const pipes = mkdtempSync(join(folder(), 'pipes-'))
      mkdirSync(join(pipes, 'a'))
      const keys = { 'a/2.csv': 'second\n', 'a-1.csv': 'first\n', 'b.csv': 'third\n' }
      for (const [key, text] of Object.entries(keys)) writeFileSync(join(pipes, key), text)
      const text = `#!/bin/sh
trap 'exit 0' TERM
cd /opt/ml/input/data
grep -q '"rows":{"TrainingInputMode":"Pipe"' ../config/inputdataconfig.json || exit 9
grep -q '"train":{"TrainingInputMode":"File"' ../config/inputdataconfig.json || exit 8
cat rows_0 > /tmp/0; cat rows_1 > /tmp/1; read -r one < rows_2
[ "$(cat /tmp/0)" = "$(printf 'first\\nsecond\\nthird')" ] || { echo noise > /opt/ml/output/failure; exit 7; }
cmp /tmp/0 /tmp/1 && [ "$one" = first ] || exit 6
[ -s train/data.csv ] || exit 5
for n in 1 2 3 4 5 6 7 8; do sleep 0.25; done
cp /tmp/0 /opt/ml/model/
`
      const flags = `${channel()} --channel rows=${pipes} --pipe rows`
      const good = await judge({ programs: train(text) }, 'training', flags)
      expect(good.broken).toEqual([])
      expect(good.checks).toContainEqual(
        expect.objectContaining({
          rule: 'CTR726',
          verdict: 'passed',
          // The last one is left after its first line.
          detail: expect.stringMatching(/^rows: 3 epochs opened, [23] read to the end$/),
        }),
      )
    })

    it('CTR726 catches a training that looks for files where there are pipes', async () => {
      const { broken } = await judge(
        { programs: train(training()) },
        'training',
        `${channel()} --pipe train`,
      )
      expect(broken).toContainEqual(
        expect.objectContaining({ rule: 'CTR726', detail: 'train_0 was never opened' }),
      )
    })

    it('a pipe without a channel is a slip, and told', async () => {
      const { exitCode, err } = await run('localhost/none:1', '--as training --pipe train')
      expect(exitCode).toBe(2)
      expect(err).toContain('MLC-CTR-235')
    })

    it('finds nothing wrong with a processing that keeps the contract', async () => {
      const programs = process(
        'cp /opt/ml/processing/input/rows/data.csv /opt/ml/processing/output/\nprintf done > /opt/ml/output/message',
      )
      const good = await judge({ programs, lines }, 'processing', `--channel rows=${data()}`)
      expect(good.broken).toEqual([])
    })

    it.each(PROCESSING)('$rule catches $what', async ({ rule, ...made }) => {
      const { broken } = await judge({ ...made, lines }, 'processing', '')
      expect(broken).toContainEqual(expect.objectContaining({ rule, verdict: 'failed' }))
    })

    it('Ctrl-C while a container runs ends the test, and the container with it', async () => {
      const name = await image({ programs: train('#!/bin/sh\nexec sleep 600\n') })
      const world = newWorld()
      const running = run(name, '--as training', world)
      await vi.waitUntil(() => containersOf(name) !== '', { timeout: 30_000 })
      world.io.interrupt()
      const { exitCode, err } = await running
      expect(exitCode).toBe(130)
      expect(err).toContain('The container test was stopped.')
      expect(containersOf(name)).toBe('')
    })

    it('an image that the engine does not have is told before anything runs', async () => {
      const { exitCode, err } = await run('localhost/none:1', '--as serving')
      expect(exitCode).toBe(5)
      expect(err).toContain('MLC-CTR-231')
    })

    it('a JUnit report counts every rule, and tells of failed ones why', async () => {
      const name = await image({ programs: process('exit 5'), lines })
      const junit = join(folder(), 'junit.xml')
      const { exitCode, out } = await run(name, `--as processing --junit ${junit}`)
      expect(exitCode).toBe(8)
      expect(out).toContain('CTR741')
      const xml = readFileSync(junit, 'utf8')
      expect(xml).toMatch(
        new RegExp(`<testsuite name="${name} as processing" tests="\\d+" failures="1" skipped="1"`),
      )
      expect(xml).toContain('<failure type="CTR741" message="exit code 5, without a network">')
    })

    it('a folder is linted and built before it is tested', async () => {
      const project = mkdtempSync(join(folder(), 'project-'))
      const dockerfile = [
        `FROM ${BASE}`,
        'COPY --chmod=755 run.sh /usr/bin/run.sh',
        'ENTRYPOINT ["/usr/bin/run.sh"]',
        '',
      ]
      const files = {
        'run.sh': '#!/bin/sh\ntrue\n',
        '.dockerignore': '.git\n',
        Dockerfile: dockerfile.join('\n'),
      }
      for (const [name, text] of Object.entries(files)) writeFileSync(join(project, name), text)
      const ran = await run(project, '--as processing --build-option=--isolation=chroot --json')
      expect(ran.json()).toMatchObject({
        verdict: 'fit',
        image: 'localhost/mlctl-container-test:latest',
      })
    })
  },
)
