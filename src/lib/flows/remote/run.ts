import { commandLine, shellWord } from '../../domain/core/command-line.ts'
import { digestOf } from '../../domain/core/digest.ts'
import { formatDuration } from '../../domain/core/duration.ts'
import { dollars } from '../../domain/core/money.ts'
import type { Cost, DraftStep, Plan } from '../../domain/core/plan.ts'
import type { InstancePrices } from '../../domain/hosting/cost.ts'
import { attemptName, remoteJobName } from '../../domain/remote/names.ts'
import { StateError, UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { TrainingJobView } from '../../ports/training-jobs.ts'
import { type ApplyOptions, carryOut } from '../apply.ts'
import { draftUpload } from '../dataset/upload.ts'
import { planAgainstLiveState } from '../observe.ts'
import { bucketSteps } from '../storage/bucket-steps.ts'
import { type Needs, preflightJob } from '../train/preflight.ts'
import { type Following, followRemote, type RemoteEnd } from './follow.ts'
import { codeKey, jobBody, type RemoteSpec } from './job.ts'
import { refuseForeignFolder } from './outputs.ts'
import { type PackedCode, type PackWish, packCode } from './pack.ts'
import { type RemotePlace, remotePlace, remoteRole } from './place.ts'

export type RemoteRequest = {
  readonly spec: Omit<RemoteSpec, 'roleArn'>
  /** Name or ARN. */
  readonly role: string
  /** `s3://bucket/prefix`; mlctl's own bucket when absent. */
  readonly bucket: string | undefined
  readonly pack: PackWish
  /** Local folder for what comes back; `mlctl-remote/JOB` when absent. */
  readonly output: string | undefined
  /** Run once more although this run has completed. */
  readonly again: boolean
  readonly prices: InstancePrices
  readonly tags: Readonly<Record<string, string>>
  readonly wait: boolean
  readonly follow: Omit<Following, 'output'>
  readonly apply: ApplyOptions
}

export type RemoteResult =
  | { readonly status: 'planned'; readonly plan: Plan; readonly planFile?: string }
  | { readonly status: 'started'; readonly jobName: string; readonly next: string }
  | ({ readonly status: 'ended' } & RemoteEnd)

/** Attempts of one content: each failed one leaves a name that can never be used again. */
const MAX_ATTEMPTS = 99

/**
 * Runs a command on a SageMaker instance: packs the folder, uploads it unless it is there, starts a
 * job named by the content of the run, follows it, fetches what it leaves. The same line again
 * attaches to the job that is there; after a failed or stopped one it starts the next attempt.
 * @throws what `preflightJob` throws, DataError MLC-RMT-002 to -004, UsageError MLC-RMT-001, StateError MLC-RMT-006 and -007,
 * and what `carryOut` and `followRemote` throw.
 */
export const runRemote = async (ports: Ports, request: RemoteRequest): Promise<RemoteResult> => {
  refuseNothing(request)
  const place = await remotePlace(ports, request.bucket)
  const roleArn = await remoteRole(ports, request.role)
  const code = await packCode(ports, request.pack, request)
  try {
    const spec: RemoteSpec = { ...request.spec, roleArn }
    const job = await jobOf(ports, request, { place, spec, code })
    const output = request.output ?? `mlctl-remote/${job.jobName}`
    await refuseForeignFolder(ports, output)
    if (job.found === undefined) {
      const done = await start(ports, request, { place, spec, code, job })
      if (done !== undefined) return done
    } else ports.io.note(`Attached to job ${job.jobName}, which is there already.`)
    const { jobName } = job
    const next = `mlctl remote attach ${jobName}`
    if (request.apply.dryRun || request.apply.planOut !== undefined || !request.wait) {
      return { status: 'started', jobName, next }
    }
    return {
      status: 'ended',
      ...(await followRemote(ports, jobName, { ...request.follow, output })),
    }
  } finally {
    // A saved plan names the packed folder and needs it.
    if (request.apply.planOut === undefined) await ports.files.remove(code.archive)
  }
}

const refuseNothing = ({ spec }: RemoteRequest): void => {
  const [program = ''] = spec.command
  if (program !== '') return
  throw new UsageError('MLC-RMT-001', 'There is no command to run.', {
    hint: 'It comes after two dashes: mlctl remote --image IMAGE … -- python train.py --epochs 3',
  })
}

type Chosen = {
  readonly jobName: string
  readonly body: Readonly<Record<string, unknown>>
  readonly found: TrainingJobView | undefined
}

type Making = {
  readonly place: RemotePlace
  readonly spec: RemoteSpec
  readonly code: PackedCode
}

/** The job of this content: its name, its request, and whether it is there. */
const jobOf = async (ports: Ports, request: RemoteRequest, making: Making): Promise<Chosen> => {
  const { place, spec, code } = making
  const folderUri = `s3://${place.bucket}/${place.prefix}`
  const codeUri = `s3://${place.bucket}/${codeKey(place.prefix, code.tarSha256).replace(/[^/]+$/, '')}`
  const run = digestOf({ command: spec.command, image: spec.image, tar: code.tarSha256 })
  const body = jobBody(spec, {
    codeUri,
    outputUri: `${folderUri}output/`,
    checkpointUri: `${folderUri}checkpoints/${run.slice(0, 24)}/`,
  })
  const folder = ports.files.absolute(request.pack.folder).split(/[\\/]/).at(-1) ?? ''
  const name = remoteJobName(folder, body)
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    const jobName = attemptName(name, attempt)
    const found = await ports.trainingJobs.find(jobName)
    if (found === undefined || !isSpent(found, request.again)) return { jobName, body, found }
  }
  throw new StateError('MLC-RMT-006', `Job ${name} was tried ${MAX_ATTEMPTS} times.`, {
    hint: 'Change the command or a file: other content has another name.',
  })
}

