import { describe, expect, it } from 'vitest'
import type { BedrockFault } from '../../../src/sandbox/bedrock/faults.ts'
import type { Input, Output } from '../../../src/sandbox/service.ts'
import { conversations, payments } from './payments.ts'
import { jobRequest, withData } from './stories.ts'
import { createWorld, MINUTE, refusalOf, type World } from './world.ts'

const create = async (world: World, changes: Input = {}): Promise<string> =>
  String((await world.bedrock('CreateModelCustomizationJob', jobRequest(changes))).jobArn)

const get = (world: World, jobIdentifier: string): Promise<Output> =>
  world.bedrock('GetModelCustomizationJob', { jobIdentifier })

const VALIDATORS = {
  validationDataConfig: { validators: [{ s3Uri: 's3://data/in/validation.jsonl' }] },
}

describe('a job that goes well', () => {
  it('passes through its phases to a model with losses', async () => {
    const world = withData(createWorld())
    const arn = await create(world, VALIDATORS)
    const seen: unknown[] = []
    for (const minutes of [1, 3, 4, 5, 20]) {
      world.pass(minutes * MINUTE)
      const { status, statusDetails } = await get(world, arn)
      const details = Object.values(statusDetails as Record<string, { status: string }>)
      seen.push([status, ...details.map((phase) => phase.status)])
    }
    expect(seen).toEqual([
      ['InProgress', 'InProgress', 'NotStarted', 'NotStarted'],
      ['InProgress', 'Completed', 'Completed', 'NotStarted'],
      ['InProgress', 'Completed', 'Completed', 'NotStarted'],
      ['InProgress', 'Completed', 'Completed', 'InProgress'],
      ['Completed', 'Completed', 'Completed', 'Completed'],
    ])
    const job = await get(world, 'fraud-1')
    const [{ validationLoss }] = job.validationMetrics as [{ validationLoss: number }]
    expect(job.outputModelArn).toMatch(/:custom-model\/amazon\.nova-micro-v1:0:128k\/[a-z0-9]{12}$/)
    expect(validationLoss).toBeGreaterThan(0)
    expect(validationLoss).toBeLessThan(0.5)
  })

  it('leaves its artefacts where Bedrock does', async () => {
    const world = withData(createWorld(), 40)
    const arn = await create(world, VALIDATORS)
    world.pass(60 * MINUTE)
    await get(world, arn)
    const folder = `out/model-customization-job-${arn.slice(-12)}`
    expect([...world.keys(folder)].sort()).toEqual([
      `${folder}/input_status/training/manifest.report.csv`,
      `${folder}/input_status/validation/manifest.report.csv`,
      `${folder}/training_artifacts/step_wise_training_metrics.csv`,
      `${folder}/validated_data/training/validated_prompts.jsonl`,
      `${folder}/validated_data/validation/validated_prompts.jsonl`,
      `${folder}/validation_artifacts/post_fine_tuning_validation/validation_metrics.csv`,
    ])
    const rows = world
      .text(`${folder}/training_artifacts/step_wise_training_metrics.csv`)
      .split('\n')
    expect(rows[0]).toBe('step_number,epoch_number,training_loss,perplexity')
    expect(rows).toHaveLength(1 + 2 * Math.ceil(40 / 8) + 1)
    const [step, epoch, loss, perplexity] = (rows[1] ?? '').split(',').map(Number)
    expect([step, epoch]).toEqual([0, 0])
    expect(perplexity).toBeCloseTo(Math.exp(loss ?? 0), 4)
    const validation = `${folder}/validation_artifacts/post_fine_tuning_validation/validation_metrics.csv`
    expect(world.text(validation)).toMatch(
      /^step_number,epoch_number,validation_loss,perplexity\n4,0,.*\n9,1,.*\n$/,
    )
    expect(world.text(`${folder}/input_status/training/manifest.report.csv`)).toBe(
      'fileName,totalProcessedRecordCount,acceptedRecordCount,partiallyAcceptedRecordCount,rejectedRecordCount\ntrain.jsonl,40,40,0,0\n',
    )
    expect(world.text(`${folder}/validated_data/training/validated_prompts.jsonl`)).toBe(
      world.text('in/train.jsonl'),
    )
  })

  it('gives the same result to two who ask at the same moment, and in another sandbox', async () => {
    const outcome = async () => {
      const world = withData(createWorld())
      const arn = await create(world, VALIDATORS)
      world.pass(60 * MINUTE)
      const [a, b] = await Promise.all([get(world, arn), get(world, arn)])
      expect(a).toEqual(b)
      return a
    }
    expect(await outcome()).toEqual(await outcome())
  })

  it('shows worse losses for shuffled labels', async () => {
    const lossOf = async (data: string): Promise<number> => {
      const world = withData(createWorld())
      world.put('data', 'in/train.jsonl', data)
      const arn = await create(world, VALIDATORS)
      world.pass(60 * MINUTE)
      const [metrics] = (await get(world, arn)).validationMetrics as { validationLoss: number }[]
      return metrics?.validationLoss ?? Number.NaN
    }
    const labels = payments(400, 'others').map(({ label }) => label)
    const lines = conversations(400, 'training').trimEnd().split('\n')
    const shuffled = lines.map((line, i) => line.replace(/"(fraud|legitimate)"/, `"${labels[i]}"`))
    expect(await lossOf(shuffled.join('\n'))).toBeGreaterThan(2 * (await lossOf(lines.join('\n'))))
  })

  it('ends at once where time takes none', async () => {
    const world = withData(createWorld({ msPerSecond: 0 }))
    expect(await get(world, await create(world))).toMatchObject({ status: 'Completed' })
  })

  it('fine-tunes a Llama while it is Active, from prompts and completions', async () => {
    const world = createWorld({ region: 'us-west-2', now: '2026-06-01T00:00:00Z' })
    const lines = payments(150, 'llama').map(({ prompt, label }) => ({ prompt, completion: label }))
    world.put('data', 'in/train.jsonl', lines.map((line) => JSON.stringify(line)).join('\n'))
    const arn = await create(world, { baseModelIdentifier: 'meta.llama3-1-8b-instruct-v1:0:128k' })
    world.pass(60 * MINUTE)
    expect(await get(world, arn)).toMatchObject({
      status: 'Completed',
      hyperParameters: { epochCount: '5', batchSize: '1', learningRate: '0.0001' },
    })
  })

  it('pre-trains on plain text in the days of Titan Text', async () => {
    const world = createWorld({ region: 'us-west-2', now: '2025-01-01T00:00:00Z' })
    const line = JSON.stringify({ input: 'the cat sat on the mat' })
    world.put('data', 'in/train.jsonl', Array(20).fill(line).join('\n'))
    const arn = await create(world, {
      baseModelIdentifier: 'amazon.titan-text-express-v1:0:8k',
      customizationType: 'CONTINUED_PRE_TRAINING',
    })
    world.pass(60 * MINUTE)
    expect(await get(world, arn)).toMatchObject({ status: 'Completed' })
  })
})

