import { spawn } from 'node:child_process'
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openGateway, type Raw } from '../support/gateway.ts'
import {
  CREDENTIALS,
  type Ended,
  mlctl,
  type Program,
  serveSandbox,
  start,
  trainingLines,
} from '../support/program.ts'
import { tempFolder } from '../support/temp-folder.ts'

const RUN =
  'finetune run --name fraud --base-model nova-micro --train train.jsonl --bucket acme-kill --role ft --yes --no-wait --json'.split(
    ' ',
  )

/** A served sandbox and the program beside it; `strike` sees each request and its answer. */
const stage = async (clock: string) => {
  const folder = tempFolder()
  const served = await serveSandbox(folder, clock)
  let strike: Strike = {}
  const gateway = await openGateway(served, {
    before: (call, raw) => strike.before?.(nameOf(raw), call.number) ?? true,
    after: (call, raw) => strike.after?.(nameOf(raw), call.number) ?? true,
  })
  writeFileSync(join(folder, 'train.jsonl'), trainingLines(100))
  const env = { ...CREDENTIALS, AWS_ENDPOINT_URL: gateway.url }
  const launch = (args: readonly string[]): Program => start(args, { cwd: folder, env })
  return {
    folder,
    launch,
    run: (args: readonly string[]) => launch(args).ended,
    use: (next: Strike) => {
      strike = next
    },
    jobs: async (): Promise<readonly { readonly jobName: string }[]> => {
      const list = await mlctl(['finetune', 'list', '--json'], {
        cwd: folder,
        env: { ...env, AWS_ENDPOINT_URL: served },
      })
      return JSON.parse(list.out).jobs
    },
  }
}

type Strike = {
  readonly before?: (request: string, number: number) => boolean
  readonly after?: (request: string, number: number) => boolean
}

/** Method and path, or the Action of a query protocol. */
const nameOf = ({ method, url, body }: Raw): string =>
  /^Action=(\w+)/.exec(body.subarray(0, 100).toString())?.[1] ?? `${method} ${url}`

/** The requests of a run that change something, in order. */
const CHANGES: readonly (readonly [string, RegExp])[] = [
  ['the bucket', /^PUT \/acme-kill\/?(\?x-id=\w+)?$/],
  ['the upload', /^PUT .*training\.jsonl/],
  ['the role', /^CreateRole$/],
  ['its rights', /^PutRolePolicy$/],
  ['the job', /^POST \/model-customization-jobs/],
]

describe('kill -9 of the real program', () => {
  it.each(
    CHANGES.flatMap(([what, pattern]) => [
      ['before', what, pattern] as const,
      ['after', what, pattern] as const,
    ]),
  )(
    '%s %s is made: the same line completes, with one job',
    async (moment, _what, pattern) => {
      const { launch, run, use, jobs } = await stage('real')
      let struck = false
      let victim: Program | undefined
      use({
        [moment]: (request: string) => {
          if (struck || !pattern.test(request)) return true
          struck = true
          victim?.child.kill('SIGKILL')
          return false
        },
      })
      victim = launch(RUN)
      expect((await victim.ended).status).toBe(-1)
      expect(struck).toBe(true)
      const second = await run(RUN)
      expect(second.status, second.err).toBe(0)
      expect(await jobs()).toHaveLength(1)
      const third = await run(RUN)
      expect(JSON.parse(third.out)).toMatchObject({ status: 'nothing-to-do', attached: true })
    },
    60_000,
  )
})

describe('two processes', () => {
  it('with the same line at once make one job: the other attaches, or exits 75', async () => {
    const { launch, run, jobs } = await stage('real')
    const ends = await Promise.all([launch(RUN).ended, launch(RUN).ended])
    const statuses = ends.map(({ status }) => status).sort((a, b) => a - b)
    expect(
      [
        [0, 0],
        [0, 75],
      ],
      ends.map(({ err }) => err).join('\n---\n'),
    ).toContainEqual(statuses)
    for (const loser of ends.filter(({ status }) => status === 75)) {
      expect(loser.error().code).toBe('MLC-JRN-001')
    }
    expect(await jobs()).toHaveLength(1)
    expect((await run(RUN)).status).toBe(0)
    expect(await jobs()).toHaveLength(1)
  }, 60_000)

  it('a lock of a process that died is taken over, one of a living process is respected', async () => {
    const { folder, run } = await stage('real')
    const state = join(folder, '.local/state/mlctl')
    const sleeper = spawn('sleep', ['60'])
    const hold = (pid: number | undefined, host: string) => {
      mkdirSync(join(state, 'apply.lock'), { recursive: true })
      writeFileSync(
        join(state, 'apply.lock', 'holder.json'),
        JSON.stringify({ pid, host, since: '2026-11-22T10:00:00.000Z' }),
      )
    }
    const { hostname } = await import('node:os')
    hold(sleeper.pid, hostname())
    const held = await run(RUN)
    expect(held.status).toBe(75)
    expect(held.error().why).toContain(`Process ${sleeper.pid}`)
    sleeper.kill('SIGKILL')
    await new Promise((resolve) => sleeper.once('close', resolve))
    expect((await run(RUN)).status).toBe(0)
  }, 60_000)
})

describe('a journal that a crash has torn', () => {
  it.each([
    ['half a record', '{"v":1,"at":"2026-11-22T10:00:0'],
    ['a record of zeros', '\u0000'.repeat(64)],
    ['a foreign line', 'not json at all\n'],
  ])(
    'with %s at its end is read up to there and written on',
    async (_what, tail) => {
      const { folder, run, jobs } = await stage('real')
      expect((await run(RUN)).status).toBe(0)
      const path = join(folder, '.local/state/mlctl/journal.jsonl')
      appendFileSync(path, tail)
      const again = await run(RUN)
      expect(again.status, again.err).toBe(0)
      expect(JSON.parse(again.out)).toMatchObject({ attached: true })
      const history: Ended = await run(['history', '--json'])
      expect(history.status).toBe(0)
      expect(history.out).toContain('finetune run')
      expect(await jobs()).toHaveLength(1)
    },
    30_000,
  )
})
