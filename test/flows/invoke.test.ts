import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { AccessError, CancelledError } from '../../src/lib/errors.ts'
import { createDeployment } from '../../src/lib/flows/deployment/create.ts'
import { invoke } from '../../src/lib/flows/invoke/invoke.ts'
import type { Ports } from '../../src/lib/ports/all.ts'
import { fakeInvocations } from '../support/fake-invocations.ts'
import { pricedCatalogue } from '../support/priced-catalogue.ts'
import { customModel, servingCloud, servingWorld } from '../support/serving-world.ts'
import { tempFolder } from '../support/temp-folder.ts'

const SYSTEM = 'You judge card transactions.'
const TRAINING = `${JSON.stringify({
  schemaVersion: 'bedrock-conversation-2024',
  system: [{ text: SYSTEM }],
  messages: [{ role: 'user', content: [{ text: 'a' }] }],
})}\n`
const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  )
const trainingObject = (text: string) =>
  ({
    head: async () => ({ sizeBytes: text.length, etag: 'e', metadata: {} }),
    get: async (_at: unknown, range: { start: number; end: number }) =>
      (async function* () {
        yield new TextEncoder().encode(text.slice(range.start, range.end))
      })(),
  }) as never

type Asked = Partial<Parameters<typeof invoke>[1]>
const ask = (ports: Ports, request: Asked = {}) =>
  invoke(ports, {
    target: 'fraud',
    prompt: undefined,
    input: undefined,
    promptField: undefined,
    expectField: undefined,
    labelWords: {},
    out: undefined,
    system: undefined,
    maxTokens: undefined,
    temperature: undefined,
    concurrency: 4,
    ...request,
  })

type Scene = Parameters<typeof fakeInvocations>[0] & {
  readonly answers?: Readonly<Record<string, unknown>>
  readonly live?: boolean
  readonly ports?: Partial<Ports>
}

/** A custom model `fraud` with an Active deployment, trained on one record with a system prompt. */
const scene = async (options: Scene) => {
  const folder = tempFolder()
  const fake = fakeInvocations(options)
  const written: string[] = []
  const interrupts: (() => void)[] = []
  const cloud = servingCloud([customModel('fraud', { trainingS3Uri: 's3://acme/train.jsonl' })])
  const world = servingWorld({
    folder,
    cloud,
    settings: pricedCatalogue(folder),
    ...(options.answers === undefined ? {} : { answers: options.answers }),
    ports: {
      invocations: fake.invocations,
      objects: trainingObject(TRAINING),
      dialogue: {
        live: options.live ?? false,
        write: (text) => void written.push(text),
        readInput: async () => undefined,
        interruptible: async (work) => {
          const own = new AbortController()
          interrupts.push(() => own.abort(new Error('SIGINT')))
          return work(own.signal)
        },
      },
      ...options.ports,
    },
  })
  const model = { model: 'fraud', job: undefined, name: undefined, description: undefined }
  const apply = { consent: { yes: false }, dryRun: false }
  const deploy = { ...model, tags: {}, wait: true, timeoutMs: undefined, apply }
  await createDeployment(world.ports, deploy)
  return { ...world, ...fake, written, interruptAnswer: () => interrupts.at(-1)?.() }
}

describe('one prompt', () => {
  it('is asked of what serves the model, with the system prompt of its training', async () => {
    const { ports, asked, io } = await scene({ answer: () => 'fraud' })
    const result = await ask(ports, { prompt: 'amount=9' })
    expect(result).toMatchObject({
      mode: 'answer',
      text: 'fraud',
      target: { kind: 'deployment', name: 'fraud-od' },
      system: { from: 'training data', text: SYSTEM },
      usage: { inputTokens: 1_000, outputTokens: 100 },
      cost: { amount: '0.00007' },
      streamed: false,
    })
    expect(asked).toMatchObject([
      { system: SYSTEM, modelId: expect.stringContaining('deployment/') },
    ])
    expect(io.notes.join('\n')).toContain('fraud is served by fraud-od')
  })

  it.each([
    ['Say no.', 'Say no.'],
    ['', undefined],
  ])('with --system %j asks with %j', async (system, sent) => {
    const { ports, asked } = await scene({ answer: () => 'x' })
    await ask(ports, { prompt: 'a', system })
    expect(asked[0]?.system).toBe(sent)
  })

  it('asks without a system prompt when the training data may not be read', async () => {
    const head = async () => {
      throw new AccessError('MLC-AWS-003', 'denied')
    }
    const { ports, asked } = await scene({
      answer: () => 'x',
      ports: { objects: { head } as never },
    })
    await ask(ports, { prompt: 'a' })
    expect(asked[0]).not.toHaveProperty('system')
  })

  it('is written as it arrives on a terminal, and not said twice', async () => {
    const { ports, written } = await scene({ answer: () => 'one two three', live: true })
    const result = await ask(ports, { prompt: 'a' })
    expect(written).toEqual(['one ', 'two ', 'three', '\n'])
    expect(result).toMatchObject({ streamed: true, text: 'one two three' })
  })

  it('comes from stdin when it is piped', async () => {
    const { ports, asked } = await scene({ answer: () => 'x' })
    const dialogue = { ...ports.dialogue, readInput: async () => 'from a pipe' }
    await ask({ ...ports, dialogue })
    expect(asked[0]?.messages).toEqual([{ role: 'user', text: 'from a pipe' }])
  })
})

