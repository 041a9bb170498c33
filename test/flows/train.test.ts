import { describe, expect, it } from 'vitest'
import { setupRole } from '../../src/lib/flows/iam/setup.ts'
import { runProcessing } from '../../src/lib/flows/process/run.ts'
import { listJobs } from '../../src/lib/flows/train/list.ts'
import { jobLogs } from '../../src/lib/flows/train/logs.ts'
import { runTraining } from '../../src/lib/flows/train/run.ts'
import { jobStatus } from '../../src/lib/flows/train/status.ts'
import { stopJob } from '../../src/lib/flows/train/stop.ts'
import { watchJob } from '../../src/lib/flows/train/watch.ts'
import { runTransform } from '../../src/lib/flows/transform/run.ts'
import type { Ports } from '../../src/lib/ports/all.ts'
import type { Roles, SimulationAsk } from '../../src/lib/ports/roles.ts'
import { hostedModel } from '../support/hosting-world.ts'
import { mortal } from '../support/mortal.ts'
import { addFault, OPTIONS, RECIPE, requestFor, trainWorld } from '../support/train-world.ts'

const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  )

const trainings = async (ports: Ports) => (await ports.trainingJobs.list()).length

describe('train run', () => {
  it('makes a job, waits for it and says what it left', async () => {
    const world = await trainWorld()
    const result = await runTraining(world.ports, 'run', requestFor(world), OPTIONS)
    expect(result).toMatchObject({ status: 'applied', kind: 'training', attached: false })
    expect(result.jobName).toMatch(/^fraud-[0-9a-f]{8}$/)
    expect(result.job).toMatchObject({
      status: 'Completed',
      trainingSeconds: 1000,
      billableSeconds: 1000,
      modelS3Uri: `s3://acme-ml/out/${result.jobName}/output/model.tar.gz`,
    })
    expect(Object.keys(result.job?.metrics ?? {})).toEqual(['validation:loss'])
  })

  it('attaches to its job when run again, and pays again only with --again', async () => {
    const world = await trainWorld()
    const request = requestFor(world)
    const first = await runTraining(world.ports, 'run', request, { ...OPTIONS, wait: false })
    const second = await runTraining(world.ports, 'run', request, OPTIONS)
    expect(second).toMatchObject({
      status: 'nothing-to-do',
      attached: true,
      jobName: first.jobName,
    })
    expect((await runTraining(world.ports, 'run', request, OPTIONS)).attached).toBe(true)
    expect(await trainings(world.ports)).toBe(1)
    const again = await runTraining(world.ports, 'run', request, { ...OPTIONS, again: true })
    expect(again.jobName).toBe(`${first.jobName}-2`)
  })

  it('makes another job of another recipe', async () => {
    const world = await trainWorld()
    await runTraining(world.ports, 'run', requestFor(world), OPTIONS)
    const changed = requestFor(world, { hyperparameters: { lr: 0.2 } })
    await runTraining(world.ports, 'run', changed, OPTIONS)
    expect(await trainings(world.ports)).toBe(2)
  })

  it('shows the most that the job can cost, and plans without making it', async () => {
    const world = await trainWorld()
    const result = await runTraining(world.ports, 'run', requestFor(world, { instances: 2 }), {
      ...OPTIONS,
      prices: { 'ml.m5.xlarge': 230_000 },
      apply: { consent: { yes: false }, dryRun: true },
    })
    expect(result.plan?.steps[0]?.cost).toEqual({ once: 460_000 })
    expect(await trainings(world.ports)).toBe(0)
  })

  it('fails with the reason and the end of the log', async () => {
    const world = await trainWorld()
    const request = requestFor(world, { env: { SANDBOX_EXIT_CODE: 3 } })
    const error = await failureOf(runTraining(world.ports, 'run', request, OPTIONS))
    expect(error).toMatchObject({ code: 'MLC-TRN-010', exitCode: 6 })
    expect((error as { why?: string }).why).toMatch(/exit code: 3[\s\S]*stand-in exit code 3/)
    // A failed attempt makes room for the next.
    const next = await runTraining(world.ports, 'run', request, { ...OPTIONS, wait: false })
    expect(next.jobName).toMatch(/-2$/)
  })

  it('tells a lost spot instance from a failure, and what was saved', async () => {
    const world = await trainWorld()
    const request = requestFor(world, {
      spot: true,
      checkpoints: 's3://acme-ml/checkpoints',
      env: { SANDBOX_SECONDS: 1000, SANDBOX_INTERRUPTIONS: 2 },
    })
    const { job } = await runTraining(world.ports, 'run', request, OPTIONS)
    expect(job).toMatchObject({
      status: 'Completed',
      spot: { interruptions: 2, savedPercent: 68 },
    })
    const said = world.io.warnings.filter((line) => line.includes('this is no failure'))
    expect(said.length).toBe(2)
  })

  it.each([
    ['MLC-TRN-012', { maxRuntime: '300s' }],
    [
      'MLC-TRN-013',
      {
        spot: true,
        maxRuntime: 900,
        maxWait: 900,
        env: { SANDBOX_SECONDS: 880, SANDBOX_INTERRUPTIONS: 1 },
      },
    ],
  ])('says %s when a limit ends it', async (code, changes) => {
    const world = await trainWorld()
    const request = requestFor(world, changes)
    const error = await failureOf(runTraining(world.ports, 'run', request, OPTIONS))
    expect(error).toMatchObject({ code, exitCode: 6 })
  })

  it('gives up waiting at the time limit, and the job goes on', async () => {
    const world = await trainWorld()
    const error = await failureOf(
      runTraining(world.ports, 'run', requestFor(world), {
        ...OPTIONS,
        watch: { timeoutMs: 60_000 },
      }),
    )
    expect(error).toMatchObject({ exitCode: 7 })
    expect((await world.ports.trainingJobs.list())[0]?.status).toBe('InProgress')
  })

  it.each<[string, object, string]>([
    ['an unknown member', { hyperparams: {} }, 'MLC-TRN-001'],
    ['no image', { image: undefined }, 'MLC-TRN-002'],
    ['spot with a warm pool', { spot: true, keepAlive: '10m' }, 'MLC-TRN-003'],
    ['a wait that is shorter than the runtime', { spot: true, maxWait: 60 }, 'MLC-TRN-003'],
    ['a local channel', { channels: { train: './data' } }, 'MLC-TRN-003'],
    ['Elastic Inference', { instanceType: 'ml.eia2.medium' }, 'MLC-TRN-003'],
    ['an empty channel', { channels: { train: 's3://acme-ml/none/' } }, 'MLC-TRN-005'],
    ['no such bucket', { output: 's3://acme-none/out' }, 'MLC-TRN-005'],
    ['no such role', { role: 'nobody' }, 'MLC-HOST-024'],
    [
      'an image of another region',
      { image: '111111111111.dkr.ecr.eu-west-1.amazonaws.com/train:1' },
      'MLC-TRN-006',
    ],
    [
      'an image that is not there',
      { image: '000000000000.dkr.ecr.us-east-1.amazonaws.com/train:1' },
      'MLC-TRN-006',
    ],
  ])('refuses %s before anything is made', async (_what, changes, code) => {
    const world = await trainWorld()
    const error = await failureOf(
      runTraining(world.ports, 'run', requestFor(world, changes), OPTIONS),
    )
    expect(error).toMatchObject({ code })
    expect(await trainings(world.ports)).toBe(0)
  })

  it('refuses a role that may not read the data', async () => {
    const world = await trainWorld()
    await world.ports.roles.putInlinePolicy('serving', 'data', {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: ['s3:ListBucket', 'ecr:*'], Resource: '*' }],
    })
    const error = await failureOf(runTraining(world.ports, 'run', requestFor(world), OPTIONS))
    expect(error).toMatchObject({
      code: 'MLC-TRN-004',
      hint: 'Nothing was changed. Allow it: mlctl iam fix --for training --role serving --data s3://acme-ml/data/ --output s3://acme-ml/out',
    })
  })

  it('takes the role that iam setup makes for these places, which trusts its own account alone', async () => {
    const world = await trainWorld()
    const places = { data: ['s3://acme-ml/data/'], output: 's3://acme-ml/out' }
    await setupRole(
      world.ports,
      { purpose: 'training', role: 'sm-role', images: [RECIPE.image], ...places },
      { consent: { yes: true }, dryRun: false },
    )
    const request = requestFor(world, { role: 'sm-role' })
    const run = await runTraining(world.ports, 'run', request, OPTIONS)
    expect(run).toMatchObject({ status: 'applied' })
    expect(world.io.notes.join('\n')).toContain('for 1 hour at most')
  })

  const DATA_ALONE = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }],
  } as const

  it('refuses a role that may not pull an image of another account', async () => {
    const world = await trainWorld()
    await world.ports.roles.putInlinePolicy('serving', 'data', DATA_ALONE)
    const error = await failureOf(runTraining(world.ports, 'run', requestFor(world), OPTIONS))
    expect(error).toMatchObject({
      code: 'MLC-TRN-004',
      why: expect.stringContaining('ecr:BatchGetImage on arn:aws:ecr:us-east-1:'),
      hint: expect.stringContaining(`--image ${RECIPE.image}`),
    })
    expect(await trainings(world.ports)).toBe(0)
  })

  it('warns only where the policy of the own repository may let the role in', async () => {
    const world = await trainWorld()
    await world.ports.roles.putInlinePolicy('serving', 'data', DATA_ALONE)
    const image = '000000000000.dkr.ecr.us-east-1.amazonaws.com/train:1'
    const request = requestFor(world, { image })
    const error = await failureOf(runTraining(world.ports, 'run', request, OPTIONS))
    expect(error).toMatchObject({ code: 'MLC-TRN-006' })
    expect(world.io.warnings.join('\n')).toContain(`The role may not pull ${image}`)
  })

  it('says how a role comes to pull an image, where IAM said that it may', async () => {
    const world = await trainWorld()
    await world.ports.roles.putInlinePolicy('serving', 'data', DATA_ALONE)
    const roles = {
      find: (name: string) => world.ports.roles.find(name),
      simulate: async (_arn: string, asks: readonly SimulationAsk[]) =>
        asks.map((ask) => ({ ...ask, decision: 'allowed' as const, missingContextKeys: [] })),
    } as unknown as Roles
    const ports = { ...world.ports, roles }
    const error = await failureOf(runTraining(ports, 'run', requestFor(world), OPTIONS))
    expect(error).toMatchObject({
      code: 'MLC-TRN-010',
      why: expect.stringContaining('Cannot pull'),
      hint: expect.stringContaining('mlctl iam fix --for training --role <role> --image <uri>'),
    })
  })

  it('holds nothing against a role that IAM could not judge', async () => {
    const world = await trainWorld()
    const roles = {
      find: (name: string) => world.ports.roles.find(name),
      simulate: async (_arn: string, asks: readonly SimulationAsk[]) =>
        asks.map((ask) => ({
          ...ask,
          decision: 'implicitDeny' as const,
          missingContextKeys: ['aws:SourceVpc'],
        })),
    } as unknown as Roles
    const run = runTraining({ ...world.ports, roles }, 'run', requestFor(world), OPTIONS)
    expect(await run).toMatchObject({ status: 'applied' })
  })

  it.each(['sagemaker.CreateTrainingJob', 'sagemaker.DescribeTrainingJob'])(
    'names the permission that %s lacks',
    async (match) => {
      const world = await trainWorld()
      await addFault(world.ports, match, 'AccessDeniedException', 9)
      const error = await failureOf(runTraining(world.ports, 'run', requestFor(world), OPTIONS))
      expect(error).toMatchObject({ exitCode: 4, details: { iamAction: match.replace('.', ':') } })
    },
  )

  it('explains old instances and goes on', async () => {
    const world = await trainWorld()
    const request = requestFor(world, { instanceType: 'ml.p3.2xlarge' })
    await runTraining(world.ports, 'run', request, OPTIONS)
    expect(world.io.warnings.join()).toContain('ml.p3.2xlarge is of an old family')
  })

  it('survives throttled looks and a create whose answer is lost', async () => {
    const world = await trainWorld()
    await world.ports.sandbox.addFault({
      match: 'sagemaker.DescribeTrainingJob',
      error: 'ThrottlingException',
      skip: 8,
      times: 5,
    })
    await world.ports.sandbox.addFault({
      match: 'sagemaker.CreateTrainingJob',
      kind: 'lost',
      times: 1,
    })
    const result = await runTraining(world.ports, 'run', requestFor(world), OPTIONS)
    expect(result.job?.status).toBe('Completed')
    expect(await trainings(world.ports)).toBe(1)
  })
})

