import { lineChart } from '../../domain/core/chart.ts'
import { formatDuration } from '../../domain/core/duration.ts'
import { moneyText } from '../../domain/core/money.ts'
import { lossSeries } from '../../domain/finetune/metrics.ts'
import { GateError, MlctlError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { ApplyOptions } from '../apply.ts'
import { metricsOf } from '../finetune/metrics.ts'
import { type FinetuneResult, runFinetune } from '../finetune/run.ts'
import { watchJob } from '../finetune/watch.ts'
import { check, type DemoCheck, type Narrator } from './stage.ts'

/** A base model that has reached its end: the mistake that the checks must catch. */
const RETIRED = 'llama3-2-3b'
/** The check that knows it. */
const LIFECYCLE = 'MLC-PF-003'
const RECIPE = 'finetune.yaml'
const WATCH_EVERY_MS = 250
const CHART_ROWS = 8

/** Consents to what `--yes` consents to, and to nothing that costs by the hour. */
export const YES: ApplyOptions = { consent: { yes: true }, dryRun: false }

const dryRun: ApplyOptions = { ...YES, dryRun: true }
const plain = { wait: false, watch: {} } as const

export type DemoModel = {
  readonly jobName: string
  readonly modelName: string
  readonly estimate: FinetuneResult['estimate']
  readonly created: readonly string[]
}

/** A planted mistake, the plan with its cost, the training, its end, its losses. */
export const trainStages = async (ports: Ports, narrator: Narrator): Promise<DemoModel> => {
  await mistakeStage(ports, narrator)
  const plan = await planStage(ports, narrator)
  const run = await runStage(ports, narrator)
  const modelName = await watchStage(ports, narrator, run.jobName)
  await metricsStage(ports, narrator, run.jobName)
  return { jobName: run.jobName, modelName, estimate: plan.estimate, created: run.created }
}

const mistakeStage = (ports: Ports, narrator: Narrator): Promise<void> =>
  narrator.tell(
    { title: 'A mistake', command: `mlctl finetune plan -f ${RECIPE} --base-model ${RETIRED}` },
    async () => {
      const request = { file: RECIPE, flags: { baseModel: RETIRED }, again: false }
      const error = await runFinetune(ports, request, { ...plain, apply: dryRun }).then(
        () => undefined,
        (refusal: unknown) => refusal,
      )
      if (!(error instanceof MlctlError)) {
        if (error !== undefined) throw error
        return {
          said: 'nobody noticed',
          checks: [check('it is refused', false, 'a plan')],
          value: undefined,
        }
      }
      const reasons = (error.why ?? error.message).split('\n')
      const retired = reasons.find((reason) => reason.startsWith(LIFECYCLE)) ?? reasons[0] ?? ''
      return {
        said: `caught before anything was sent: ${retired}`,
        checks: [
          check('a check refuses the retired model', error instanceof GateError, error.code),
        ],
        value: undefined,
      }
    },
  )

const planStage = (ports: Ports, narrator: Narrator): Promise<FinetuneResult> =>
  narrator.tell({ title: 'Plan', command: `mlctl finetune plan -f ${RECIPE}` }, async () => {
    const request = { file: RECIPE, flags: {}, again: false }
    const planned = await runFinetune(ports, request, { ...plain, apply: dryRun })
    const passed = planned.checks.filter(({ status }) => status === 'ok').length
    const cost = planned.estimate?.cost
    const price =
      cost === undefined
        ? 'price unknown'
        : `${moneyText(cost.low)} to ${moneyText(cost.high)} on AWS`
    return {
      said: `${passed} of ${planned.checks.length} checks passed, ${planned.plan?.steps.length ?? 0} steps, ${price}`,
      checks: [
        check('it only plans', planned.status === 'planned', planned.status),
        check('no check fails', !planned.checks.some(({ status }) => status === 'failed'), passed),
        check('the cost is known', cost !== undefined, price),
      ],
      value: planned,
    }
  })

type Run = { readonly jobName: string; readonly created: readonly string[] }

const runStage = (ports: Ports, narrator: Narrator): Promise<Run> =>
  narrator.tell({ title: 'Run', command: `mlctl finetune run -f ${RECIPE} --yes` }, async () => {
    const request = { file: RECIPE, flags: {}, again: false }
    const done = await runFinetune(ports, request, { ...plain, apply: YES })
    const again = await runFinetune(ports, request, { ...plain, apply: YES })
    const created = done.plan?.steps.map(({ summary }) => summary) ?? []
    return {
      said: `bucket, upload, role and job ${done.jobName}; the same line again attaches and pays nothing`,
      checks: [
        check('the plan is carried out', done.status === 'applied', done.status),
        ...(await stepChecks(ports, done)),
        check(
          'the same line attaches',
          again.attached && again.jobName === done.jobName,
          again.jobName,
        ),
      ],
      value: { jobName: done.jobName, created },
    }
  })

/** Looks at what is there now, not at what the run says of itself. */
const stepChecks = async (ports: Ports, done: FinetuneResult): Promise<readonly DemoCheck[]> => {
  const job = await ports.customizationJobs.find(done.jobName)
  const bucket = /^s3:\/\/([^/]+)\//.exec(job?.outputS3Uri ?? '')?.[1] ?? ''
  const view = await ports.objects.bucket(bucket)
  const role = await ports.roles.find(job?.roleArn.split('/').at(-1) ?? '')
  const uploaded = await ports.objects.list(bucket, 'mlctl/')
  return [
    check('the bucket is private', view?.publicAccessBlocked === true, bucket),
    check(
      'the data is there',
      uploaded.some(({ key }) => key.endsWith('training.jsonl')),
      uploaded.length,
    ),
    check('the role has one policy', role?.inlinePolicies.length === 1, role?.roleName ?? 'none'),
    check('the job is there', job !== undefined, job?.status ?? 'none'),
  ]
}

const watchStage = (ports: Ports, narrator: Narrator, jobName: string): Promise<string> =>
  narrator.tell({ title: 'Watch', command: `mlctl finetune watch ${jobName}` }, async () => {
    const job = await watchJob(ports, jobName, { everyMs: WATCH_EVERY_MS })
    const phases = job.phases.map(({ name, status }) => `${name} ${status}`).join(', ')
    return {
      said: `${job.status} after ${formatDuration(job.elapsedSeconds * 1_000)} (the sandbox's clock runs fast)`,
      checks: [
        check(
          'every phase is completed',
          job.phases.every(({ status }) => status === 'Completed'),
          phases,
        ),
        check('it made a model', job.customModelName !== undefined, job.customModelName ?? 'none'),
      ],
      value: job.customModelName ?? jobName,
    }
  })

const metricsStage = (ports: Ports, narrator: Narrator, jobName: string): Promise<void> =>
  narrator.tell(
    { title: 'Losses', command: `mlctl finetune metrics ${jobName} --out losses.svg` },
    async () => {
      const metrics = await metricsOf(ports, jobName, 'losses.svg')
      const { training, validation } = metrics
      const [first = 0, last = 0] = [training[0]?.loss, training.at(-1)?.loss]
      const held = validation.at(-1)?.loss
      const drawn = (await ports.files.stat('losses.svg'))?.sizeBytes ?? 0
      return {
        said: `training ${first.toFixed(3)} to ${last.toFixed(3)}, validation ${held?.toFixed(3) ?? 'none'}`,
        checks: [
          check('the loss fell', last < first, `${first} to ${last}`),
          check('there is a validation loss', held !== undefined, held ?? 'none'),
          check('the chart is written', drawn > 0, drawn),
        ],
        picture: lineChart(lossSeries(training, validation), {
          columns: ports.io.columns,
          rows: CHART_ROWS,
          unicode: ports.io.style.unicode,
          xTitle: 'step',
        }),
        value: undefined,
      }
    },
  )