const isSpent = ({ status }: TrainingJobView, again: boolean): boolean =>
  status === 'Failed' ||
  status === 'Stopped' ||
  status === 'Stopping' ||
  (again && status === 'Completed')

/** Plans and carries out; undefined when the job is started. */
const start = async (
  ports: Ports,
  request: RemoteRequest,
  { place, spec, code, job }: Making & { readonly job: Chosen },
): Promise<RemoteResult | undefined> => {
  await preflightJob(ports, needsOf(request.spec, { place, roleArn: spec.roleArn }))
  const key = codeKey(place.prefix, code.tarSha256)
  const drafts = [
    ...(await bucketSteps(ports, place)),
    await draftUpload(ports, {
      path: code.archive,
      bucket: place.bucket,
      key,
      digest: code.digest,
    }),
    jobStep(request, job),
  ]
  const { plan } = await planAgainstLiveState(ports, lineOf(request), drafts)
  const applied = await carryOut(ports, plan, request.apply)
  if (applied.status !== 'planned') return undefined
  const { planFile } = applied
  return { status: 'planned', plan, ...(planFile === undefined ? {} : { planFile }) }
}

/** What makes the job fail after minutes is looked at before anything is sent. */
const needsOf = (
  spec: RemoteRequest['spec'],
  { place, roleArn }: { readonly place: RemotePlace; readonly roleArn: string },
): Needs => ({
  roleArn,
  image: spec.image,
  instanceType: spec.instanceType,
  instances: 1,
  usage: spec.maxWaitSeconds === undefined ? 'training job' : 'spot training job',
  reads: Object.fromEntries(
    Object.entries(spec.inputs).map(([name, uri]) => [`data of ${name}`, uri]),
  ),
  writes: {},
  own: [`s3://${place.bucket}/${place.prefix}`],
})

const jobStep = ({ spec, prices, tags }: RemoteRequest, { jobName, body }: Chosen): DraftStep => {
  const price = prices[spec.instanceType]
  const longest = formatDuration(spec.maxRuntimeSeconds * 1_000)
  const hourly = price === undefined ? '' : `, ${dollars(price)} an hour`
  const spot = spec.maxWaitSeconds === undefined ? '' : ' spot'
  const cost: Cost =
    price === undefined
      ? { unknown: `1 × ${spec.instanceType}${spot} for at most ${longest} (--price gives one)` }
      : { once: Math.ceil((price * spec.maxRuntimeSeconds) / 3_600) }
  return {
    id: 'job',
    operation: 'sagemaker.CreateTrainingJob',
    input: { jobName, body, tags },
    summary: `run ${spec.command.map(shellWord).join(' ')} as job ${jobName} on${spot} ${spec.instanceType}${hourly}, ${longest} at most`,
    undo: `mlctl train stop ${jobName}`,
    danger: { level: 'moderate' },
    cost,
  }
}

/** The line that does the same again; flags stand before the two dashes. */
const lineOf = (request: RemoteRequest): string => {
  const { spec, pack, apply: _apply } = request
  const pairs = (record: Readonly<Record<string, string>>) =>
    Object.entries(record).map(([name, value]) => `${name}=${value}`)
  const line = commandLine(['remote'], {
    image: spec.image,
    'instance-type': spec.instanceType,
    role: request.role,
    bucket: request.bucket,
    output: request.output,
    include: pack.include,
    exclude: pack.exclude,
    'max-size': pack.maxSizeText,
    'allow-secrets': pack.allowSecrets,
    env: pairs(spec.environment),
    data: pairs(spec.inputs),
    volume: spec.volumeGb,
    'max-runtime': `${spec.maxRuntimeSeconds}s`,
    spot: spec.maxWaitSeconds !== undefined,
    'max-wait': spec.maxWaitSeconds === undefined ? undefined : `${spec.maxWaitSeconds}s`,
    checkpoint: spec.checkpoint,
    again: request.again,
  })
  return `${line} -- ${spec.command.map(shellWord).join(' ')}`
}
