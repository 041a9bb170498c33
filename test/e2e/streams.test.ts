import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  CREDENTIALS,
  mlctl,
  type Program,
  serveSandbox,
  start,
  trainingLines,
} from '../support/program.ts'
import { run } from '../support/served.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { openTerminal } from '../support/terminal.ts'

const BIN = resolve('bin/mlctl.js')
const ESCAPE = '\u001b'

const sandboxEnv = { MLCTL_TARGET: 'sandbox', MLCTL_SANDBOX_CLOCK: 'real' }
const here = (env: Readonly<Record<string, string>> = {}) => ({
  cwd: tempFolder(),
  env: { ...sandboxEnv, ...env },
})

describe('a pipe', () => {
  it.each(['--help', 'schema commands', 'finetune models --json'])(
    'closed after the first line of `%s` is no error, and nothing is said',
    async (args) => {
      const line = `"${process.execPath}" "${BIN}" ${args} | head -1; exit \${PIPESTATUS[0]}`
      const ended = await run(['bash', '-c', line], { HOME: tempFolder(), ...sandboxEnv })
      expect(ended.status).toBe(0)
      expect(ended.err.split('\n').filter((text) => /error|EPIPE/i.test(text))).toEqual([])
    },
  )

  it('gets a long result whole', async () => {
    const { out } = await mlctl(['schema', 'commands'], here())
    expect(out.length).toBeGreaterThan(60_000)
    expect(JSON.parse(out).commands.length).toBeGreaterThan(30)
  })

  it.each([
    ['--help', {}],
    ['finetune models', {}],
    ['finetune models', { TERM: 'dumb' }],
    ['finetune models', { NO_COLOR: '1', FORCE_COLOR: '' }],
    ['finetune status absent', {}],
    ['demo --nonsense', {}],
  ])('without a terminal `%s` (%j) has no escape codes on either stream', async (line, env) => {
    const { out, err } = await mlctl(line.split(' '), here(env))
    expect(out + err).not.toBe('')
    expect(out).not.toContain(ESCAPE)
    expect(err).not.toContain(ESCAPE)
  })

  it('has colour only when asked for, and NO_COLOR does not overrule --color always', async () => {
    const asked = await mlctl(['finetune', 'status', 'absent', '--color', 'always'], here())
    expect(asked.err).toContain(ESCAPE)
    const forced = await mlctl(['finetune', 'status', 'absent'], here({ FORCE_COLOR: '1' }))
    expect(forced.err).toContain(ESCAPE)
    const never = await mlctl(
      ['finetune', 'status', 'absent', '--color', 'never'],
      here({ FORCE_COLOR: '1' }),
    )
    expect(never.err).not.toContain(ESCAPE)
  })
})

describe('a reader of the messages that leaves', () => {
  const unheard = (args: string, cwd: string) => {
    const line = `cd "${cwd}"; "${process.execPath}" "${BIN}" ${args} --json 2> >(true)`
    return run(['bash', '-c', line], { HOME: cwd, ...sandboxEnv })
  }

  it('does not cut off what was begun', async () => {
    const { cwd } = here()
    writeFileSync(join(cwd, 'train.jsonl'), trainingLines(100))
    const ended = await unheard(
      'finetune run --name fraud --base-model nova-micro --train train.jsonl --yes --no-wait',
      cwd,
    )
    expect(ended.status).toBe(0)
    expect(JSON.parse(ended.out)).toMatchObject({ jobName: expect.stringMatching(/^fraud-/) })
  }, 60_000)

  it('does not hide that it failed', async () => {
    expect((await unheard('finetune status absent', here().cwd)).status).toBe(5)
  })
})