describe('a job fails after validation', () => {
  it.each<[string, (world: World) => unknown, string]>([
    [
      'a bad line',
      (w) => w.put('data', 'in/train.jsonl', `${conversations(20, 'x')}{"a":1}\n`),
      'Unable to parse Amazon S3 file: in/train.jsonl. Data files must conform to JSONL format. Line 21: messages must have',
    ],
    [
      'a bad validation line',
      (w) => w.put('data', 'in/validation.jsonl', 'oops'),
      'Amazon S3 file: in/validation.jsonl',
    ],
    [
      'too few records',
      (w) => {
        w.put('data', 'in/train.jsonl', conversations(3, 'x'))
        w.put('data', 'in/validation.jsonl', conversations(4, 'y'))
      },
      'records 7 is below the minimum of 8',
    ],
    [
      'more records than the quota',
      (w) => w.quotas.set('L-EC6A6ABC', 359),
      'exceeds the maximum of 359',
    ],
    [
      'data that is gone',
      (w) => w.remove('in/train.jsonl'),
      'Could not validate GetObject permissions',
    ],
  ])('for %s', async (_what, spoil, message) => {
    const world = withData(createWorld())
    const arn = await create(world, VALIDATORS)
    spoil(world)
    world.pass(2 * MINUTE)
    expect(await get(world, arn)).toMatchObject({ status: 'InProgress' })
    world.pass(2 * MINUTE)
    const job = await get(world, arn)
    expect(job).toMatchObject({
      status: 'Failed',
      failureMessage: expect.stringContaining(message),
      statusDetails: { validationDetails: { status: 'Failed' } },
    })
    expect(job).not.toHaveProperty('outputModelArn')
    expect((await world.bedrock('ListCustomModels')).modelSummaries).toEqual([])
  })

  it('for images in some records and videos in others', async () => {
    const world = withData(createWorld())
    const record = (kind: string, format: string) =>
      JSON.stringify({
        messages: [
          {
            role: 'user',
            content: [{ [kind]: { format, source: { s3Location: { uri: 's3://data/m' } } } }],
          },
          { role: 'assistant', content: [{ text: 'yes' }] },
        ],
      })
    const lines = [
      ...Array(5).fill(record('image', 'png')),
      ...Array(5).fill(record('video', 'mp4')),
    ]
    world.put('data', 'in/train.jsonl', lines.join('\n'))
    const arn = await create(world, { baseModelIdentifier: 'amazon.nova-lite-v1:0:300k' })
    world.pass(5 * MINUTE)
    expect((await get(world, arn)).failureMessage).toContain('mixes image and video')
  })

  it('and its manifest counts the rejected records', async () => {
    const world = withData(createWorld())
    world.put('data', 'in/train.jsonl', `${conversations(20, 'x')}oops\n{}\n`)
    const arn = await create(world)
    world.pass(5 * MINUTE)
    await get(world, arn)
    const folder = `out/model-customization-job-${arn.slice(-12)}`
    expect(world.text(`${folder}/input_status/training/manifest.report.csv`)).toContain(
      'train.jsonl,22,20,0,2',
    )
    expect(world.keys(`${folder}/validated_data`)).toEqual([])
  })
})

