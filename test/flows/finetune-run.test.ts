import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { FinetuneRequest } from '../../src/lib/flows/finetune/request.ts'
import { resume } from '../../src/lib/flows/finetune/resume.ts'
import { type RunOptions, runFinetune } from '../../src/lib/flows/finetune/run.ts'
import { stopJob } from '../../src/lib/flows/finetune/stop.ts'
import type { Ports } from '../../src/lib/ports/all.ts'
import { Killed, mortal } from '../support/mortal.ts'
import { sandboxWorld, type World } from '../support/sandbox-world.ts'

const record = (n: number) =>
  JSON.stringify({
    messages: [
      { role: 'user', content: [{ text: `amount=${n}` }] },
      { role: 'assistant', content: [{ text: n % 2 ? 'fraud' : 'legitimate' }] },
    ],
  })

const worldWithData = (clock: string, count = 120): World => {
  const world = sandboxWorld({ clock })
  const lines = Array.from({ length: count }, (_, n) => record(n))
  writeFileSync(join(world.folder, 'train.jsonl'), `${lines.join('\n')}\n`)
  return world
}

const REQUEST: FinetuneRequest = {
  flags: { name: 'fraud', baseModel: 'nova-micro', data: { train: 'train.jsonl' } },
  again: false,
}
const OPTIONS: RunOptions = {
  apply: { consent: { yes: true }, dryRun: false },
  wait: false,
  watch: {},
}
const jobsOf = async ({ ports }: World) =>
  (await ports.customizationJobs.list()).map(({ jobName, status }) => ({ jobName, status }))

describe('finetune run', () => {
  it('goes from a local file to a completed job, and notes what it was made of', async () => {
    const world = worldWithData('instant')
    const result = await runFinetune(world.ports, REQUEST, { ...OPTIONS, wait: true })
    expect(result).toMatchObject({ status: 'applied', attached: false, attempt: 1 })
    expect(result.job).toMatchObject({ status: 'Completed', stage: 'over' })
    expect(result.job?.trainingLoss).toBeGreaterThan(0)
    expect(result.estimate?.cost).toBeDefined()
    const { records } = await world.ports.journal.read()
    const facts = records.filter((one) => one.kind === 'fact' && one.subject === result.job?.jobArn)
    expect(facts.map((fact) => fact.kind === 'fact' && fact.data.event)).toEqual([
      'trained-on',
      'ended',
    ])
  })

  it('attaches to the running job when the same line is given again', async () => {
    const world = worldWithData('real')
    await runFinetune(world.ports, REQUEST, OPTIONS)
    const again = world.again()
    const second = await runFinetune(again.ports, REQUEST, OPTIONS)
    expect(second).toMatchObject({ status: 'nothing-to-do', attached: true, attempt: 1 })
    expect(again.io.notes.join('\n')).toContain('is running already')
    expect(await jobsOf(world)).toHaveLength(1)
  })

  it('trains a completed training once more only with --again', async () => {
    const world = worldWithData('instant')
    const first = await runFinetune(world.ports, REQUEST, { ...OPTIONS, wait: true })
    const same = await runFinetune(world.ports, REQUEST, OPTIONS)
    expect(same).toMatchObject({ attached: true, jobName: first.jobName })
    const more = await runFinetune(world.ports, { ...REQUEST, again: true }, OPTIONS)
    expect(more).toMatchObject({ attached: false, jobName: `${first.jobName}-2` })
  })

  it('says that the model of a completed training is gone', async () => {
    const world = worldWithData('instant')
    const { customModelName } = await runFinetune(world.ports, REQUEST, { ...OPTIONS, wait: true })
    await world.ports.customModels.delete(customModelName)
    const same = await runFinetune(world.ports, REQUEST, OPTIONS)
    expect(same.attached).toBe(true)
    expect(world.io.warnings.join()).toContain(`${customModelName} was deleted`)
  })

  it('makes the next attempt after one that was stopped', async () => {
    const world = worldWithData('real')
    const first = await runFinetune(world.ports, REQUEST, OPTIONS)
    await stopJob(world.ports, first.jobName, OPTIONS.apply)
    const next = await runFinetune(world.ports, REQUEST, OPTIONS)
    expect(next).toMatchObject({ attached: false, attempt: 2, jobName: `${first.jobName}-2` })
  })

  it('starts another training when a hyperparameter changes', async () => {
    const world = worldWithData('real')
    const first = await runFinetune(world.ports, REQUEST, OPTIONS)
    const flags = { ...REQUEST.flags, hyperparameters: { epochCount: '3' } }
    const other = await runFinetune(world.ports, { ...REQUEST, flags }, OPTIONS)
    expect(other.jobName).not.toBe(first.jobName)
    expect(await jobsOf(world)).toHaveLength(2)
  })

  it('changes nothing in a dry run, and leaves nothing to resume', async () => {
    const world = worldWithData('real')
    const apply = { ...OPTIONS.apply, dryRun: true }
    const result = await runFinetune(world.ports, REQUEST, { ...OPTIONS, apply })
    expect(result.status).toBe('planned')
    expect(result.plan?.steps.at(-1)?.operation).toBe('bedrock.CreateModelCustomizationJob')
    expect(await jobsOf(world)).toEqual([])
    expect((await world.ports.journal.read()).records).toEqual([])
    await expect(resume(world.ports, OPTIONS)).rejects.toMatchObject({ code: 'MLC-FT-014' })
  })

  it.each([
    ['invalid data', { data: { train: 'bad.jsonl' } }, 'MLC-FT-008', 3, 'MLC-PF-013'],
    ['too few records', { data: { train: 'few.jsonl' } }, 'MLC-FT-008', 3, 'MLC-PF-014'],
    ['a model of another region', { baseModel: 'llama3-1-8b' }, 'MLC-FT-007', 8, 'MLC-PF-001'],
    ['a legacy model', { baseModel: 'nova-canvas' }, 'MLC-FT-007', 8, 'MLC-PF-002'],
    [
      'a wrong epoch count',
      { hyperparameters: { epochCount: '9' } },
      'MLC-FT-007',
      8,
      'MLC-PF-007',
    ],
    [
      'an absent object',
      { data: { train: 's3://nowhere-1/a.jsonl' } },
      'MLC-FT-007',
      8,
      'MLC-PF-010',
    ],
    [
      'continued pre-training',
      { customizationType: 'CONTINUED_PRE_TRAINING' as const },
      'MLC-FT-007',
      8,
      'MLC-PF-004',
    ],
  ])('refuses %s before anything is made', async (_case, change, code, exitCode, check) => {
    const world = worldWithData('real')
    writeFileSync(join(world.folder, 'bad.jsonl'), `${record(1)}\n{"prompt":"x"}\n`)
    writeFileSync(join(world.folder, 'few.jsonl'), `${record(1)}\n${record(2)}\n`)
    const flags = { ...REQUEST.flags, ...change }
    const error = await runFinetune(world.ports, { ...REQUEST, flags }, OPTIONS).catch((e) => e)
    expect(error).toMatchObject({ code, exitCode })
    expect(error.why).toContain(check)
    expect(await world.ports.objects.listBuckets()).toEqual([])
    expect(await jobsOf(world)).toEqual([])
  })
})

