import { describe, expect, it } from 'vitest'
import { parseLine } from '../../src/cli/parser.ts'
import { candidatesFor } from '../../src/commands/completion/candidates.ts'
import { type AnyCommand, defineCommand, type FlagTable } from '../../src/commands/define.ts'
import { GLOBAL_FLAGS } from '../../src/commands/global-flags.ts'
import { commands } from '../../src/commands/index.ts'
import { cli } from '../support/cli.ts'
import { rolloutWorld, trafficOf } from '../support/rollout-world.ts'

const command = (path: readonly [string, ...string[]], flags: FlagTable): AnyCommand =>
  defineCommand({
    path,
    summary: path.join(' '),
    flags,
    changes: 'nothing',
    iamActions: [],
    examples: [],
    run: async () => ({}),
    render: () => '',
  })
const endpoint = { spec: '--endpoint <name>', describe: 'endpoint' } as const
const table = [
  command(['rollout'], { endpoint, weight: { spec: '--weight <n>', describe: 'percent' } }),
  command(['rollout', 'status'], { endpoint }),
]
const help: string[] = []
const parse = async (line: string) => {
  help.length = 0
  const selected = await parseLine(line.split(' '), table, {
    version: '0',
    groups: {},
    columns: 80,
    writeHelp: (text) => void help.push(text),
  })
  return selected && { path: selected.def.path.join(' '), raw: selected.raw }
}

describe('a group that is a command itself', () => {
  it.each([
    ['rollout --weight 10', 'rollout', { weight: '10' }],
    ['rollout --weight 10 --json', 'rollout', { weight: '10', json: true }],
    ['--json rollout --weight 10', 'rollout', { weight: '10', json: true }],
    ['rollout status --endpoint e1', 'rollout status', { endpoint: 'e1' }],
    ['rollout --endpoint e1 status', 'rollout status', { endpoint: 'e1' }],
    ['rollout', 'rollout', {}],
  ])('%s', async (line, path, raw) => {
    const selected = await parse(line)
    expect(selected?.path).toBe(path)
    expect(selected?.raw).toMatchObject(raw)
  })

  it.each([
    ['rollout --weight 10 status', /--weight belongs to "mlctl rollout"/],
    ['rollout status --weight 10', /--weight belongs to "mlctl rollout"/],
    ['rollout statsu', /no command mlctl rollout statsu/],
    ['rollout --weight 10 now', /no command mlctl rollout now/],
  ])('refuses %s', async (line, message) => {
    await expect(parse(line)).rejects.toThrow(message)
  })

  it('suggests the command that was meant', async () => {
    await expect(parse('rollout statsu')).rejects.toMatchObject({ hint: 'Did you mean status?' })
  })

  it.each(['rollout help', 'rollout --help'])('%s shows flags and commands', async (line) => {
    await parse(line).catch(() => undefined)
    expect(help.join('')).toMatch(/--weight <n>[\s\S]*status/)
  })

  it('rollout help status shows the help of the member', async () => {
    await parse('rollout help status').catch(() => undefined)
    expect(help.join('')).toContain('mlctl rollout status')
  })

  it.each([
    [['rollout', ''], ['status'], []],
    [['rollout', '--w'], ['--weight', '--wait'], ['--endpoint']],
    [['rollout', 'status', '--e'], ['--endpoint'], ['--weight']],
  ])('completes %j', (words, some, none) => {
    const found = candidatesFor(words, { commands: table, globals: GLOBAL_FLAGS }).words
    const names = found.map(({ word }) => word)
    expect(names).toEqual(expect.arrayContaining(some))
    for (const word of none) expect(names).not.toContain(word)
  })
})

it.each([
  ['rollout --endpoint nowhere --weight 110', 'MLC-ROL-001', 'not 110'],
  ['rollout --endpoint nowhere', 'MLC-IO-001', '--weight'],
])('%s is refused before any call', async (line, id, words) => {
  const run = await cli(line, { ports: rolloutWorld({}).ports })
  expect(run.exitCode).toBe(2)
  expect(run.err).toContain(id)
  expect(run.err).toContain(words)
})

it('flags that group and member share mean the same for both', () => {
  for (const group of commands) {
    const members = commands.filter(
      (one) => one.path.length > group.path.length && group.path.every((w, i) => one.path[i] === w),
    )
    for (const member of members) {
      for (const flag of Object.values(member.flags as FlagTable)) {
        const long = flag.spec.split(' ')[0]
        const own = Object.values(group.flags as FlagTable).find((one) =>
          one.spec.startsWith(`${long} `),
        )
        if (own !== undefined) expect([own.spec, own.kind]).toEqual([flag.spec, flag.kind])
      }
    }
  }
})

