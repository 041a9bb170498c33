import type { Call, Input, Output } from '../../service.ts'
import { refusal } from '../errors.ts'
import { takeJobFault } from '../faults.ts'
import { customizationId } from '../models/catalogue.ts'
import { effectiveHyperParameters, rulesOf } from '../models/customization-rules.ts'
import { arnOf, changeState, idFrom, type JobRecord, tokenKey } from '../state.ts'
import { tagsOf } from '../tags.ts'
import { preflightArtefact } from './artefacts.ts'
import { type Base, baseOf, checkInput, checkNames, checkOutput, checkType } from './checks.ts'
import { checkedKey, jobRole } from './role-access.ts'
import { settle } from './work.ts'

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined

const trainingUriOf = (input: Input): string => {
  const uri = member(input.trainingDataConfig, 's3Uri')
  if (typeof uri === 'string') return uri
  throw refusal.validation(
    'Invalid training input data configuration. The sandbox takes an s3Uri, no invocation logs.',
  )
}

const validationUrisOf = (input: Input): string[] => {
  const validators = member(input.validationDataConfig, 'validators')
  return (Array.isArray(validators) ? validators : []).map((v) => String(member(v, 's3Uri')))
}

const recordOf = (call: Call, input: Input, base: Base): JobRecord => {
  const type = String(input.customizationType ?? 'FINE_TUNING')
  checkType(base, type)
  const id = idFrom(call.accountId, call.region, String(input.jobName))
  const given = (input.hyperParameters ?? {}) as Readonly<Record<string, string>>
  const arn = arnOf(call, `model-customization-job/${customizationId(base.model)}/${id}`)
  const role = jobRole(call, { arn, roleArn: String(input.roleArn) })
  const kmsKeyArn = checkedKey(call, role, input.customModelKmsKeyId)
  return {
    arn,
    id,
    name: String(input.jobName),
    ...(input.clientRequestToken === undefined ? {} : { token: String(input.clientRequestToken) }),
    modelName: String(input.customModelName),
    roleArn: role.roleArn,
    foundationId: base.model.id,
    baseModelArn: base.arn,
    ...(base.parentArn === undefined ? {} : { parentArn: base.parentArn }),
    customizationType: type,
    ...(kmsKeyArn === undefined ? {} : { kmsKeyArn }),
    trainingUri: trainingUriOf(input),
    validationUris: validationUrisOf(input),
    outputUri: String(member(input.outputDataConfig, 's3Uri')),
    hyperParameters: effectiveHyperParameters(rulesOf(base.model.id, type), given),
    ...(input.vpcConfig === undefined ? {} : { vpcConfig: input.vpcConfig }),
    modelTags: tagsOf(input.customModelTags),
    createdAt: call.clock.now(),
    msPerSecond: call.clock.duration(1000) / 1000,
  }
}

const checkAccess = (call: Call, job: JobRecord): void => {
  const role = jobRole(call, job)
  for (const uri of [job.trainingUri, ...job.validationUris]) checkInput(call, role, uri)
  checkOutput(call, role, job.outputUri)
}

/** AWS documents no text for a network that is not there; the words after the colon are EC2's. */
const checkVpc = (call: Call, { vpcConfig }: Input): void => {
  const texts = (name: string) => (member(vpcConfig, name) ?? []) as readonly string[]
  const problem = call.neighbours.network.refusal(call.region, {
    subnetIds: texts('subnetIds'),
    groupIds: texts('securityGroupIds'),
  })
  if (problem !== undefined) throw refusal.validation(`Invalid VPC configuration: ${problem}`)
}

/**
 * Starts a customization job. Refused with the service's texts for a name in use, a base that takes no new jobs, a role that
 * Bedrock cannot assume or that may not read and write, hyperparameters out of range, a full quota. A repeated
 * client token is answered with the first job, as the API documents.
 */
export const createModelCustomizationJob = async (call: Call, input: Input): Promise<Output> => {
  const before = await settle(call)
  const key = tokenKey(call, input.clientRequestToken)
  const repeated = key === undefined ? undefined : before.tokens[key]
  if (repeated !== undefined) return { jobArn: repeated }
  checkNames(call, before, input)
  const jobTags = tagsOf(input.jobTags)
  const job = recordOf(call, input, baseOf(call, before, input))
  checkAccess(call, job)
  checkVpc(call, input)
  const effect = takeJobFault(call, job.name)
  const jobArn = changeState(call, (state) => {
    const first = key === undefined ? undefined : state.tokens[key]
    if (first !== undefined) return first
    checkNames(call, state, input)
    state.jobs[job.arn] = effect === undefined ? job : { ...job, effect }
    state.tags[job.arn] = jobTags
    if (key !== undefined) state.tokens[key] = job.arn
    return job.arn
  })
  if (effect !== 'internal-error') preflightArtefact(call, job.outputUri)
  return { jobArn }
}
