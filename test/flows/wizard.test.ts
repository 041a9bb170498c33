import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CancelledError, DataError, OutcomeError, UsageError } from '../../src/lib/errors.ts'
import { runFinetune } from '../../src/lib/flows/finetune/run.ts'
import { lookAtValidationFile } from '../../src/lib/flows/wizard/look-validation-file.ts'
import type { WizardRequest } from '../../src/lib/flows/wizard/request.ts'
import { loadProgress } from '../../src/lib/flows/wizard/store.ts'
import { wizard } from '../../src/lib/flows/wizard/wizard.ts'
import type { Ports } from '../../src/lib/ports/all.ts'
import { fraudTable } from '../support/fraud-table.ts'
import { Killed } from '../support/mortal.ts'
import { sandboxWorld, type World } from '../support/sandbox-world.ts'

const ASKED = {
  '--base-model': 'nova-micro',
  '--train': 'fraud.csv',
  '--completion-column': 'label',
  '--prompt-column': '+all',
  '--label-words': '0=legitimate,1=fraud',
  '--system': 'Answer with one of: legitimate, fraud.',
  '--validation': 'percent',
  '--validation-split': '10',
  '--bucket': ['+new', 'mlctl-test-bucket'],
  '--role': ['+new', 'mlctl-test-role'],
  '--kms-key': false,
  '--hyperparameter': 'defaults',
  '--name': 'fraud',
}

const AFTER = {
  '--yes': ['go', true],
  '--use': 'on-demand',
  '--prompt': ['amount=390.00; country=BR; hour=3', ''],
  '--ci': 'github',
}

/** The same answers as flags. */
const GIVEN = {
  baseModel: 'nova-micro',
  train: 'fraud.csv',
  completionColumn: 'label',
  labels: '0=legitimate,1=fraud',
  name: 'fraud',
}

const request = (changes: Partial<WizardRequest> = {}): WizardRequest => ({
  given: {},
  mode: undefined,
  use: undefined,
  ci: undefined,
  tags: {},
  wait: undefined,
  timeoutMs: undefined,
  everyMs: undefined,
  apply: { consent: { yes: false }, dryRun: false },
  ...changes,
})

const worldWith = (answers?: Readonly<Record<string, unknown>>): World => {
  const world = sandboxWorld(answers === undefined ? {} : { answers })
  fraudTable(world.folder)
  return world
}

const leaving = async (world: World, changes: Partial<WizardRequest> = {}): Promise<void> => {
  const left = wizard(world.ports, request(changes))
  await expect(left).rejects.toBeInstanceOf(CancelledError)
}

describe('a validation file of the user’s own', () => {
  const record = (n: number) =>
    `${JSON.stringify({
      schemaVersion: 'bedrock-conversation-2024',
      messages: [
        { role: 'user', content: [{ text: `question ${n}` }] },
        { role: 'assistant', content: [{ text: 'answer' }] },
      ],
    })}\n`
  const records = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, at) => record(from + at)).join('')
  it.each([
    ['is not there', undefined, 'There is no file v.jsonl.'],
    ['is a table', '{"a":"1","b":"2"}\n', 'That is a table'],
    ['breaks a rule of the model', `${record(100)}{"messages":[]}\n`, 'line 2: '],
    ['is good', records(100, 103), undefined],
  ])('that %s is judged on the spot', async (_what, text, problem) => {
    const world = sandboxWorld()
    if (text !== undefined) writeFileSync(join(world.folder, 'v.jsonl'), text)
    writeFileSync(join(world.folder, 't.jsonl'), records(0, 20))
    const answers = { baseModel: 'nova-micro', train: 't.jsonl', validation: 'v.jsonl' }
    const fact = await lookAtValidationFile(world.ports, answers)
    if (problem === undefined) expect(fact.problem).toBeUndefined()
    else expect(fact.problem).toContain(problem)
  })
})