describe('mlctl rollout --weight', () => {
  it('shows before and after, and the document has both', async () => {
    const { ports } = rolloutWorld({})
    const text = await cli('rollout --endpoint fraud --weight 12.5', { ports })
    expect(text.exitCode).toBe(0)
    expect(text.out.split('\n').slice(0, 3)).toEqual([
      'VARIANT\tBEFORE\tAFTER',
      'blue\t100 %\t87.5 %',
      'green\t0 %\t12.5 %',
    ])
    const json = await cli('rollout --endpoint fraud --variant green --weight 12.5 --json', {
      ports,
    })
    expect(json.json()).toMatchObject({
      status: 'nothing-to-do',
      after: [
        { variantName: 'blue', percent: 87.5 },
        { variantName: 'green', percent: 12.5 },
      ],
    })
  })

  it.each([
    ['rollout --endpoint fraud --weight 120', 2],
    ['rollout --endpoint fraud --weight ten', 2],
    ['rollout --endpoint nobody --weight 10', 5],
  ])('%s ends with %i and an empty stdout', async (line, exitCode) => {
    const { ports } = rolloutWorld({})
    const run = await cli(line, { ports })
    expect([run.exitCode, run.out]).toEqual([exitCode, ''])
  })
})

describe('mlctl rollout start and what follows', () => {
  const line = 'rollout start --endpoint fraud --variant green --steps 10:1m:0,100 --yes'
  const quiet = () => {
    const world = rolloutWorld({})
    world.hosting.minuteOf = trafficOf(world, 5)
    return world
  }

  it('is held with 8 where nothing is known, and status, promote and abort go on from there', async () => {
    const world = quiet()
    const held = await cli(`${line} --max-bake 5m`, { ports: world.ports })
    expect(held.exitCode).toBe(8)
    expect(held.out).toContain('mlctl rollout promote --endpoint fraud')
    const status = await cli('rollout status --endpoint fraud --json', { ports: world.ports })
    expect(status.json()).toMatchObject({
      schemaVersion: 1,
      phase: 'held',
      percent: 10,
      from: 'file',
    })
    const abort = await cli('rollout abort --endpoint fraud --json', { ports: world.ports })
    expect([abort.exitCode, abort.out.includes('"outcome":"rolled-back"')]).toEqual([0, true])
    const history = await cli('rollout history', { ports: world.ports })
    expect(history.out).toContain('rolled-back\taborted')
  })

  it('one step a run ends with 0 at each step and 7 while it bakes', async () => {
    const world = quiet()
    world.hosting.minuteOf = trafficOf(world, 30_000)
    const step = `${line} --step`
    expect((await cli(step, { ports: world.ports })).exitCode).toBe(0)
    expect((await cli(step, { ports: world.ports })).exitCode).toBe(7)
    const codes: number[] = []
    for (let run = 0; run < 30 && codes.at(-1) !== 0; run++) {
      await world.clock.sleep(60_000)
      codes.push((await cli(step, { ports: world.ports })).exitCode)
    }
    expect(codes.at(-1)).toBe(0)
    expect(world.hosting.variants.get('green')?.weight).toBe(100)
    expect((await cli(step, { ports: world.ports })).exitCode).toBe(0)
  })

  it.each([
    ['rollout start --endpoint fraud --steps 50,10', 2],
    ['rollout start --endpoint fraud', 2],
    ['rollout start --endpoint fraud --steps 10,100 --analysis nonsense=1', 2],
    ['rollout start --endpoint fraud --steps 10,100 --errors 3xx', 2],
    ['rollout start --endpoint fraud --steps 10,100', 2],
    ['rollout status --endpoint fraud', 5],
    ['rollout abort', 2],
    ['rollout undo --endpoint fraud', 5],
    ['rollout finalize --endpoint fraud --yes', 5],
  ])('%s ends with %i and touches nothing', async (bad, exitCode) => {
    const world = rolloutWorld({ weights: { blue: 1, green: 0.5 } })
    const run = await cli(bad.replace('fraud --steps', 'fraud --variant green --steps'), {
      ports: world.ports,
    })
    expect([run.exitCode, run.out, world.hosting.calls]).toEqual([exitCode, '', []])
  })
})
