import type { Call } from '../../service.ts'
import { customizationId } from '../models/catalogue.ts'
import { type CustomizationRules, rulesOf } from '../models/customization-rules.ts'
import { FOUNDATION_MODELS } from '../models/foundation-models.ts'
import { readStandIn, writeStandIn } from '../models/kept-stand-ins.ts'
import { inspect, type Report, sample } from '../records/data-sets.ts'
import { locationOf } from '../s3-uri.ts'
import type { Example } from '../stand-in/example.ts'
import { fitStandIn, type MetricRow } from '../stand-in/fit.ts'
import {
  arnOf,
  type BedrockState,
  changeState,
  idFrom,
  inRegion,
  type JobRecord,
  readState,
  type TrainingOutcome,
  type ValidationOutcome,
} from '../state.ts'
import { trainingArtefacts, validationArtefacts } from './artefacts.ts'
import { jobRole, mayRead, unreadable } from './role-access.ts'
import { milestones, workDue } from './timeline.ts'

/** Records that a fit looks at, at most; more would make a command wait for seconds. */
const TRAINING_SAMPLE = 1_000
const VALIDATION_SAMPLE = 300

const pathOf = (call: Call, uri: string): string | undefined => {
  const { bucket, key } = locationOf(uri)
  return call.neighbours.objects.path(bucket, key)
}

const countFailure = (
  call: Call,
  reports: readonly Report[],
  rules: CustomizationRules,
): string | undefined => {
  const media = new Set(reports.flatMap((report) => report.media))
  if (media.size > 1) return `The data set mixes ${[...media].join(' and ')} records.`
  const records = reports.reduce((sum, report) => sum + report.records, 0)
  if (records < rules.minRecords) {
    return `The number of records ${records} is below the minimum of ${rules.minRecords} for the base model.`
  }
  const { recordsQuota, maxRecords } = rules
  const most =
    recordsQuota === undefined ? maxRecords : call.neighbours.quota('bedrock', recordsQuota)
  if (records > most) {
    return `The number of records ${records} in training and validation data exceeds the maximum of ${most} for the base model.`
  }
  return undefined
}

const validate = async (call: Call, job: JobRecord): Promise<ValidationOutcome> => {
  const rules = rulesOf(job.foundationId, job.customizationType)
  const reports: Report[] = []
  for (const uri of [job.trainingUri, ...job.validationUris]) {
    const path = pathOf(call, uri)
    if (path === undefined || !mayRead(call, jobRole(call, job), uri)) {
      return { records: 0, failure: unreadable(uri) }
    }
    reports.push(await inspect(path, locationOf(uri).key, rules))
  }
  validationArtefacts(call, job, reports)
  const records = reports[0]?.records ?? 0
  const failure =
    reports.find((r) => r.failure !== undefined)?.failure ?? countFailure(call, reports, rules)
  return { records, ...(failure === undefined ? {} : { failure }) }
}

/** The learning rate as a multiple of the base model's default, held to a band in which a fit works. */
const paceOf = (job: JobRecord, rules: CustomizationRules): number => {
  const range = rules.hyperParameters.find(({ name }) => name.startsWith('learningRate'))
  const given = Number(job.hyperParameters[range?.name ?? ''] ?? 1)
  const usual = Number(range?.initial ?? 1)
  return Math.min(4, Math.max(0.1, usual > 0 ? given / usual : 1))
}

const samples = async (
  call: Call,
  job: JobRecord,
  rules: CustomizationRules,
): Promise<Example[][]> => {
  const sets: Example[][] = []
  for (const [i, uri] of [job.trainingUri, ...job.validationUris].entries()) {
    const path = pathOf(call, uri)
    if (path === undefined) return []
    const most = i === 0 ? TRAINING_SAMPLE : VALIDATION_SAMPLE
    sets.push([...(await sample(path, rules, { most, seed: `${job.arn} ${i}` }))])
  }
  return sets
}

/** Mean over the last epoch: one batch alone says little. */
const lastEpochLoss = (rows: readonly MetricRow[]): number => {
  const last = rows.filter(({ epoch }) => epoch === rows.at(-1)?.epoch)
  return last.reduce((sum, { loss }) => sum + loss, 0) / Math.max(1, last.length)
}

const train = async (call: Call, job: JobRecord): Promise<TrainingOutcome> => {
  if (job.effect === 'fail-training')
    return { failure: 'The training job failed. Please try again.' }
  const rules = rulesOf(job.foundationId, job.customizationType)
  const [training, ...validation] = await samples(call, job, rules)
  if (training === undefined) return { failure: unreadable(job.trainingUri) }
  const fitted = fitStandIn(training, validation, {
    seed: job.arn,
    epochs: Number(job.hyperParameters.epochCount ?? 1),
    batchSize: Math.min(32, Number(job.hyperParameters.batchSize ?? 8)),
    pace: paceOf(job, rules),
    parent: job.parentArn === undefined ? undefined : readStandIn(call, job.parentArn),
  })
  const model = FOUNDATION_MODELS.find(({ id }) => id === job.foundationId)
  const base = model === undefined ? job.foundationId : customizationId(model)
  const modelArn = arnOf(call, `custom-model/${base}/${idFrom(job.arn, 'model')}`)
  writeStandIn(call, modelArn, fitted.model)
  trainingArtefacts(call, job, fitted)
  return {
    modelArn,
    trainingLoss: lastEpochLoss(fitted.training),
    validationLosses: fitted.validation.map((rows) => rows.at(-1)?.loss ?? 0),
  }
}

const recordTraining = (state: BedrockState, arn: string, outcome: TrainingOutcome): void => {
  const job = state.jobs[arn]
  if (job === undefined || job.training !== undefined) return
  job.training = outcome
  if (!('modelArn' in outcome)) return
  const createdAt = milestones(job).trained
  state.models[outcome.modelArn] = {
    arn: outcome.modelArn,
    name: job.modelName,
    jobArn: arn,
    createdAt,
  }
  state.tags[outcome.modelArn] = job.modelTags
}

/** Does what is due for one job, step by step; each step is recorded once, by whoever is first. */
const catchUp = async (call: Call, arn: string): Promise<void> => {
  for (;;) {
    const job = readState(call).jobs[arn]
    const due = job === undefined ? undefined : workDue(job, call.clock.now())
    if (job === undefined || due === undefined) return
    if (due === 'validate') {
      const outcome = await validate(call, job)
      changeState(call, (state) => {
        const mine = state.jobs[arn]
        if (mine !== undefined) mine.validation ??= outcome
      })
    } else {
      const outcome = await train(call, job)
      changeState(call, (state) => recordTraining(state, arn, outcome))
    }
  }
}

/**
 * Catches up on the work of jobs whose time has come: reads their records, fits their stand-ins,
 * writes their artefacts. Whichever call comes first does it; two that race get the same result, for
 * it depends on the job and its files alone. Returns the state after that.
 */
export const settle = async (call: Call): Promise<BedrockState> => {
  const state = readState(call)
  const now = call.clock.now()
  const due = inRegion(call, state.jobs).filter((job) => workDue(job, now) !== undefined)
  for (const { arn } of due) await catchUp(call, arn)
  return due.length === 0 ? state : readState(call)
}