describe.each(['before', 'after'] as const)('train run killed %s any call', (moment) => {
  it('makes one job all the same, once the same line is run again', async () => {
    const once = { ...OPTIONS, wait: false }
    const dying = (ports: Ports, life: ReturnType<typeof mortal>): Ports => ({
      ...ports,
      trainingJobs: life.wrap(ports.trainingJobs),
      journal: { ...ports.journal, append: life.wrap(ports.journal).append },
    })
    const alone = mortal(Number.POSITIVE_INFINITY, moment)
    const first = await trainWorld()
    await runTraining(dying(first.ports, alone), 'run', requestFor(first), once)
    expect(alone.calls()).toBeGreaterThan(6)
    for (let dieAt = 1; dieAt <= alone.calls(); dieAt++) {
      const world = await trainWorld()
      const life = mortal(dieAt, moment)
      const request = requestFor(world)
      // The dead never answer; a process whose last call it was has ended by itself.
      await Promise.race([runTraining(dying(world.ports, life), 'run', request, once), life.killed])
      const { jobName } = await runTraining(world.again().ports, 'run', request, OPTIONS)
      expect(jobName).toMatch(/^fraud-[0-9a-f]{8}$/)
      expect(await trainings(world.ports)).toBe(1)
    }
  }, 120_000)
})

