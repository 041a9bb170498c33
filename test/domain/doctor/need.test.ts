import { expect, it } from 'vitest'
import { commands } from '../../../src/commands/index.ts'
import { commandsNamed, needOf } from '../../../src/lib/domain/doctor/need.ts'

const needFor = (name: string) => needOf(commandsNamed(commands, name))

it.each([
  ['finetune run', ['customization'], 'none', []],
  ['throughput buy', [], 'none', ['model units']],
  ['train run', ['training'], 'none', ['training job']],
  ['container build', [], 'required', []],
  ['container push', [], 'useful', []],
  ['endpoint create', ['hosting'], 'none', ['endpoint']],
  ['dataset validate', [], 'none', []],
] as const)('%s hands a role over for %j, takes engine %s and quotas %j', (name, ...wanted) => {
  const { purposes, engine, quotas } = needFor(name)
  expect([purposes, engine, quotas]).toEqual(wanted)
})

it('takes the name of a group for all of its commands', () => {
  const { commands: names } = needFor('throughput')
  expect(names).toContain('throughput buy')
  expect(names).toContain('throughput quote')
})

it('finds no command for a name that none begins with', () => {
  expect(commandsNamed(commands, 'finetun')).toEqual([])
})

it('calls the runtime services by the names of their own models', () => {
  expect(needFor('invoke').services).toEqual(expect.arrayContaining(['bedrock-runtime', 'sts']))
})

it('asks no rights when nobody says what for', () => {
  expect(needOf([])).toMatchObject({
    actions: [],
    purposes: [],
    engine: 'useful',
    usesBucket: true,
  })
})

it('takes a role and no engine for sure where CodeBuild builds images', () => {
  const named = commandsNamed(commands, 'container build')
  expect(needOf(named, true)).toMatchObject({
    engine: 'useful',
    purposes: ['builds'],
    callsAws: true,
  })
  expect(needOf(named)).toMatchObject({ engine: 'required', purposes: [], callsAws: false })
})