describe('what cannot be asked', () => {
  it.each([
    ['amazon.nova-micro-v1:0:128k', 'MLC-INV-001', 'us.amazon.nova-micro-v1:0'],
    ['amazon.nova-micro-v1:0', 'MLC-INV-002', 'us.amazon.nova-micro-v1:0'],
    ['fruad', 'MLC-INV-004', 'fraud'],
    ['idle', 'MLC-INV-006', 'mlctl deployment create --model idle'],
  ])('%s is explained as %s', async (target, code, hint) => {
    const { ports, cloud, asked } = await scene({ answer: () => 'x' })
    const idle = customModel('idle')
    cloud.models.set(idle.modelArn, idle)
    const failure = await failureOf(ask(ports, { target, prompt: 'a' }))
    expect(failure).toMatchObject({ code, hint: expect.stringContaining(hint) })
    expect(asked).toEqual([])
  })

  it('a deployment that is still being created', async () => {
    const { ports, cloud } = await scene({ answer: () => 'x' })
    const [arn = '', view] = [...cloud.deployments][0] ?? []
    if (view === undefined) throw new Error('nothing deployed')
    const createdAt = new Date(ports.clock.now()).toISOString()
    cloud.deployments.set(arn, { ...view, status: 'Creating', createdAt })
    for (const target of [arn, 'fraud-od']) {
      expect(await failureOf(ask(ports, { target, prompt: 'a' }))).toMatchObject({
        code: 'MLC-INV-005',
        hint: 'Wait for it: mlctl deployment status fraud-od --wait',
      })
    }
  })
})

it('a base model is asked by its short name, through its profile', async () => {
  const { ports, asked } = await scene({ answer: () => 'x' })
  await ask(ports, { target: 'nova-micro', prompt: 'a' })
  expect(asked).toEqual([
    { modelId: 'us.amazon.nova-micro-v1:0', messages: [{ role: 'user', text: 'a' }] },
  ])
})

it('an ARN is asked also by those who may not look at it', async () => {
  const arn = 'arn:aws:bedrock:us-east-1:111122223333:custom-model-deployment/abcdefghijkl'
  const find = async () => {
    throw new AccessError('MLC-AWS-003', 'denied')
  }
  const { ports, asked } = await scene({ answer: () => 'x' })
  const deployments = { ...ports.deployments, find } as never
  const result = await ask({ ...ports, deployments }, { target: arn, prompt: 'a' })
  expect(asked[0]?.modelId).toBe(arn)
  expect(result).toMatchObject({ cost: 'unknown' })
})