describe('the wizard', () => {
  it('leads from a table to a model that answers', async () => {
    const world = worldWith({ ...ASKED, ...AFTER })
    const result = await wizard(world.ports, request())
    expect(result).toMatchObject({
      status: 'done',
      job: { status: 'Completed' },
      served: { use: 'on-demand' },
      closing: { command: 'mlctl finetune run -f finetune.yaml' },
    })
    expect(world.io.notes.join('\n')).toMatch(/Answer: (fraud|legitimate)/)
    expect(existsSync(join(world.folder, '.github/workflows/finetune.yml'))).toBe(true)
    expect(await loadProgress(world.ports)).toBeUndefined()
  })

  it('writes a recipe that attaches to the very same training', async () => {
    const world = worldWith({ ...ASKED, ...AFTER })
    const result = await wizard(world.ports, request())
    const again = await runFinetune(
      // Paths in a recipe count from its folder, wherever the command is typed.
      world.again().ports,
      { file: join(world.folder, 'finetune.yaml'), flags: {}, again: false },
      { apply: { consent: { yes: false }, dryRun: false }, wait: false, watch: {} },
    )
    expect(again).toMatchObject({ attached: true, jobName: result.jobName })
  })

  it('asks before it overwrites a recipe, and then writes one of another name', async () => {
    const world = worldWith({ ...ASKED, ...AFTER, '--yes': ['go', false, true] })
    writeFileSync(join(world.folder, 'finetune.yaml'), 'name: mine\n')
    const result = await wizard(world.ports, request())
    expect(result.recipe).toBe('finetune-fraud.yaml')
    expect(readFileSync(join(world.folder, 'finetune.yaml'), 'utf8')).toBe('name: mine\n')
  })

  it('lets an answer be changed from the table of answers', async () => {
    const world = worldWith({
      ...ASKED,
      '--name': ['fraud', 'fraud-two'],
      '--yes': ['change name', 'leave'],
    })
    await leaving(world)
    expect((await loadProgress(world.ports))?.answers).toMatchObject({ name: 'fraud-two' })
  })

  it('sets training settings within the bounds of the model', async () => {
    const settings = ['edit', '3', '0.00005', '20']
    const world = worldWith({ ...ASKED, '--hyperparameter': settings, '--yes': 'leave' })
    await leaving(world)
    expect((await loadProgress(world.ports))?.answers).toMatchObject({
      'hyperparameter.epochCount': '3',
      'hyperparameter.learningRate': '0.00005',
      'hyperparameter.learningRateWarmupSteps': '20',
    })
    const wrong = worldWith({ ...ASKED, '--hyperparameter': ['edit', '99'] })
    await expect(wizard(wrong.ports, request())).rejects.toThrow('epochCount must be 1 to 5')
  })

  it('takes records that are in S3 already, and no folder of them', async () => {
    const world = sandboxWorld({
      answers: {
        ...ASKED,
        '--train': 's3://own-data/train.jsonl',
        '--validation': 'none',
        '--bucket': 'own-data',
        '--yes': 'leave',
      },
    })
    await world.ports.objects.createBucket('own-data', 'us-east-1')
    const at = { bucket: 'own-data', key: 'train.jsonl' }
    await world.ports.objects.put(at, new TextEncoder().encode('{"messages":[]}\n'))
    await leaving(world)
    const folder = sandboxWorld({ answers: { ...ASKED, '--train': 's3://own-data/folder/' } })
    await expect(wizard(folder.ports, request())).rejects.toThrow('not a folder')
  })

  it('shows the target before the first question', async () => {
    const world = worldWith({ ...ASKED, '--yes': 'leave' })
    await leaving(world)
    const target = world.io.notes.indexOf('account 000000000000, us-east-1')
    expect(world.io.notes[target - 1]).toBe('Training in the sandbox (nothing touches AWS)')
  })
})