const TUNE = {
  metric: 'validation:loss',
  goal: 'minimize',
  trainings: 4,
  parallel: 2,
  ranges: { lr: { min: 0.001, max: 0.1, scale: 'log' }, optimizer: { values: ['adam', 'sgd'] } },
}

describe('train tune', () => {
  it('shows the best training, and all others by their rank', async () => {
    const world = await trainWorld()
    const request = requestFor(world, { tune: TUNE, hyperparameters: { epochs: 3 } })
    const { kind, job } = await runTraining(world.ports, 'tune', request, OPTIONS)
    expect(kind).toBe('tuning')
    expect(job).toMatchObject({ status: 'Completed', trainings: { completed: 4 } })
    const { ranking = [], best } = await jobStatus(world.ports, job?.jobName ?? '', undefined)
    expect(ranking[0]?.jobName).toBe(best?.jobName)
    const values = ranking.map(({ objective }) => objective ?? 0)
    expect(values).toEqual([...values].sort((a, b) => a - b))
    expect(Object.keys(best?.hyperParameters ?? {}).sort()).toEqual(['lr', 'optimizer'])
  })

  it('tries several algorithms in turn, and shows the best of each', async () => {
    const world = await trainWorld()
    const { image } = RECIPE
    const tune = {
      ...TUNE,
      definitions: {
        boosted: { image, ranges: { depth: { min: 1, max: 9, integer: true } } },
        forest: { image: image.replace('train', 'forest'), instanceType: 'ml.c5.xlarge' },
      },
    }
    const request = requestFor(world, { image: undefined, hyperparameters: {}, tune })
    const { plan, job } = await runTraining(world.ports, 'tune', request, {
      ...OPTIONS,
      prices: { 'ml.m5.xlarge': 230_000, 'ml.c5.xlarge': 500_000 },
    })
    expect(plan?.steps[0]).toMatchObject({
      summary: expect.stringContaining('1 × ml.m5.xlarge or 1 × ml.c5.xlarge, 4 trainings'),
      cost: { once: 2_000_000 },
    })
    expect(job).toMatchObject({ status: 'Completed', trainings: { completed: 4 } })
    const { definitions = [], ranking = [], best } = job ?? {}
    expect(definitions).toMatchObject([
      { definition: 'boosted', trainings: 2, metricName: 'validation:loss' },
      { definition: 'forest', trainings: 2 },
    ])
    const values = definitions.map((one) => one.best?.objective ?? Number.NaN)
    expect(best?.objective).toBe(Math.min(...values))
    expect(ranking[0]?.jobName).toBe(best?.jobName)
    const tuned = (name: string) =>
      ranking
        .filter(({ definition }) => definition === name)
        .map((one) => Object.keys(one.hyperParameters).sort().join())
    expect(tuned('boosted')).toEqual(Array(2).fill('depth,lr,optimizer'))
    expect(tuned('forest')).toEqual(Array(2).fill('lr,optimizer'))
  })

  it('names the image as missing where one algorithm has none', async () => {
    const world = await trainWorld()
    const definitions = { boosted: { image: RECIPE.image }, forest: {} }
    const request = requestFor(world, { image: undefined, tune: { ...TUNE, definitions } })
    expect(await failureOf(runTraining(world.ports, 'tune', request, OPTIONS))).toMatchObject({
      code: 'MLC-TRN-002',
      details: { missing: ['image'] },
    })
  })

  it('needs its metric among the metrics', async () => {
    const world = await trainWorld()
    const request = requestFor(world, { tune: { ...TUNE, metric: 'auc' } })
    expect(await failureOf(runTraining(world.ports, 'tune', request, OPTIONS))).toMatchObject({
      code: 'MLC-TRN-003',
    })
  })
})

