import type { Call, Input } from '../../service.ts'
import { INVALID_MODEL, refusal } from '../errors.ts'
import { customizationId, findListing, foundationArn, lifecycleOf } from '../models/catalogue.ts'
import type { FoundationModel } from '../models/foundation-models.ts'
import { locationOf } from '../s3-uri.ts'
import { type BedrockState, findRecord, inRegion } from '../state.ts'
import { type JobRole, mayRead, mayWrite, unreadable } from './role-access.ts'
import { progressOf } from './timeline.ts'

/** Customization jobs of an account at a time (not adjustable) and custom models: general/latest/gr/bedrock.html. */
const SCHEDULED_JOBS = 10
const CUSTOM_MODELS_QUOTA = 'L-CB5B847D'

/** What a job builds on. */
export type Base = {
  readonly model: FoundationModel
  readonly arn: string
  readonly parentArn?: string
}

/** The base of a job, by foundation-model id or ARN, or by the ARN of a custom model of the account. */
export const baseOf = (call: Call, state: BedrockState, input: Input): Base => {
  const identifier = String(input.baseModelIdentifier)
  const parent = identifier.includes(':custom-model/')
    ? findRecord(call, state.models, identifier)
    : undefined
  const job = parent === undefined ? undefined : state.jobs[parent.jobArn]
  const listing = findListing(job?.baseModelArn ?? identifier, call.region, call.clock.now())
  if (listing === undefined || !listing.customizable) throw refusal.validation(INVALID_MODEL)
  const { model } = listing
  if (lifecycleOf(model, call.clock.now()) === 'LEGACY') {
    throw refusal.validation(
      `The model ${listing.id} is in the Legacy state and does not accept new customization jobs.`,
    )
  }
  const arn = foundationArn(call.region, customizationId(model))
  return parent === undefined ? { model, arn } : { model, arn, parentArn: parent.arn }
}

/** Refuses a type of customization that the base does not take, or that the sandbox does not run. */
export const checkType = (base: Base, type: string): void => {
  if (!base.model.customizations.includes(type) && type !== 'REINFORCEMENT_FINE_TUNING') {
    throw refusal.validation(
      `The base model ${customizationId(base.model)} does not support customization type ${type}.`,
    )
  }
  if (type !== 'FINE_TUNING' && type !== 'CONTINUED_PRE_TRAINING') {
    throw refusal.validation(
      `The sandbox does not run ${type} jobs: it has no teacher model and no grader.`,
    )
  }
}

/** Refuses names in use, for ever in the case of jobs, and more than the quotas allow. */
export const checkNames = (call: Call, state: BedrockState, input: Input): void => {
  const jobs = inRegion(call, state.jobs)
  const running = jobs.filter((job) => progressOf(job, call.clock.now()).end === undefined)
  if (jobs.some(({ name }) => name === input.jobName)) {
    throw refusal.conflict(`The provided job name ${String(input.jobName)} is currently in use.`)
  }
  const models = [
    ...inRegion(call, state.models).map(({ name }) => name),
    ...running.map(({ modelName }) => modelName),
  ]
  if (models.includes(String(input.customModelName))) {
    throw refusal.conflict(
      `The provided custom model name ${String(input.customModelName)} is currently in use.`,
    )
  }
  if (running.length >= SCHEDULED_JOBS) {
    throw refusal.quota(
      `The account has reached the quota of ${SCHEDULED_JOBS} scheduled customization jobs.`,
    )
  }
  const most = call.neighbours.quota('bedrock', CUSTOM_MODELS_QUOTA)
  if (models.length >= most) {
    throw refusal.quota(`The account has reached the quota of ${most} custom models.`)
  }
}

const FOLDER =
  'Invalid training input data configuration. Check the input data S3 Uris (Uri should be a file, not a directory).'

/** Refuses an input URI that is a folder, in another region, absent, or closed to the role. */
export const checkInput = (call: Call, role: JobRole, uri: string): void => {
  const { bucket, key } = locationOf(uri)
  const { objects } = call.neighbours
  if (key === '' || key.endsWith('/')) throw refusal.validation(FOLDER)
  const here = objects.bucket(bucket)?.region === call.region
  if (!here || !mayRead(call, role, uri)) throw refusal.validation(unreadable(uri))
  if (objects.head(bucket, key) !== undefined) return
  const folder = objects.list(bucket, `${key}/`).length > 0
  throw refusal.validation(folder ? FOLDER : unreadable(uri))
}

/** Refuses an output URI in another region, or one where the role may not write. */
export const checkOutput = (call: Call, role: JobRole, uri: string): void => {
  const { bucket, key } = locationOf(uri)
  const file = `${key === '' || key.endsWith('/') ? key : `${key}/`}.write_access_check_file.tmp`
  const here = call.neighbours.objects.bucket(bucket)?.region === call.region
  if (!here || !mayWrite(call, role, `${bucket}/${file}`)) {
    throw refusal.validation(
      `Amazon S3 perms missing (PutObject): Could not validate PutObject permissions to access Amazon S3 bucket: ${bucket} at key ${file}`,
    )
  }
}
