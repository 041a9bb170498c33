import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { FlagTable } from '../../src/commands/define.ts'
import { GLOBAL_FLAGS } from '../../src/commands/global-flags.ts'
import { commands } from '../../src/commands/index.ts'
import { cli } from '../support/cli.ts'
import { tempFolder } from '../support/temp-folder.ts'

describe('the command table', () => {
  it.each(commands.map((def) => [def.path.join(' '), def.flags as FlagTable] as const))(
    '%s takes no flag that is global but to take it several times, and no letter twice',
    (_path, flags) => {
      const specs = Object.values(GLOBAL_FLAGS).map(({ spec }) => spec.split(' ')[0])
      const own = Object.values(flags).filter(
        ({ spec, kind }) => kind !== 'list' || !specs.includes(spec.split(' ')[0]),
      )
      const words = [...own, ...Object.values(GLOBAL_FLAGS)].flatMap(
        (flag) => flag.spec.match(/(?<![\w-])--?[a-zA-Z][a-z-]*/g) ?? [],
      )
      expect(words.filter((word, at) => words.indexOf(word) !== at)).toEqual([])
    },
  )

  it.each(
    commands.flatMap((def) =>
      Object.values(def.flags as FlagTable)
        .filter(({ kind, default: value }) => value !== undefined && kind !== 'text')
        .map((flag) => [`${def.path.join(' ')} ${flag.spec}`, flag] as const),
    ),
  )('the default of %s is a value as run gets it', (_name, { kind = 'text', default: value }) => {
    const numeric = ['number', 'integer', 'duration'].includes(kind)
    expect(typeof value).toBe(numeric ? 'number' : kind === 'boolean' ? 'boolean' : 'string')
  })

  it.each(
    commands
      .filter((def) => def.changes === 'aws')
      .map((def) => [def.path.join(' '), def] as const),
  )('%s changes AWS and names the actions it needs', (path, def) => {
    if (path !== 'apply') expect(def.iamActions.length).toBeGreaterThan(0)
    for (const action of def.iamActions) expect(action).toMatch(/^[a-z0-9-]+:[A-Z][A-Za-z]+$/)
  })
})

describe('usage errors end with 2, on stderr alone', () => {
  it.each([
    ['nonsense', 'MLC-CLI-001', 'nknown command'],
    ['finetune lst', 'MLC-CLI-001', 'Did you mean list'],
    ['finetune list --nonsense', 'MLC-CLI-001', 'nknown option'],
    ['finetune status', 'MLC-CLI-001', 'issing required argument'],
    ['history --limit many', 'MLC-CLI-002', '--limit'],
    ['sandbox quota L-1', 'MLC-CLI-003', '--value is required'],
    ['history --color sometimes', 'MLC-CLI-002', 'auto, always, never'],
    ['history --wait --no-wait', 'MLC-CLI-005', 'exclude'],
    ['explain MLC-PLAN-002 --json --fields nope', 'MLC-CLI-004', 'Fields:'],
    ['history --config missing.yaml', 'MLC-FILE-001', 'missing.yaml'],
    ['explain MLC-PLAN-02', 'MLC-CLI-007', 'Did you mean'],
    ['completion tcsh', 'MLC-CLI-002', 'bash'],
    ['', 'MLC-CLI-001', 'mlctl needs the name of a command'],
    ['finetune', 'MLC-CLI-001', 'See: mlctl finetune --help'],
    ['--region us-east-1 finetune run --zzzzzz', 'MLC-CLI-001', 'See: mlctl finetune run --help'],
  ])('mlctl %s', async (line, code, text) => {
    const ran = await cli(line)
    expect(ran.out).toBe('')
    expect(ran.err).toContain(code)
    expect(ran.err).toContain(text)
    expect(ran.exitCode).toBe(code === 'MLC-FILE-001' ? 5 : 2)
  })

  it('is one JSON line with --json, and stdout stays empty', async () => {
    const ran = await cli('sandbox quota L-1 --json')
    expect(ran.out).toBe('')
    expect(JSON.parse(ran.err)).toMatchObject({
      schemaVersion: 1,
      error: { code: 'MLC-CLI-003', exitCode: 2, details: { missing: ['--value'] } },
    })
  })
})

describe('help', () => {
  it.each([
    '--help',
    'help',
    '-h',
    'help finetune',
    'finetune --help',
    'finetune help',
    'finetune run --help',
    'help exit-codes',
    '--version',
  ])('mlctl %s goes to stdout and ends with 0', async (line) => {
    const ran = await cli(line)
    expect(ran.exitCode).toBe(0)
    expect(ran.out.length).toBeGreaterThan(4)
    expect(ran.err).toBe('')
  })

  it('lists every visible command of a group', async () => {
    const { out } = await cli('finetune --help')
    for (const def of commands.filter(({ path, hidden }) => path[0] === 'finetune' && !hidden))
      expect(out).toContain(`  ${def.path[1]}`)
  })
})