describe('looking after jobs', () => {
  const started = async () => {
    const world = await trainWorld()
    const request = requestFor(world)
    const { jobName } = await runTraining(world.ports, 'run', request, { ...OPTIONS, wait: false })
    return { ...world, jobName }
  }

  it('lists jobs of all kinds, finds them without their kind, and stops them once', async () => {
    const { ports, jobName } = await started()
    const kinds = ['training', 'processing'] as const
    expect((await listJobs(ports, kinds, {})).jobs).toMatchObject([{ kind: 'training', jobName }])
    const stop = () => stopJob(ports, { job: jobName, kind: undefined }, OPTIONS.apply)
    expect((await stop()).job.status).toBe('Stopping')
    expect((await stop()).status).toBe('nothing-to-do')
    await ports.clock.sleep(60_000)
    expect(await failureOf(stop())).toMatchObject({ code: 'MLC-TRN-008' })
    expect(await failureOf(watchJob(ports, jobName, {}))).toMatchObject({ code: 'MLC-TRN-011' })
    expect(await failureOf(jobStatus(ports, 'nobody', undefined))).toMatchObject({
      code: 'MLC-TRN-007',
    })
  })

  it('writes each line of the log once while it follows', async () => {
    const { ports, jobName, io } = await started()
    const request = { job: jobName, kind: undefined, timeoutMs: undefined, json: false }
    const end = await jobLogs(ports, { ...request, tail: undefined, follow: true })
    expect(end.status).toBe('Completed')
    const lines = io.results.filter((line) => line.includes('val_loss='))
    expect(lines.length).toBe(10)
    expect(new Set(lines).size).toBe(10)
    io.results.length = 0
    await jobLogs(ports, { ...request, tail: 3, follow: false })
    expect(io.results.length).toBe(3)
    io.results.length = 0
    await jobLogs(ports, { ...request, tail: undefined, follow: false })
    expect(io.results.length).toBe(end.lines)
  })

  it('watches with few calls, and tells each stage once', async () => {
    const { ports, jobName, io } = await started()
    await watchJob(ports, jobName, { logs: true })
    const phases = io.events.filter(({ type }) => type === 'phase').map(({ phase }) => phase)
    expect(phases).toEqual(['Starting', 'Downloading', 'Training', 'Uploading', 'Completed'])
    expect(io.events.filter(({ type }) => type === 'log').length).toBe(13)
    expect(io.events.at(-1)).toMatchObject({ type: 'end', status: 'Completed' })
  })

  it('goes on without the log where it may not be read', async () => {
    const { ports, jobName, io } = await started()
    await addFault(ports, 'logs.*', 'AccessDeniedException', 99)
    const job = await watchJob(ports, jobName, { logs: true })
    expect(job.status).toBe('Completed')
    expect(io.warnings.filter((line) => line.includes('may not be read')).length).toBe(1)
  })
})