describe('broken data', () => {
  const record = (answer: string) =>
    JSON.stringify({
      messages: [
        { role: 'User', content: [{ text: `is ${answer} right?` }] },
        { role: 'assistant', content: [{ text: 'yes' }] },
      ],
    })

  it('is repaired in a copy when the user wants it; the file stays as it is', async () => {
    const world = sandboxWorld({
      answers: {
        ...ASKED,
        '--train': ['broken.jsonl', 'repair'],
        '--validation': 'none',
        '--yes': 'leave',
      },
    })
    const text = Array.from({ length: 12 }, (_, i) => record(`it ${i}`)).join('\n')
    writeFileSync(join(world.folder, 'broken.jsonl'), text)
    await leaving(world)
    expect(readFileSync(join(world.folder, 'broken.jsonl'), 'utf8')).toBe(text)
    expect((await loadProgress(world.ports))?.answers.train).toBe('broken.repaired.jsonl')
    const copy = readFileSync(join(world.folder, 'broken.repaired.jsonl'), 'utf8')
    expect(copy).not.toContain('"User"')
  })

  it('is an error with the findings where nobody can be asked', async () => {
    const world = sandboxWorld()
    writeFileSync(join(world.folder, 'broken.jsonl'), `${record('it')}\n`)
    const given = { baseModel: 'nova-micro', train: 'broken.jsonl', name: 'x' }
    const error = await wizard(world.ports, request({ given })).catch((cause: unknown) => cause)
    expect(error).toBeInstanceOf(DataError)
    expect(error).toMatchObject({ code: 'MLC-WIZ-005', why: expect.stringContaining('line 1') })
  })

  it('of ready records a part is kept back in files beside them', async () => {
    const world = sandboxWorld({
      answers: { ...ASKED, ...AFTER, '--train': 'ready.jsonl', '--use': 'nothing' },
    })
    const lines = Array.from({ length: 40 }, (_, i) => record(`it ${i}`).replace('User', 'user'))
    writeFileSync(join(world.folder, 'ready.jsonl'), `${lines.join('\n')}\n`)
    await wizard(world.ports, request())
    const count = (name: string) =>
      readFileSync(join(world.folder, name), 'utf8').trim().split('\n').length
    expect([count('ready.training.jsonl'), count('ready.validation.jsonl')]).toEqual([36, 4])
  })
})

describe('without a terminal', () => {
  it('names every missing flag at once, before any call', async () => {
    const world = worldWith()
    const failing = wizard(world.ports, request({ given: { train: 'fraud.csv' } }))
    const error = await failing.catch((cause: unknown) => cause)
    expect(error).toBeInstanceOf(UsageError)
    expect(error).toMatchObject({
      exitCode: 2,
      details: { missing: ['--base-model', '--completion-column', '--name'] },
    })
    expect(existsSync(join(world.folder, 'sandbox'))).toBe(false)
  })

  it('does everything by flags, down to the deployment', async () => {
    const world = worldWith()
    const result = await wizard(
      world.ports,
      request({
        given: GIVEN,
        use: 'on-demand',
        wait: true,
        apply: { consent: { yes: true }, dryRun: false },
      }),
    )
    expect(result).toMatchObject({ status: 'done', served: { name: `${result.jobName}-od` } })
  })

  it('changes nothing without --yes', async () => {
    const world = worldWith()
    const failing = wizard(world.ports, request({ given: GIVEN }))
    await expect(failing).rejects.toMatchObject({ code: 'MLC-PLAN-007', exitCode: 2 })
    expect(await world.ports.objects.listBuckets()).toEqual([])
  })

  it('refuses an answer that does not fit', async () => {
    const world = worldWith()
    const given = { ...GIVEN, completionColumn: 'class' }
    await expect(wizard(world.ports, request({ given }))).rejects.toMatchObject({
      code: 'MLC-WIZ-003',
      message: expect.stringContaining('There is no column "class"'),
    })
  })

  it('only plans with --dry-run', async () => {
    const world = worldWith()
    const apply = { consent: { yes: false }, dryRun: true }
    const result = await wizard(world.ports, request({ given: GIVEN, apply }))
    expect(result.status).toBe('planned')
    expect(await world.ports.customizationJobs.list()).toEqual([])
  })
})

