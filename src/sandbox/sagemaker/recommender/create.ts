import { list, members, optionalText, text } from '../../members.ts'
import { type Call, type Input, type Output, ServiceError } from '../../service.ts'
import { containerOf } from '../endpoints/fleets.ts'
import { refusal } from '../errors.ts'
import { checkRole } from '../role.ts'
import { arnOf, changeState, type Members, readState, type ServerlessConfig } from '../state.ts'
import { tagsOf } from '../tags.ts'
import { benchmarkOf, type Candidate, type Limits } from './benchmark.ts'
import { DEFAULT_TYPES } from './instance-types.ts'
import { changeJobs, type JobRecord, readJobs, statusOf } from './records.ts'

const PENDING_SECONDS = 60
/** A Default job takes up to 45 minutes (guide of 2023); an Advanced one two hours unless told. */
const DEFAULT_SECONDS = 2700
const ADVANCED_SECONDS = 7200
const LONGEST_SECONDS = 18_000
const STOPPING_SECONDS = 60
const MOST_RESULTS = 10

/** Refusals of jobs, by the codes of the API model. */
const refused = {
  inUse: (message: string) => new ServiceError('ResourceInUse', message),
  notFound: (message: string) => new ServiceError('ResourceNotFound', message),
}

/** The job that a request names. Throws ResourceNotFound. */
export const jobOf = (call: Call, input: Input): JobRecord => {
  const name = text(input, 'JobName')
  const found = readJobs(call).jobs[arnOf(call, 'inference-recommendations-job', name)]
  if (found !== undefined) return found
  throw refused.notFound(`Could not find inference recommendations job "${name}".`)
}

/** Begins a job; what it will find is computed at once and told when its time has come. */
export const createInferenceRecommendationsJob = (call: Call, input: Input): Output => {
  checkRole(call, input.RoleArn)
  const job = jobFrom(call, input)
  const tags = tagsOf(input.Tags)
  changeJobs(call, ({ jobs }) => {
    if (jobs[job.arn] !== undefined) {
      throw refused.inUse(`Inference recommendations job "${job.name}" exists already.`)
    }
    jobs[job.arn] = job
  })
  changeState(call, (state) => {
    state.tags[job.arn] = tags
  })
  return { JobArn: job.arn }
}

const jobFrom = (call: Call, input: Input): JobRecord => {
  const name = text(input, 'JobName')
  const type = text(input, 'JobType') as JobRecord['type']
  const inputConfig = members(input, 'InputConfig') as Members
  const createdAt = call.clock.now()
  const startsAt = createdAt + call.clock.duration(PENDING_SECONDS)
  const arn = arnOf(call, 'inference-recommendations-job', name)
  const seconds = secondsOf(type, inputConfig)
  const limits = limitsOf(input)
  const candidates = candidatesOf(call, type, inputConfig)
  const endpoint = endpointOf(call, inputConfig, limits)
  return {
    arn,
    name,
    type,
    inputConfig,
    description: optionalText(input, 'JobDescription') ?? '',
    roleArn: text(input, 'RoleArn'),
    createdAt,
    startsAt,
    endsAt: startsAt + call.clock.duration(seconds),
    benchmarks: candidates
      .slice(0, MOST_RESULTS)
      .map((candidate) => benchmarkOf(arn, candidate, limits)),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(input.StoppingConditions === undefined
      ? {}
      : { stoppingConditions: members(input, 'StoppingConditions') }),
  }
}

const secondsOf = (type: JobRecord['type'], { JobDurationInSeconds }: Members): number => {
  if (typeof JobDurationInSeconds !== 'number') {
    return type === 'Default' ? DEFAULT_SECONDS : ADVANCED_SECONDS
  }
  if (JobDurationInSeconds <= LONGEST_SECONDS) return JobDurationInSeconds
  throw refusal.validation(`JobDurationInSeconds must be at most ${LONGEST_SECONDS}.`)
}

