import type { Plan } from '../../domain/core/plan.ts'
import { identityOf } from '../../domain/finetune/identity.ts'
import type { CheckResult } from '../../domain/finetune/preflight/check.ts'
import type { Ports } from '../../ports/all.ts'
import type { CustomizationJobView } from '../../ports/customization-jobs.ts'
import { type Applied, type ApplyOptions, carryOut, outputText } from '../apply.ts'
import { planAgainstLiveState } from '../observe.ts'
import { findAttempt } from './attempts.ts'
import { loadCatalogue, requireModel } from './catalogue.ts'
import { trainingFiles } from './data.ts'
import { JOB_STEP, trainingSteps } from './drafts.ts'
import { type EstimateDocument, estimateDocument, estimateOf } from './estimate.ts'
import { recordJobFact } from './facts.ts'
import { type JobDocument, jobDocument, requireJob } from './job.ts'
import { asKnown } from './known.ts'
import { contentOf, lookAround, type Training } from './look.ts'
import { placeOf } from './place.ts'
import { preflight } from './preflight.ts'
import { type FinetuneRequest, resolveSpec, runLine } from './request.ts'
import { forgetUnfinished, noted } from './unfinished.ts'
import { sayGoesOn, type WatchOptions, watchJob } from './watch.ts'

export type RunOptions = {
  readonly apply: ApplyOptions
  readonly wait: boolean
  readonly watch: WatchOptions
}

export type FinetuneResult = {
  readonly status: Applied['status']
  readonly jobName: string
  readonly customModelName: string
  /** The training was there already: running or completed, not paid again. */
  readonly attached: boolean
  readonly attempt: number
  readonly checks: readonly CheckResult[]
  readonly estimate?: EstimateDocument
  readonly plan?: Plan
  readonly planFile?: string
  readonly job?: JobDocument
}

/**
 * Trains: checks everything, plans bucket, uploads, role and job, and carries the plan out. The same
 * line again attaches to the training that is there, or continues one that was interrupted.
 * @throws what `resolveSpec`, `preflight`, `carryOut` and `watchJob` throw.
 */
export const runFinetune = async (
  ports: Ports,
  request: FinetuneRequest,
  options: RunOptions,
): Promise<FinetuneResult> => {
  const { training, job } = await decide(ports, request)
  const names = identityOf(training.content, training.attempt)
  const { jobName, customModelName } = names
  const base = { jobName, customModelName, attempt: training.attempt }
  if (job !== undefined) {
    await sayAttached(ports, job, customModelName)
    const document = onlyLooks(options.apply)
      ? jobDocument(job, ports.clock.now())
      : await follow(ports, training, job.jobArn, options)
    return { status: 'nothing-to-do', ...base, attached: true, checks: [], job: document }
  }
  const world = await lookAround(ports, training)
  const checks = preflight(ports.io, world)
  const estimate = estimateOf(world)
  const steps = await trainingSteps(ports, training, world)
  const { plan } = await planAgainstLiveState(ports, runLine(request), steps)
  const applied = await begin(ports, request, plan, options.apply)
  const { planFile } = applied
  const result = {
    ...base,
    status: applied.status,
    attached: false,
    checks,
    plan,
    ...(estimate === undefined ? {} : { estimate: estimateDocument(estimate, training.model.key) }),
    ...(planFile === undefined ? {} : { planFile }),
  }
  if (applied.status !== 'applied') return result
  const jobArn = outputText(applied, JOB_STEP, 'jobArn')
  return { ...result, job: await follow(ports, training, jobArn, options) }
}

/** A plan that is only shown or saved leaves nothing to take up. */
const begin = (
  ports: Ports,
  request: FinetuneRequest,
  plan: Plan,
  apply: ApplyOptions,
): Promise<Applied> =>
  onlyLooks(apply)
    ? carryOut(ports, plan, apply)
    : noted(ports, request, () => carryOut(ports, plan, apply))

const onlyLooks = (apply: ApplyOptions): boolean => apply.dryRun || apply.planOut !== undefined

const decide = async (
  ports: Ports,
  request: FinetuneRequest,
): Promise<{ readonly training: Training; readonly job?: CustomizationJobView }> => {
  const spec = await resolveSpec(ports, request)
  const model = requireModel(await loadCatalogue(ports), spec.baseModel)
  const place = await placeOf(ports, spec)
  const files = await trainingFiles(ports, spec, place)
  const content = contentOf({ spec, model, place, files })
  const { attempt, job } = await findAttempt(ports, content, request.again)
  const training = { spec, model, place, files, content, attempt }
  return job === undefined ? { training } : { training, job }
}

const sayAttached = async (
  ports: Pick<Ports, 'io' | 'customModels'>,
  job: CustomizationJobView,
  customModelName: string,
): Promise<void> => {
  const { jobName, status } = job
  if (status !== 'Completed') {
    ports.io.note(`This training is running already (${jobName}); nothing is paid again.`)
    return
  }
  ports.io.note(
    `This training is completed already (${jobName}); nothing is paid again. To train once more: --again`,
  )
  const model = await asKnown(() => ports.customModels.find(customModelName))
  if (model.known && model.value === undefined) {
    ports.io.warn(`Its model ${customModelName} was deleted; --again makes a new one.`)
  }
}

/** Notes what the job was made of, then waits for its end or says how to. */
const follow = async (
  ports: Ports,
  training: Training,
  jobArn: string,
  options: RunOptions,
): Promise<JobDocument> => {
  await recordJobFact(ports, jobArn, 'trained-on', lineageOf(training))
  // A run that was killed after its last step is complete, now that its job is known.
  await forgetUnfinished(ports)
  if (options.wait) return watchJob(ports, jobArn, options.watch)
  const job = await requireJob(ports, jobArn)
  if (job.status === 'InProgress') sayGoesOn(ports, job.jobName)
  return jobDocument(job, ports.clock.now())
}

/** What the model comes from: kept in the journal, since the service forgets all but the URI. */
const lineageOf = ({ spec, model, files, content, attempt }: Training) => ({
  jobName: identityOf(content, attempt).jobName,
  customModelName: identityOf(content, attempt).customModelName,
  baseModel: model.key,
  data: files.map(({ role, given, uri, contentDigest }) => ({
    role,
    given,
    uri,
    digest: contentDigest,
  })),
  ...('source' in spec.data
    ? { source: spec.data.source, systemPrompt: spec.data.prepare.system }
    : {}),
})