describe('results', () => {
  it('are one JSON document that says where it comes from', async () => {
    const ran = await cli('sandbox status --json')
    expect(ran.exitCode).toBe(0)
    expect(ran.json()).toMatchObject({ schemaVersion: 1, sandbox: true, accountId: '000000000000' })
  })

  it('take flags anywhere on the line', async () => {
    const [before, after] = [
      await cli('--json explain MLC-PLAN-002'),
      await cli('explain MLC-PLAN-002 --json'),
    ]
    expect(before.out).toBe(after.out)
  })

  it('show selected fields of list items', async () => {
    const ran = await cli('explain MLC-PLAN-002 --json --fields id,title')
    expect(ran.json()).toEqual({
      schemaVersion: 1,
      sandbox: true,
      errors: [{ id: 'MLC-PLAN-002', title: 'The plan is stale' }],
    })
  })

  it('are tab-separated in a pipe', async () =>
    expect((await cli('finetune models')).out.split('\n')[0]).toContain('\t'))
})

describe('settings', () => {
  const project = (text: string) => {
    const folder = tempFolder()
    writeFileSync(join(folder, 'mlctl.yaml'), text)
    return folder
  }

  it('show their origin', async () => {
    const folder = project('region: eu-west-1\n')
    const ran = await cli('config show --origin --json --profile p', {
      folder,
      env: { MLCTL_COLOR: 'never' },
    })
    expect(ran.json()).toMatchObject({
      settings: [
        { key: 'color', origin: 'environment', source: 'MLCTL_COLOR' },
        { key: 'profile', origin: 'flag', source: '--profile' },
        { key: 'region', origin: 'project', source: 'mlctl.yaml:1' },
      ],
    })
  })

  it('refuse unknown keys with a suggestion, before anything else', async () => {
    const ran = await cli('history', { folder: project('budgte:\n  monthlyUsd: 1\n') })
    expect([ran.exitCode, ran.err]).toEqual([2, expect.stringContaining('budget.monthlyUsd')])
  })

  it('are described by a schema that has every key', async () => {
    const ran = await cli('schema config --json')
    expect(ran.json()).toMatchObject({
      properties: {
        budget: { properties: { monthlyUsd: { type: 'number' } } },
        target: { enum: ['aws', 'sandbox'] },
      },
      additionalProperties: false,
    })
  })

  it('from a folder that cannot be read are an access error', async () => {
    const folder = tempFolder()
    mkdirSync(join(folder, 'mlctl.yaml'))
    expect((await cli('history', { folder })).exitCode).toBe(2)
  })
})

describe('completion', () => {
  const words = async (line: string) =>
    (await cli(`__complete -- ${line}`)).out.split('\n').map((text) => text.split('\t')[0])
  it.each([
    ['fine', ['finetune']],
    ['finetune wa', ['watch']],
    ['config show --or', ['--origin']],
    ['history --color a', ['auto', 'always']],
    ["apply ''", [':file']],
  ])('of "%s" offers %j', async (line, expected) =>
    expect(await words(line)).toEqual([
      ...expected,
      ...(expected[0]?.startsWith(':') ? [''] : ['']),
    ]),
  )

  it.each(['bash', 'zsh', 'fish', 'powershell'])('has a script for %s', async (shell) =>
    expect((await cli(`completion ${shell}`)).out).toContain('__complete'),
  )
})

describe('mlctl help', () => {
  it.each([
    ['exit-code', 'Did you mean mlctl help exit-codes?'],
    ['finetun', 'Did you mean mlctl help finetune?'],
    ['zzzzzz', 'Topics: mlctl help exit-codes'],
  ])('about %s, which is nothing, says what there is', async (about, hint) => {
    const { exitCode, out, err } = await cli(`help ${about}`)
    expect([exitCode, out]).toEqual([2, ''])
    expect(err).toContain(`There is no command or topic ${about}.`)
    expect(err).toContain(hint)
  })

  it.each(['help finetune', 'help finetune run', 'help recipes', 'help', 'help --json'])(
    'mlctl %s is help',
    async (line) => {
      const { exitCode, out } = await cli(line)
      expect(exitCode).toBe(0)
      expect(out).not.toBe('')
    },
  )
})

describe('a file that cannot be read', () => {
  it.each([
    ['apply absent.json', 'Looked at /'],
    ['dataset validate absent.jsonl', 'Looked at /'],
    ['dataset validate .', "'./*.jsonl'"],
    ['dataset validate folder/', "'folder/*.jsonl'"],
    ['apply folder', 'Name a file in it.'],
    ['container init --kind serving --language python taken', 'Name another folder'],
  ])('%s says what to look at', async (line, hint) => {
    const folder = tempFolder()
    mkdirSync(join(folder, 'folder'))
    writeFileSync(join(folder, 'taken'), '')
    const { exitCode, err } = await cli(line, { folder })
    expect(exitCode).not.toBe(0)
    expect(err).toContain(hint)
  })
})