describe('a file', () => {
  const RECORDS = Array.from({ length: 50 }, (_, at) => ({
    prompt: `n=${at}`,
    completion: at % 5 === 0 ? 'fraud' : 'legitimate',
  }))
  /** Right but for every tenth record, which it takes for legitimate. */
  const judge = (prompt: string) => {
    const n = Number(prompt.slice(2))
    return n % 10 !== 0 && n % 5 === 0 ? 'Fraud.' : 'legitimate'
  }
  const file = (folder: string, records: readonly unknown[] = RECORDS) => {
    const path = join(folder, 'validation.jsonl')
    writeFileSync(path, records.map((one) => `${JSON.stringify(one)}\n`).join(''))
    return path
  }

  it('is judged: accuracy, baseline, confusion, cost', async () => {
    const { ports, folder, mostAtOnce } = await scene({ answer: judge })
    const result = await ask(ports, { input: file(folder) })
    expect(result).toMatchObject({
      mode: 'batch',
      asked: 50,
      answered: 50,
      failed: 0,
      evaluation: {
        judged: 50,
        correct: 45,
        accuracy: 0.9,
        baseline: 0.8,
        confusion: {
          labels: ['fraud', 'legitimate'],
          rows: [
            [5, 5, 0],
            [0, 40, 0],
          ],
        },
      },
      usage: { inputTokens: 50_000, outputTokens: 5_000 },
      cost: { amount: '0.0035' },
      latencyMs: { median: 20, p95: 20 },
    })
    expect(mostAtOnce()).toBe(4)
  })

  it('keeps answers in the order of the file, with what was expected', async () => {
    const { ports, folder } = await scene({ answer: judge })
    const out = join(folder, 'answers.jsonl')
    const result = await ask(ports, { input: file(folder), out })
    const lines = readFileSync(out, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines.map((one) => one.line)).toEqual(RECORDS.map((_, at) => at + 1))
    expect(lines[5]).toMatchObject({
      prompt: 'n=5',
      expected: 'fraud',
      answer: 'Fraud.',
      correct: true,
    })
    expect(result).not.toHaveProperty('results')
  })

  it('is continued after Ctrl-C: no question is asked twice, none is missing', async () => {
    const world = await scene({ answer: judge })
    const out = join(world.folder, 'answers.jsonl')
    const input = file(world.folder)
    const stopping = {
      ...world.ports.invocations,
      converse: async (request: never) => {
        if (world.asked.length >= 30) world.io.interrupt()
        return world.ports.invocations.converse(request)
      },
    }
    const stopped = ask({ ...world.ports, invocations: stopping }, { input, out })
    expect(await failureOf(stopped)).toMatchObject({
      code: 'MLC-INV-010',
      exitCode: 130,
      hint: expect.stringContaining(`mlctl invoke fraud --input ${input} --out ${out}`),
    })
    const first = world.asked.length
    expect(first).toBeLessThan(50)
    const fresh = { ...world.ports, io: { ...world.io, signal: new AbortController().signal } }
    const result = await ask(fresh, { input, out })
    expect(result).toMatchObject({ answered: 50, reused: first, evaluation: { correct: 45 } })
    expect(world.asked).toHaveLength(50)
  })

  it('waits throttling out, and counts what cannot be got through', async () => {
    const { ports, folder, clock } = await scene({
      answer: judge,
      throttled: 25,
      hopeless: ['n=7'],
    })
    const result = await ask(ports, { input: file(folder) })
    expect(result).toMatchObject({ asked: 50, answered: 49, failed: 1 })
    expect(clock.slept.filter((ms) => ms >= 500).length).toBeGreaterThanOrEqual(25)
  })

  it('ends at once when the refusal concerns every question, and keeps what it has', async () => {
    const world = await scene({ answer: judge })
    const out = join(world.folder, 'answers.jsonl')
    const converse = async (request: never) => {
      if (world.asked.length >= 10) throw new AccessError('MLC-AWS-003', 'expired')
      return world.ports.invocations.converse(request)
    }
    const invocations = { ...world.ports.invocations, converse }
    const run = ask({ ...world.ports, invocations }, { input: file(world.folder), out })
    expect(await failureOf(run)).toMatchObject({ code: 'MLC-AWS-003' })
    expect(readFileSync(out, 'utf8').trim().split('\n').length).toBe(world.asked.length)
  })

  it('never overwrites a file that holds something else', async () => {
    const { ports, folder, asked } = await scene({ answer: judge })
    for (const text of ['my notes\n', '{"digest":"of another run"}\n']) {
      const out = join(folder, 'notes.jsonl')
      writeFileSync(out, text)
      const run = ask(ports, { input: file(folder), out })
      expect(await failureOf(run)).toMatchObject({ code: 'MLC-INV-009' })
      expect(readFileSync(out, 'utf8')).toBe(text)
    }
    expect(asked).toEqual([])
  })

  it('asks equal prompts once and judges each by its own answer', async () => {
    const { ports, folder, asked } = await scene({ answer: () => 'a' })
    const records = [
      { prompt: 'p', completion: 'a' },
      { prompt: 'p', completion: 'b' },
    ]
    const result = await ask(ports, { input: file(folder, records) })
    expect(asked).toHaveLength(1)
    expect(result).toMatchObject({ answered: 2, evaluation: { correct: 1, judged: 2 } })
  })

  it('that is a table is read by columns, and its values stand for words', async () => {
    const { ports, folder, asked } = await scene({ answer: () => 'fraud' })
    const path = join(folder, 'rows.csv')
    writeFileSync(path, 'text,label\n"a, b",1\nc,0\n')
    const result = await ask(ports, {
      input: path,
      promptField: 'text',
      expectField: 'label',
      labelWords: { 1: 'fraud', 0: 'legitimate' },
    })
    expect(asked.map((one) => one.messages[0]?.text)).toEqual(['a, b', 'c'])
    expect(result).toMatchObject({ evaluation: { correct: 1, judged: 2 } })
  })

  it('with records that cannot be asked is refused whole, before anything is sent', async () => {
    const { ports, folder, asked } = await scene({ answer: () => 'x' })
    const input = file(folder, [{ prompt: 'a' }, { question: 'b' }, { prompt: ' ' }])
    expect(await failureOf(ask(ports, { input }))).toMatchObject({
      code: 'MLC-INV-007',
      exitCode: 3,
      details: { problems: [{ line: 2 }, { line: 3 }] },
    })
    expect(asked).toEqual([])
  })

  it.each([
    [{ prompt: 'a', input: 'b' }, 'MLC-INV-011'],
    [{ prompt: 'a', out: 'b' }, 'MLC-INV-011'],
    [{ input: 'a', concurrency: 0 }, 'MLC-INV-011'],
    [{ prompt: '  ' }, 'MLC-INV-008'],
    [{ input: '-' }, 'MLC-INV-008'],
  ])('%j is refused as usage', async (request, code) => {
    const { ports } = await scene({ answer: () => 'x' })
    expect(await failureOf(ask(ports, request))).toMatchObject({ code, exitCode: 2 })
  })
})