describe('process run and transform run', () => {
  const process = {
    name: 'prepare',
    image: '111111111111.dkr.ecr.us-east-1.amazonaws.com/p:1',
    role: 'serving',
    instanceType: 'ml.m5.xlarge',
    inputs: { raw: 's3://acme-ml/data/' },
    outputs: { clean: 's3://acme-ml/clean/' },
  }

  it('runs a processing container, once', async () => {
    const world = await trainWorld()
    const request = { file: undefined, flags: process, tags: {}, typed: {} }
    const first = await runProcessing(world.ports, request, OPTIONS)
    expect(first.job).toMatchObject({
      status: 'Completed',
      outputS3Uris: ['s3://acme-ml/clean/'],
    })
    expect((await runProcessing(world.ports, request, OPTIONS)).attached).toBe(true)
  })

  it('scores objects with a model', async () => {
    const world = await trainWorld()
    await hostedModel(world.ports, 'fraud-1', world.roleArn)
    const flags = {
      name: 'score',
      model: 'fraud-1',
      input: 's3://acme-ml/data/',
      output: 's3://acme-ml/scored',
      instanceType: 'ml.m5.xlarge',
      split: 'Line',
    }
    const request = { file: undefined, flags, tags: {}, typed: {} }
    const { job } = await runTransform(world.ports, request, OPTIONS)
    expect(job?.status).toBe('Completed')
    expect(await world.ports.objects.list('acme-ml', 'scored/')).toHaveLength(1)
    const other = { ...request, flags: { ...flags, model: 'none' } }
    expect(await failureOf(runTransform(world.ports, other, OPTIONS))).toMatchObject({
      code: 'MLC-TRN-005',
    })
  })
})
