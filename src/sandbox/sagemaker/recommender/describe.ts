import { defined, members } from '../../members.ts'
import type { Call, Input, Output } from '../../service.ts'
import { listed, paged } from '../paging.ts'
import { inRegion } from '../state.ts'
import { jobOf } from './create.ts'
import { type Benchmark, type JobRecord, readJobs, spanOf, statusOf } from './records.ts'

/** A job and, once it is over, what it recommends: the cheapest inference first. */
export const describeInferenceRecommendationsJob = (call: Call, input: Input): Output => {
  const job = jobOf(call, input)
  const now = call.clock.now()
  const isDone = statusOf(job, now) === 'COMPLETED'
  const found = [...job.benchmarks.entries()]
    .filter(([, { failure }]) => failure === undefined)
    .sort(([, a], [, b]) => costOf(a) - costOf(b))
  return {
    ...summaryOf(job, now),
    InputConfig: job.inputConfig,
    ...defined({ StoppingConditions: job.stoppingConditions }),
    ...(isDone && found.length > 0
      ? { InferenceRecommendations: found.map(([index, each]) => recommendation(job, index, each)) }
      : {}),
    ...(isDone && job.endpoint !== undefined
      ? {
          EndpointPerformances: [
            {
              Metrics: endpointMetrics(job.endpoint.benchmark),
              EndpointInfo: { EndpointName: job.endpoint.name },
            },
          ],
        }
      : {}),
  }
}

const costOf = ({ costPerInference }: Benchmark): number =>
  costPerInference ?? Number.POSITIVE_INFINITY

const FAILED = 'None of the configurations could be measured.'

const summaryOf = (job: JobRecord, now: number): Record<string, unknown> => {
  const status = statusOf(job, now)
  const endedAt = job.stopped?.doneAt ?? job.endsAt
  const isOver = ['COMPLETED', 'FAILED', 'STOPPED'].includes(status)
  const modifiedAt = isOver ? endedAt : (job.stopped?.at ?? Math.min(now, job.startsAt))
  return defined({
    JobName: job.name,
    JobDescription: job.description,
    JobType: job.type,
    JobArn: job.arn,
    RoleArn: job.roleArn,
    Status: status,
    CreationTime: new Date(job.createdAt),
    CompletionTime: isOver ? new Date(endedAt) : undefined,
    LastModifiedTime: new Date(modifiedAt),
    FailureReason: status === 'FAILED' ? (job.benchmarks[0]?.failure ?? FAILED) : undefined,
  })
}

const metricsOf = (each: Benchmark): Output =>
  defined({
    CostPerHour: each.costPerHour,
    CostPerInference: each.costPerInference,
    MaxInvocations: each.maxInvocations,
    ModelLatency: each.latencyMs,
    CpuUtilization: each.cpuPercent,
    MemoryUtilization: each.memoryPercent,
    ModelSetupTime: each.setupSeconds,
  })

const endpointMetrics = ({ maxInvocations, latencyMs }: Benchmark): Output => ({
  MaxInvocations: maxInvocations,
  ModelLatency: latencyMs,
})

const configurationOf = ({ name }: JobRecord, each: Benchmark): Output =>
  defined({
    EndpointName: `sm-epc-${name.slice(0, 40)}-${each.id}`,
    VariantName: `sm-epc-${each.id}`,
    InstanceType: each.instanceType,
    InitialInstanceCount: each.serverless === undefined ? each.instances : undefined,
    ServerlessConfig: each.serverless,
  })

const modelOf = ({ environment }: Benchmark): Output => {
  const EnvironmentParameters = Object.entries(environment).map(([Key, Value]) => ({
    Key,
    ValueType: 'string',
    Value,
  }))
  return EnvironmentParameters.length > 0 ? { EnvironmentParameters } : {}
}

const recommendation = (job: JobRecord, index: number, each: Benchmark): Output => {
  const { from, to } = spanOf(job, index)
  return {
    RecommendationId: `${job.name}/${each.id}`,
    Metrics: metricsOf(each),
    EndpointConfiguration: configurationOf(job, each),
    ModelConfiguration: modelOf(each),
    InvocationStartTime: new Date(from),
    InvocationEndTime: new Date(to),
  }
}

/** The jobs of the region, page by page. */
export const listInferenceRecommendationsJobs = (call: Call, input: Input): Output => {
  const now = call.clock.now()
  const items = inRegion(call, readJobs(call).jobs)
    .map((job) => ({
      name: job.name,
      createdAt: job.createdAt,
      status: statusOf(job, now),
      job,
    }))
    .filter(({ job }) => {
      const wanted = input.ModelNameEquals
      return wanted === undefined || job.inputConfig.ModelName === wanted
    })
  const { page, ...rest } = listed(input, items)
  const InferenceRecommendationsJobs = page.map(({ job }) => ({
    ...summaryOf(job, now),
    ...defined({
      ModelName: job.inputConfig.ModelName,
      SamplePayloadUrl: members(members(job.inputConfig, 'ContainerConfig'), 'PayloadConfig')
        .SamplePayloadUrl,
    }),
  }))
  return { InferenceRecommendationsJobs, ...rest }
}

/** The benchmarks of a job, one a configuration, with what is known of each so far. */
export const listInferenceRecommendationsJobSteps = (call: Call, input: Input): Output => {
  const job = jobOf(call, input)
  const now = call.clock.now()
  const steps = job.benchmarks
    .map((each, index) => ({ each, status: stepStatus(job, index, now), span: spanOf(job, index) }))
    .filter(({ status }) => input.Status === undefined || status === input.Status)
  const { page, ...rest } = paged(input, steps)
  const Steps = page.map(({ each, status, span }) => ({
    StepType: 'BENCHMARK',
    JobName: job.name,
    Status: status,
    InferenceBenchmark: defined({
      EndpointConfiguration: configurationOf(job, each),
      ModelConfiguration: modelOf(each),
      Metrics: status === 'COMPLETED' ? metricsOf(each) : undefined,
      FailureReason: status === 'FAILED' ? each.failure : undefined,
      InvocationStartTime: now >= span.from ? new Date(span.from) : undefined,
      InvocationEndTime: status === 'COMPLETED' ? new Date(span.to) : undefined,
    }),
  }))
  return { Steps, ...rest }
}

const stepStatus = (job: JobRecord, index: number, now: number): string => {
  const { from, to } = spanOf(job, index)
  const at = Math.min(now, job.stopped?.at ?? now)
  if (at >= to) return job.benchmarks[index]?.failure === undefined ? 'COMPLETED' : 'FAILED'
  if (job.stopped !== undefined) return now < job.stopped.doneAt ? 'STOPPING' : 'STOPPED'
  return at < from ? 'PENDING' : 'IN_PROGRESS'
}