describe('a planted fault', () => {
  const plant = (world: World, effect: BedrockFault['effect']): void =>
    world.plant({ on: 'job', nameContains: 'fraud', effect, times: 1 })

  it('fails the job early with nothing written, once', async () => {
    const world = withData(createWorld())
    plant(world, 'internal-error')
    const arn = await create(world)
    world.pass(2 * MINUTE)
    expect(await get(world, arn)).toMatchObject({
      status: 'Failed',
      failureMessage: 'Encountered an internal error when processing the request.',
    })
    expect(world.keys('out')).toEqual([])
    const next = await create(world, { jobName: 'fraud-2' })
    world.pass(60 * MINUTE)
    expect(await get(world, next)).toMatchObject({ status: 'Completed' })
  })

  it('keeps the job in the queue until it is stopped', async () => {
    const world = withData(createWorld())
    plant(world, 'stuck-in-queue')
    const arn = await create(world)
    world.pass(50 * 60 * MINUTE)
    expect(await get(world, arn)).toMatchObject({
      status: 'InProgress',
      statusDetails: { trainingDetails: { status: 'NotStarted' } },
    })
    await world.bedrock('StopModelCustomizationJob', { jobIdentifier: arn })
    world.pass(2 * MINUTE)
    expect(await get(world, arn)).toMatchObject({ status: 'Stopped' })
  })

  it('fails the training', async () => {
    const world = withData(createWorld())
    plant(world, 'fail-training')
    const arn = await create(world)
    world.pass(60 * MINUTE)
    expect(await get(world, arn)).toMatchObject({
      status: 'Failed',
      statusDetails: { trainingDetails: { status: 'Failed' } },
    })
  })
})

describe('stopping', () => {
  it('takes a moment, makes no model, and cannot be done twice', async () => {
    const world = withData(createWorld())
    const arn = await create(world)
    world.pass(15 * MINUTE)
    await world.bedrock('StopModelCustomizationJob', { jobIdentifier: arn })
    expect(await get(world, arn)).toMatchObject({ status: 'Stopping' })
    world.pass(300 * MINUTE)
    const job = await get(world, arn)
    expect(job).toMatchObject({ status: 'Stopped' })
    expect(job).not.toHaveProperty('outputModelArn')
    const again = refusalOf(world.bedrock('StopModelCustomizationJob', { jobIdentifier: arn }))
    expect((await again).code).toBe('ConflictException')
  })

  it('is refused for a job that is over or unknown', async () => {
    const world = withData(createWorld())
    const arn = await create(world)
    world.pass(60 * MINUTE)
    const stop = (jobIdentifier: string) =>
      refusalOf(world.bedrock('StopModelCustomizationJob', { jobIdentifier }))
    expect((await stop(arn)).code).toBe('ConflictException')
    expect((await stop('nobody')).code).toBe('ResourceNotFoundException')
  })
})

describe('the list of jobs', () => {
  const names = (output: Output): string[] =>
    (output.modelCustomizationJobSummaries as { jobName: string }[]).map(({ jobName }) => jobName)

  const threeJobs = async (): Promise<World> => {
    const world = withData(createWorld(), 20)
    for (const name of ['alpha', 'beta', 'gamma']) {
      await create(world, { jobName: name, customModelName: name })
      world.pass(20 * MINUTE)
    }
    return world
  }

  it.each<[string, Input, string[]]>([
    ['newest first', {}, ['gamma', 'beta', 'alpha']],
    [
      'oldest first',
      { sortBy: 'CreationTime', sortOrder: 'Ascending' },
      ['alpha', 'beta', 'gamma'],
    ],
    ['by name', { nameContains: 'et' }, ['beta']],
    ['by status', { statusEquals: 'Completed' }, ['beta', 'alpha']],
    ['by age', { creationTimeAfter: new Date('2026-11-22T12:10:00Z') }, ['gamma', 'beta']],
    ['before', { creationTimeBefore: new Date('2026-11-22T12:10:00Z') }, ['alpha']],
  ])('is %s', async (_how, input, expected) => {
    expect(names(await (await threeJobs()).bedrock('ListModelCustomizationJobs', input))).toEqual(
      expected,
    )
  })

  it('comes in pages', async () => {
    const world = await threeJobs()
    const first = await world.bedrock('ListModelCustomizationJobs', { maxResults: 2 })
    const rest = await world.bedrock('ListModelCustomizationJobs', {
      maxResults: 2,
      nextToken: first.nextToken,
    })
    expect([names(first), names(rest)]).toEqual([['gamma', 'beta'], ['alpha']])
    expect(rest).not.toHaveProperty('nextToken')
    const bad = refusalOf(world.bedrock('ListModelCustomizationJobs', { nextToken: 'x' }))
    expect((await bad).code).toBe('ValidationException')
  })
})