const CHANGES = [
  'createBucket',
  'blockPublicAccess',
  'encrypt',
  'putBucketPolicy',
  'put',
  'putInlinePolicy',
  'create',
]
const NOTES = ['append', 'writeState', 'removeState']

/** The methods named are those at which the process may die, all counted together. */
const dying = (
  ports: Ports,
  methods: readonly string[],
  life: ReturnType<typeof mortal>,
): Ports => {
  const mortalIn = <T extends object>(port: T): T => {
    const wrapped = life.wrap(port)
    return new Proxy(port, {
      get: (target, name) =>
        Reflect.get(methods.includes(String(name)) ? wrapped : target, name) as unknown,
    })
  }
  return {
    ...ports,
    objects: mortalIn(ports.objects),
    roles: mortalIn(ports.roles),
    customizationJobs: mortalIn(ports.customizationJobs),
    journal: mortalIn(ports.journal),
  }
}

/** A read that dies is a process that dies before its next change: changes and notes are all there is. */
describe.each([
  ['before', 'a change', CHANGES],
  ['after', 'a change', CHANGES],
  ['before', 'a note in the journal', NOTES],
] as const)('a run that is killed %s %s', (moment, _what, methods) => {
  it('is completed by the same line, with one job and no step lost', async () => {
    const clean = worldWithData('real', 100)
    const counter = mortal(Number.POSITIVE_INFINITY, moment)
    const whole = await runFinetune(dying(clean.ports, methods, counter), REQUEST, OPTIONS)
    expect(counter.calls()).toBeGreaterThanOrEqual(methods.length - 1)
    for (let call = 1; call <= counter.calls(); call++) {
      const world = worldWithData('real', 100)
      const ports = dying(world.ports, methods, mortal(call, moment))
      const first = await runFinetune(ports, REQUEST, OPTIONS).catch((error) => error)
      expect(first, `call ${call}`).toBeInstanceOf(Killed)
      const second = await runFinetune(world.again().ports, REQUEST, OPTIONS)
      expect(second.jobName).toBe(whole.jobName)
      expect(await jobsOf(world), `call ${call}`).toHaveLength(1)
      const { records } = await world.ports.journal.read()
      const facts = records.filter((one) => one.kind === 'fact')
      expect(facts, `call ${call}`).toHaveLength(1)
    }
  }, 120_000)
})

describe('a run that was killed', () => {
  it('is taken up by resume from what was noted', async () => {
    const world = worldWithData('real')
    const broken: Ports = {
      ...world.ports,
      customizationJobs: {
        ...world.ports.customizationJobs,
        find: world.ports.customizationJobs.find,
        list: world.ports.customizationJobs.list,
        create: async () => {
          throw new Killed()
        },
      },
    }
    await expect(runFinetune(broken, REQUEST, OPTIONS)).rejects.toBeInstanceOf(Killed)
    const resumed = await resume(world.again().ports, OPTIONS)
    expect(resumed).toMatchObject({ resumed: 'run', run: { status: 'applied' } })
    expect(await jobsOf(world)).toHaveLength(1)
  })
})