describe('a file that takes a part of the result only', () => {
  it('is an error, not half a document with exit code 0', async () => {
    const folder = tempFolder()
    // 8 blocks of 512 or 1024 bytes; what is ignored by the shell is an error of the write.
    const line = `trap '' XFSZ; ulimit -f 8; "${process.execPath}" "${BIN}" schema commands > out.json`
    const ended = await run(['bash', '-c', `cd "${folder}"; ${line}`], { HOME: folder })
    expect(ended.status).toBe(1)
    expect(ended.err).toContain('standard output')
    expect(statSync(join(folder, 'out.json')).size).toBeGreaterThan(0)
  })

  it('takes a long result whole where there is room', async () => {
    const folder = tempFolder()
    const line = `cd "${folder}"; "${process.execPath}" "${BIN}" schema commands > out.json`
    expect((await run(['bash', '-c', line], { HOME: folder })).status).toBe(0)
    const { commands } = JSON.parse(readFileSync(join(folder, 'out.json'), 'utf8'))
    expect(commands.length).toBeGreaterThan(30)
  })
})

describe('nobody to ask', () => {
  const NEEDS_ANSWER = ['iam', 'setup', '--data', 's3://a-bucket/a/', '--json']
  it.each([
    ['stdin closed', {}, 'ignore' as const],
    ['CI=1', { CI: '1' }, 'pipe' as const],
    ['MLCTL_NO_INPUT=1', { MLCTL_NO_INPUT: '1' }, 'pipe' as const],
  ])('with %s a missing answer is exit 2 and names its flag', async (_what, env, stdin) => {
    const ended = await start(NEEDS_ANSWER, { ...here(env), stdin }).ended
    expect(ended.status).toBe(2)
    expect(ended.error()).toMatchObject({ exitCode: 2 })
    expect(ended.error().message).toContain('--output')
  })

  it('without credentials and without a terminal exits 4 and names the sandbox', async () => {
    const ended = await mlctl(['finetune', 'list', '--json'], {
      cwd: tempFolder(),
      env: { AWS_REGION: 'us-east-1' },
    })
    expect(ended.status).toBe(4)
    expect(ended.error()).toMatchObject({ code: 'MLC-AWS-001' })
    expect(ended.error().hint).toContain('--sandbox')
  })
})

describe('a line to paste', () => {
  const untargeted = () => ({ cwd: tempFolder(), env: { MLCTL_SANDBOX_CLOCK: 'real' } })
  const RUN =
    'finetune run --name fraud --base-model nova-micro --train train.jsonl --yes --no-wait'
  const nextOf = (text: string) => /next: mlctl (.*)/.exec(text)?.[1]?.split(' ') ?? []

  it('leads back into the sandbox that --sandbox chose, and works', async () => {
    const inFolder = untargeted()
    writeFileSync(join(inFolder.cwd, 'train.jsonl'), trainingLines(100))
    const { err } = await mlctl([...RUN.split(' '), '--sandbox'], inFolder)
    expect(err).toContain('Again, or in CI: mlctl --sandbox finetune run')
    const listed = await mlctl(['--sandbox', 'finetune', 'list', '--json'], inFolder)
    const { jobName } = JSON.parse(listed.out).jobs[0]
    const status = await mlctl(['--sandbox', 'finetune', 'status', jobName], inFolder)
    expect(nextOf(status.out)).toEqual(['--sandbox', 'finetune', 'watch', jobName])
    const limited = [...nextOf(status.out), '--timeout', '1s']
    expect((await mlctl(limited, inFolder)).status).toBe(7)
  }, 60_000)

  it('of an error keeps the profile and region that the line named', async () => {
    const given = ['--region', 'eu-west-1', '--profile', 'prod']
    const { err } = await mlctl(['finetune', 'status', 'absent', ...given], here())
    expect(err).toContain('mlctl --profile prod --region eu-west-1 finetune list')
  })

  it('in a JSON document is for scripts, which pass their flags themselves', async () => {
    const asked = ['finetune', 'status', 'absent', '--json', '--sandbox']
    const { err } = await mlctl(asked, untargeted())
    expect(JSON.parse(err.trim().split('\n').at(-1) ?? '').error.hint).not.toContain('--sandbox')
  })
})

describe('the sandbox at the pace of AWS', () => {
  it.each([
    ['what may wait', 'iam setup --data s3://a/b/ --output s3://a/c/ --dry-run', 'real', true],
    ['what only looks', 'finetune list', 'real', false],
    ['what looks first and waits for no job', 'doctor', 'real', false],
    ['a clock that runs fast', 'iam setup --data s3://a/b/ --output s3://a/c/ -n', 'x60', false],
    ['who does not wait', 'finetune watch absent --no-wait', 'real', false],
  ])('tells %s how to speed it up, where that helps', async (_who, line, clock, told) => {
    const { err } = await mlctl(line.split(' '), here({ MLCTL_SANDBOX_CLOCK: clock }))
    expect(err.includes('mlctl sandbox clock x60')).toBe(told)
    expect(err).toContain('sandbox: nothing here touches AWS')
  })
})