/** Ports whose process dies right after the n-th answer was saved. */
const dyingAfterSave = (ports: Ports, nth: number): Ports => {
  let saves = 0
  const { journal } = ports
  return {
    ...ports,
    journal: {
      ...journal,
      writeState: async (name, value) => {
        await journal.writeState(name, value)
        if (name === 'wizard' && ++saves === nth) throw new Killed()
      },
    },
  }
}

describe('after a kill', () => {
  it('asks no answered question again, and leaves none out, wherever it was killed', async () => {
    const complete = worldWith({ ...ASKED, '--yes': 'leave' })
    await leaving(complete)
    const questions = complete.io.asked.length
    // The first save is of the empty answers; the last question is the table of answers.
    for (let saved = 2; saved < questions; saved += 3) {
      const first = worldWith({ ...ASKED, '--yes': 'leave' })
      await expect(wizard(dyingAfterSave(first.ports, saved), request())).rejects.toBeInstanceOf(
        Killed,
      )
      const rest = remaining(complete.io.asked.slice(first.io.asked.length))
      const second = first.again({ ...rest, '--yes': 'leave' })
      await leaving(second, { mode: 'resume' })
      expect([...first.io.asked, ...second.io.asked]).toEqual(complete.io.asked)
    }
  })

  it('takes up a job that runs, and starts no second one', async () => {
    const first = worldWith({ ...ASKED, ...AFTER })
    const dying: Ports = {
      ...first.ports,
      customizationJobs: {
        create: (job) => first.ports.customizationJobs.create(job),
        list: (filter) => first.ports.customizationJobs.list(filter),
        stop: (id) => first.ports.customizationJobs.stop(id),
        find: async (id) => {
          if ((await loadProgress(first.ports))?.job !== undefined) throw new Killed()
          return first.ports.customizationJobs.find(id)
        },
      },
    }
    await expect(wizard(dying, request())).rejects.toBeInstanceOf(Killed)
    const second = first.again({ ...AFTER })
    const result = await wizard(second.ports, request({ mode: 'resume' }))
    expect(result.status).toBe('done')
    expect(second.io.asked).toEqual(['--use', '--prompt', '--prompt', '--ci'])
    expect(await second.ports.customizationJobs.list()).toHaveLength(1)
  })

  it('keeps the answers of a training that failed, so that they can be used again', async () => {
    const world = worldWith({ ...ASKED, ...AFTER })
    const { customizationJobs: jobs } = world.ports
    const failing: Ports = {
      ...world.ports,
      customizationJobs: {
        create: (job) => jobs.create(job),
        list: (filter) => jobs.list(filter),
        stop: (id) => jobs.stop(id),
        find: async (id) => {
          const found = await jobs.find(id)
          return found && { ...found, status: 'Failed', failureMessage: 'an internal error' }
        },
      },
    }
    await expect(wizard(failing, request())).rejects.toBeInstanceOf(OutcomeError)
    const progress = await loadProgress(world.ports)
    expect(progress?.job).toBeUndefined()
    expect(progress?.answers.name).toBe('fraud')
  })

  it('says so when there is nothing to resume', async () => {
    const world = worldWith({ ...ASKED })
    await expect(wizard(world.ports, request({ mode: 'resume' }))).rejects.toMatchObject({
      code: 'MLC-WIZ-006',
    })
  })

  it('forgets everything with --restart', async () => {
    const first = worldWith({ ...ASKED, '--yes': 'leave' })
    await leaving(first)
    const second = first.again({ ...ASKED, '--yes': 'leave' })
    await leaving(second, { mode: 'restart' })
    expect(second.io.asked).toEqual(first.io.asked)
  })
})

/** Scripted answers of the questions that are still open: lists without what is used up. */
const remaining = (flags: readonly string[]): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(ASKED).map(([flag, answer]) => {
      const times = flags.filter((each) => each === flag).length
      return [
        flag,
        Array.isArray(answer) ? answer.slice(answer.length - Math.max(1, times)) : answer,
      ]
    }),
  )