describe('a chat', () => {
  it('remembers what was said, forgets it on /clear, and sums its use', async () => {
    const answers = { '--prompt': ['hello', '', 'and now', '/clear', 'again', '/exit'] }
    const { ports, asked } = await scene({
      answer: (prompt) => `re ${prompt}`,
      answers,
      live: true,
    })
    const result = await ask(ports)
    expect(asked.map((one) => one.messages.map(({ text }) => text))).toEqual([
      ['hello'],
      ['hello', 're hello', 'and now'],
      ['again'],
    ])
    expect(result).toMatchObject({
      mode: 'chat',
      turns: 3,
      usage: { inputTokens: 3_000, outputTokens: 300 },
      cost: { amount: '0.00021' },
    })
  })

  it('Ctrl-C stops an answer and keeps what was heard of it; at the prompt it leaves', async () => {
    const answers = { '--prompt': ['tell', 'go on', '/exit'] }
    const world = await scene({ answer: () => 'one two three four', answers, live: true })
    const dialogue = {
      ...world.ports.dialogue,
      write: (text: string) => {
        world.written.push(text)
        if (text === 'two ' && world.asked.length === 1) world.interruptAnswer()
      },
    }
    const result = await ask({ ...world.ports, dialogue })
    expect(world.asked[1]?.messages).toEqual([
      { role: 'user', text: 'tell' },
      { role: 'assistant', text: 'one two ' },
      { role: 'user', text: 'go on' },
    ])
    expect(world.io.notes).toContain('Stopped.')
    expect(result).toMatchObject({
      mode: 'chat',
      turns: 2,
      stoppedAnswers: 1,
      usage: { inputTokens: 1_000 },
    })
  })

  it('ends when the person presses Ctrl-C at the prompt', async () => {
    const { ports, io } = await scene({ answer: () => 'x', answers: {}, live: true })
    const leaving = {
      ...io,
      ask: async () => {
        throw new CancelledError('MLC-IO-002', 'Cancelled')
      },
    }
    expect(await ask({ ...ports, io: leaving })).toMatchObject({ mode: 'chat', turns: 0 })
  })

  it('survives throttling: the question can be asked again', async () => {
    const answers = { '--prompt': ['hi', 'hi', '/exit'] }
    const { ports, io, asked } = await scene({
      answer: () => 'x',
      answers,
      live: true,
      throttled: 1,
    })
    expect(await ask(ports)).toMatchObject({ turns: 1 })
    expect(asked).toHaveLength(1)
    expect(io.warnings).toEqual(['No answer: Too many requests. You can ask again.'])
  })

  it('needs a terminal', async () => {
    const { ports } = await scene({ answer: () => 'x' })
    expect(await failureOf(ask(ports))).toMatchObject({ code: 'MLC-IO-001' })
  })
})
