import { createHash } from 'node:crypto'
import type { LogEvent } from '../../logs/records.ts'
import { list, members, optionalText } from '../../members.ts'
import type { Call, Input } from '../../service.ts'
import { channelUri, s3Parts } from './checks.ts'
import { definitionsOf, lineFor, metricsIn } from './metrics.ts'
import type { JobRecord, Work } from './records.ts'
import { type TarEntry, tarGz } from './tar.ts'

export type Done = { readonly work: Work; readonly lines: readonly LogEvent[] }

/** What a job's environment says of its stand-in run: `SANDBOX_SECONDS`, `SANDBOX_EXIT_CODE`. */
const setting = (job: JobRecord, name: string): number | undefined => {
  const value = Number(members(job.request, 'Environment')[name])
  return Number.isFinite(value) ? value : undefined
}

/** Seconds that a stand-in takes where the environment does not say: made up. */
const STAND_IN_SECONDS = 240
const STEPS = 10

/**
 * A run without a container: nothing is trained. Its lines carry every metric that the job defines,
 * with values made of the seed, the name and the hyperparameters, and it says what it is.
 */
export const standInWork = (call: Call, job: JobRecord, why: string): Done => {
  const seconds = setting(job, 'SANDBOX_SECONDS') ?? STAND_IN_SECONDS
  const exitCode = setting(job, 'SANDBOX_EXIT_CODE') ?? 0
  const at = (share: number) => job.startsAt + call.clock.duration(seconds) * share
  const lines: LogEvent[] = [
    { at: job.startsAt, message: `sandbox: stand-in run, nothing is computed (${why})` },
    ...inputLines(call, job).map((message) => ({ at: job.startsAt, message })),
  ]
  const definitions = definitionsOf(job.request)
  for (let step = 1; step <= STEPS && exitCode === 0; step++) {
    for (const { Name, Regex } of definitions) {
      const message = lineFor(Regex, standInValue(call, job, Name, step / STEPS).toFixed(4))
      if (message !== undefined) lines.push({ at: at(step / STEPS), message })
    }
  }
  const failure = `stand-in exit code ${exitCode}, as SANDBOX_EXIT_CODE says`
  lines.push({ at: at(1), message: exitCode === 0 ? 'sandbox: stand-in run ends' : failure })
  if (exitCode === 0 && job.kind === 'training-job') putModel(call, job, standInFiles(job))
  return {
    lines,
    work: {
      seconds,
      exitCode,
      how: 'stand-in',
      metrics: metricsIn(definitions, lines),
      hasModel: exitCode === 0,
      ...(exitCode === 0 ? {} : { failure }),
    },
  }
}

/** What each channel holds, so that a wrong prefix shows. */
const inputLines = (call: Call, { request }: JobRecord): readonly string[] =>
  list<Input>(request, 'InputDataConfig').flatMap((channel) => {
    const uri = channelUri(channel)
    const at = uri === undefined ? undefined : s3Parts(uri)
    if (at === undefined) return []
    const count = call.neighbours.objects.list(at.bucket, at.key).length
    return [
      `channel ${channel.ChannelName}: ${count} ${count === 1 ? 'object' : 'objects'} under ${uri}`,
    ]
  })

const FALLING = /loss|error|rmse|mae|mse|perplexity/i

/** A curve that falls for losses and rises for the rest; where it ends depends on the parameters. */
const standInValue = (call: Call, job: JobRecord, name: string, share: number): number => {
  const text = JSON.stringify([call.seed, name, job.request.HyperParameters ?? {}])
  const luck = createHash('sha256').update(text).digest().readUInt32BE(0) / 2 ** 32
  const best = 0.7 + 0.28 * luck
  const reached = best * (1 - Math.exp(-3 * share))
  return FALLING.test(name) ? 1.2 - reached : reached
}

const standInFiles = (job: JobRecord): readonly TarEntry[] => [
  {
    name: 'hyperparameters.json',
    body: Buffer.from(JSON.stringify(job.request.HyperParameters ?? {})),
  },
  {
    name: 'STAND-IN.txt',
    body: Buffer.from('Made by the sandbox of mlctl; nothing was trained.\n'),
  },
]

/** Where a training job's artefacts go. */
export const modelUri = ({ request, name }: JobRecord, file: string): string => {
  const base = optionalText(members(request, 'OutputDataConfig'), 'S3OutputPath') ?? ''
  return `${base.replace(/\/+$/, '')}/${name}/output/${file}`
}

/** Writes an archive of files beside the model. */
export const putModel = (
  call: Call,
  job: JobRecord,
  files: readonly TarEntry[],
  file = 'model.tar.gz',
): void => {
  const at = s3Parts(modelUri(job, file))
  if (at !== undefined) call.neighbours.objects.put(at.bucket, at.key, tarGz(files))
}
