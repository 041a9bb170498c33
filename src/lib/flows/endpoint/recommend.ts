import { commandLine } from '../../domain/core/command-line.ts'
import { digestOf } from '../../domain/core/digest.ts'
import type { DraftStep, Plan } from '../../domain/core/plan.ts'
import type { InstancePrices } from '../../domain/hosting/cost.ts'
import { type Ranked, rank } from '../../domain/hosting/rank.ts'
import { type SizingRow, sizeLocally } from '../../domain/hosting/sizing.ts'
import { OutcomeError, StateError, UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { RecommendationJobStatus, RecommendationJobView } from '../../ports/recommendations.ts'
import { type ApplyOptions, carryOut } from '../apply.ts'
import { planAgainstLiveState } from '../observe.ts'
import { waitUntil } from '../poll.ts'

export type RecommendRequest = {
  readonly model: string | undefined
  /** A job that is there. */
  readonly job: string | undefined
  readonly role: string | undefined
  readonly sample: string | undefined
  readonly contentType: string | undefined
  readonly domain: string | undefined
  readonly task: string | undefined
  readonly framework: string | undefined
  readonly instanceTypes: readonly string[]
  readonly maxLatencyMs: number | undefined
  readonly modelGib: number | undefined
  readonly latencyMs: number | undefined
  readonly peakRps: number | undefined
  readonly gpu: boolean
  readonly prices: InstancePrices
  readonly tags: Readonly<Record<string, string>>
  readonly wait: boolean
  readonly timeoutMs: number | undefined
  readonly apply: ApplyOptions
}

export type RecommendResult =
  | { readonly kind: 'estimate'; readonly rows: readonly SizingRow[] }
  | {
      readonly kind: 'planned'
      readonly status: 'planned'
      readonly plan: Plan
      readonly planFile?: string
    }
  | {
      readonly kind: 'measured'
      readonly jobName: string
      readonly status: RecommendationJobStatus
      readonly rows: readonly Ranked[]
    }

/**
 * Which instances suit a model: estimated here, or measured by an Inference Recommender job.
 * @throws UsageError MLC-HOST-030 when too little is given; StateError MLC-AWS-020 for a job that is
 * not there; OutcomeError MLC-HOST-035 when the job fails.
 */
export const recommend = async (
  ports: Ports,
  request: RecommendRequest,
): Promise<RecommendResult> => {
  if (request.job !== undefined) return measured(ports, request, request.job)
  return request.model === undefined
    ? estimate(ports, request)
    : measure(ports, request, request.model)
}

const estimate = (
  ports: Pick<Ports, 'io'>,
  { modelGib, latencyMs, peakRps, gpu, prices }: RecommendRequest,
): RecommendResult => {
  if (modelGib === undefined || latencyMs === undefined || peakRps === undefined) {
    throw new UsageError('MLC-HOST-030', 'Too little is known to size an endpoint.', {
      hint: 'An estimate needs --model-gib, --latency and --peak-rps; a measurement --model, --role and --sample.',
    })
  }
  if (!(modelGib > 0 && latencyMs > 0 && peakRps > 0)) {
    throw new UsageError('MLC-HOST-030', '--model-gib, --latency and --peak-rps are above 0.')
  }
  const rows = sizeLocally({ modelGib, latencyMs, peakRps, gpu }, prices)
  ports.io.note('An estimate: one request at a time per core or GPU, each as long as given.')
  if (rows.length === 0) {
    ports.io.warn(`No size that is looked at holds ${modelGib} GiB; measure with --model.`)
  }
  return { kind: 'estimate', rows }
}

const measure = async (
  ports: Ports,
  request: RecommendRequest,
  modelName: string,
): Promise<RecommendResult> => {
  const draft = jobStep(request, modelName)
  const jobName = String(draft.input.jobName)
  const { plan } = await planAgainstLiveState(ports, commandOf(request), [draft])
  const { status, planFile } = await carryOut(ports, plan, request.apply)
  if (status === 'planned') {
    return { kind: 'planned', status, plan, ...(planFile === undefined ? {} : { planFile }) }
  }
  return measured(ports, request, jobName)
}

const jobStep = (request: RecommendRequest, modelName: string): DraftStep => {
  const { role, sample } = request
  if (role === undefined || sample === undefined) {
    throw new UsageError('MLC-HOST-030', 'A measurement needs --role and --sample.', {
      hint: '--sample is the S3 URI of a .tar.gz with requests, as the model takes them.',
    })
  }
  const inputConfig = inputOf(request, modelName, sample)
  const jobName = `${modelName.slice(0, 50)}-${digestOf([role, inputConfig]).slice(0, 8)}`
  return {
    id: 'job',
    operation: 'sagemaker.CreateInferenceRecommendationsJob',
    input: { jobName, jobType: 'Default', roleArn: role, inputConfig, tags: request.tags },
    summary: `measure ${modelName} on real instances, for up to 45 minutes (${jobName})`,
    undo: false,
    danger: { level: 'moderate' },
    cost: { unknown: 'the instances that the job runs' },
  }
}

const inputOf = (request: RecommendRequest, modelName: string, sample: string) => ({
  ModelName: modelName,
  ContainerConfig: {
    Domain: request.domain ?? 'MACHINE_LEARNING',
    Task: request.task ?? 'OTHER',
    ...(request.framework === undefined ? {} : { Framework: request.framework.toUpperCase() }),
    PayloadConfig: {
      SamplePayloadUrl: sample,
      SupportedContentTypes: [request.contentType ?? 'application/json'],
    },
    ...(request.instanceTypes.length === 0
      ? {}
      : { SupportedInstanceTypes: request.instanceTypes }),
    SupportedEndpointType: 'RealTime',
  },
})

const commandOf = (request: RecommendRequest): string =>
  commandLine(['endpoint', 'recommend'], {
    model: request.model,
    role: request.role,
    sample: request.sample,
    'content-type': request.contentType,
    domain: request.domain,
    task: request.task,
    framework: request.framework,
    'instance-type': request.instanceTypes,
    'max-latency': request.maxLatencyMs && `${request.maxLatencyMs}ms`,
  })

const RUNNING: readonly RecommendationJobStatus[] = ['PENDING', 'IN_PROGRESS', 'STOPPING']

/** What a job found, ranked; waits for its end where that is wanted. */
const measured = async (
  ports: Ports,
  request: RecommendRequest,
  jobName: string,
): Promise<RecommendResult> => {
  const job = request.wait
    ? await waited(ports, jobName, request.timeoutMs)
    : await requireJob(ports, jobName)
  if (job.status === 'FAILED' || job.status === 'STOPPED') {
    throw new OutcomeError('MLC-HOST-035', `Recommender job ${jobName} is ${job.status}.`, {
      ...(job.failureReason === undefined ? {} : { why: job.failureReason }),
      hint: 'Its endpoints log under /aws/sagemaker/InferenceRecommendationsJobs.',
    })
  }
  const rows = rank(job.recommendations, request.maxLatencyMs)
  return { kind: 'measured', jobName, status: job.status, rows }
}

const requireJob = async (
  ports: Pick<Ports, 'recommendations'>,
  jobName: string,
): Promise<RecommendationJobView> => {
  const found = await ports.recommendations.find(jobName)
  if (found !== undefined) return found
  throw new StateError('MLC-AWS-020', `There is no recommender job ${jobName} here.`)
}

const waited = async (
  ports: Ports,
  jobName: string,
  timeoutMs: number | undefined,
): Promise<RecommendationJobView> => {
  const startedAt = ports.clock.now()
  const progress = ports.io.progress(`${jobName}: measuring`)
  try {
    return await waitUntil(ports, {
      what: `recommender job ${jobName}`,
      resume: commandLine(['endpoint', 'recommend'], { job: jobName, wait: true }),
      timeoutMs,
      read: () => requireJob(ports, jobName),
      isOver: ({ status }) => !RUNNING.includes(status),
      onView: ({ status }) =>
        progress.update({
          label: `${jobName}: ${status}`,
          elapsedMs: ports.clock.now() - startedAt,
        }),
    })
  } finally {
    progress.stop()
  }
}