const limitsOf = (input: Input): Limits => {
  const conditions = members(input, 'StoppingConditions')
  const threshold = list<{ ValueInMilliseconds?: number }>(conditions, 'ModelLatencyThresholds')[0]
  const { MaxInvocations } = conditions
  return {
    ...(threshold?.ValueInMilliseconds === undefined
      ? {}
      : { latencyMs: threshold.ValueInMilliseconds }),
    ...(typeof MaxInvocations === 'number' ? { maxInvocations: MaxInvocations } : {}),
  }
}

/** Environment of the model that the job is about. */
const environmentOf = (call: Call, { ModelName, ModelPackageVersionArn }: Members) => {
  if (ModelPackageVersionArn !== undefined) {
    throw refusal.validation('The sandbox has no model packages: name a model by ModelName.')
  }
  if (typeof ModelName !== 'string') {
    throw refusal.validation('One of ModelName and ModelPackageVersionArn is required.')
  }
  const state = readState(call)
  const arn = arnOf(call, 'model', ModelName)
  if (state.models[arn] === undefined) throw refusal.missing('model', arn)
  return (containerOf(call, state, ModelName).Environment ?? {}) as Record<string, string>
}

type Configuration = {
  readonly InstanceType?: string
  readonly ServerlessConfig?: ServerlessConfig
  readonly EnvironmentParameterRanges?: {
    readonly CategoricalParameterRanges?: readonly { Name: string; Value: readonly string[] }[]
  }
}

const candidatesOf = (
  call: Call,
  type: JobRecord['type'],
  config: Members,
): readonly Candidate[] => {
  const environment = environmentOf(call, config)
  if (type === 'Default') {
    const container = members(config, 'ContainerConfig')
    const types = list<string>(container, 'SupportedInstanceTypes')
    return (types.length > 0 ? types : DEFAULT_TYPES).map((instanceType) => ({
      instanceType,
      environment,
    }))
  }
  const configurations = list<Configuration>(config, 'EndpointConfigurations')
  if (configurations.length === 0 && list(config, 'Endpoints').length === 0) {
    throw refusal.validation('An Advanced job needs EndpointConfigurations or Endpoints.')
  }
  return configurations.flatMap((each) =>
    parametersOf(each).map((parameters) => ({
      environment: { ...environment, ...parameters },
      parameters,
      ...(each.InstanceType === undefined ? {} : { instanceType: each.InstanceType }),
      ...(each.ServerlessConfig === undefined ? {} : { serverless: each.ServerlessConfig }),
    })),
  )
}

/** Every combination of the values that environment parameters may have. */
const parametersOf = ({ EnvironmentParameterRanges }: Configuration) => {
  const ranges = EnvironmentParameterRanges?.CategoricalParameterRanges ?? []
  return ranges.reduce<readonly Readonly<Record<string, string>>[]>(
    (found, { Name, Value }) =>
      found.flatMap((each) => Value.map((value) => ({ ...each, [Name]: value }))),
    [{}],
  )
}

const endpointOf = (call: Call, config: Members, limits: Limits): JobRecord['endpoint'] => {
  const name = list<{ EndpointName?: string }>(config, 'Endpoints')[0]?.EndpointName
  if (name === undefined) return undefined
  const found = call.neighbours.hosting.endpoint(call.region, name)
  const route = found?.now.routes[0]
  if (route === undefined) throw refusal.missing('endpoint', arnOf(call, 'endpoint', name))
  const { instanceType, instances, serverless, environment } = route
  const candidate = {
    instances,
    environment,
    ...(instanceType === undefined ? {} : { instanceType }),
    ...(serverless === undefined ? {} : { serverless }),
  }
  return { name, benchmark: benchmarkOf(name, candidate, limits) }
}

/** Stops a job that has not ended. */
export const stopInferenceRecommendationsJob = (call: Call, input: Input): Output => {
  const { arn } = jobOf(call, input)
  const at = call.clock.now()
  changeJobs(call, ({ jobs }) => {
    const job = jobs[arn]
    if (job === undefined) return
    const status = statusOf(job, at)
    if (status !== 'PENDING' && status !== 'IN_PROGRESS') {
      throw refusal.validation(`The job "${job.name}" cannot be stopped in status ${status}.`)
    }
    job.stopped = { at, doneAt: at + call.clock.duration(STOPPING_SECONDS) }
  })
  return {}
}