/** Tells every module that Node loads, by a hook on its own loader. */
const HOOK =
  'export const load = (url, context, next) => { process._rawDebug("LOADED " + url); return next(url, context) }'
const LOADER = `import { register } from 'node:module'
register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(HOOK)}))`

describe('start-up', () => {
  it.each([['--help'], ['--version'], ['finetune run --help'], ['help exit-codes']])(
    '`mlctl %s` loads no SDK, no prompts, no sandbox',
    async (line) => {
      const hook = `data:text/javascript,${encodeURIComponent(LOADER)}`
      const args = [process.execPath, '--import', hook, BIN, ...line.split(' ')]
      const ended = await run(args, { HOME: tempFolder() })
      expect(ended.status).toBe(0)
      const loaded = ended.err.split('\n').filter((text) => text.startsWith('LOADED file:'))
      expect(loaded.some((text) => text.endsWith('/bin/mlctl.js'))).toBe(true)
      const names = loaded.map((text) => text.split('/').at(-1) ?? '')
      expect(
        names.filter((name) =>
          /aws|client|bedrock|s3|prompt|inquirer|ora|engine|sandbox/i.test(name),
        ),
      ).toEqual([])
      expect(names.length).toBeLessThan(12)
    },
  )
})

describe('signals while watching', () => {
  /** A running job in a sandbox at the pace of AWS, and the program that watches it. */
  const watching = async (): Promise<{
    watcher: Program
    jobName: string
    status: () => Promise<string>
  }> => {
    const folder = tempFolder()
    const url = await serveSandbox(folder, 'real')
    writeFileSync(join(folder, 'train.jsonl'), trainingLines(100))
    const options = { cwd: folder, env: { ...CREDENTIALS, AWS_ENDPOINT_URL: url } }
    const line =
      'finetune run --name fraud --base-model nova-micro --train train.jsonl --yes --no-wait --json'
    const made = await mlctl(line.split(' '), options)
    const { jobName } = JSON.parse(made.out)
    const watcher = start(['finetune', 'watch', jobName], options)
    await new Promise<void>((fulfil) => watcher.child.stderr?.once('data', () => fulfil()))
    const status = async () => {
      const ended = await mlctl(['finetune', 'status', jobName, '--json'], options)
      return JSON.parse(ended.out).status
    }
    return { watcher, jobName, status }
  }

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    '%s exits %i, says how to go on, and the job goes on',
    async (signal, code) => {
      const { watcher, jobName, status } = await watching()
      watcher.child.kill(signal)
      const ended = await watcher.ended
      expect(ended.status).toBe(code)
      expect(ended.err).toContain(`mlctl finetune watch ${jobName}`)
      expect(await status()).toBe('InProgress')
    },
    30_000,
  )

  it('two SIGINTs end it at once, and the job goes on', async () => {
    const { watcher, status } = await watching()
    watcher.child.kill('SIGINT')
    watcher.child.kill('SIGINT')
    expect((await watcher.ended).status).toBe(130)
    expect(await status()).toBe('InProgress')
  }, 30_000)
})

describe('a narrow terminal', () => {
  it.each([
    ['finetune models --quiet', 40],
    ['iam setup --help', 80],
    ['finetune run --help', 80],
  ])('`%s` breaks no line at %i columns', async (line, columns) => {
    const terminal = openTerminal(line.split(' '), { folder: tempFolder(), columns })
    expect(await terminal.exit).toBe(0)
    // Lines to copy stay whole.
    const isExample = (text: string) => text.startsWith('  $ ')
    const lines = terminal
      .screen()
      .split(/\r?\n/)
      .filter((text) => !isExample(text))
    expect(lines.length).toBeGreaterThan(5)
    expect(lines.filter((text) => text.length > columns)).toEqual([])
  })
})
