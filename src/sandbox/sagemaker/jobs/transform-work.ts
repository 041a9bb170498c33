import { readFileSync } from 'node:fs'
import type { LogEvent } from '../../logs/records.ts'
import { members, optionalText, text } from '../../members.ts'
import type { Call, Input } from '../../service.ts'
import { containerOf } from '../endpoints/fleets.ts'
import type { Route } from '../endpoints/moment.ts'
import { askModel } from '../invoke/backend.ts'
import { CONTAINER_VARIABLE } from '../models/containers.ts'
import { readState } from '../state.ts'
import { s3Parts } from './checks.ts'
import type { JobRecord } from './records.ts'
import { serveModel } from './transform-container.ts'
import type { Done } from './work.ts'

/** Objects that one job of the sandbox transforms at most: each is a call of the model. */
const MOST_OBJECTS = 1_000
const MOST_RECORDS = 10_000

/**
 * A transform job with its model behind it: the image itself where the engine has it, else whatever an
 * endpoint of the model would answer.
 */
export const transformWork = async (call: Call, job: JobRecord): Promise<Done> => {
  const container = containerOf(call, readState(call), text(job.request, 'ModelName'))
  const served = await serveModel(call, job, container)
  if (served === undefined) return transformed(call, job, {})
  try {
    if (served.url === undefined) {
      const failure = 'The model did not answer /ping; see its log'
      const lines = await served.lines()
      const work = { seconds: 60, exitCode: 1, metrics: [], hasModel: false, failure }
      return { lines, work: { ...work, how: 'container' } }
    }
    const done = await transformed(call, job, { [CONTAINER_VARIABLE]: served.url })
    const lines = [...(await served.lines()), ...done.lines]
    return { lines, work: { ...done.work, how: 'container' } }
  } finally {
    await served.stop()
  }
}

/**
 * Sends every input object (or every line of it) to the model and writes `<key>.out` beside the
 * output path: the model's local container where it names one, else the endpoint's stand-in.
 */
const transformed = async (
  call: Call,
  job: JobRecord,
  own: Readonly<Record<string, string>>,
): Promise<Done> => {
  const { request, startsAt } = job
  const input = members(request, 'TransformInput')
  const uri = text(members(members(input, 'DataSource'), 'S3DataSource'), 'S3Uri')
  const { bucket, key: prefix } = s3Parts(uri) ?? { bucket: '', key: '' }
  const keys = call.neighbours.objects.list(bucket, prefix).slice(0, MOST_OBJECTS)
  const lines: LogEvent[] = []
  const failed = (failure: string): Done => ({
    lines: [...lines, { at: startsAt, message: failure }],
    work: { seconds: 30, exitCode: 1, how: 'stand-in', metrics: [], hasModel: false, failure },
  })
  if (keys.length === 0) return failed(`No input found under ${uri}`)
  for (const key of keys) {
    const answer = await transformObject(call, job, { bucket, key, input, own })
    if (answer === undefined) return failed(`Bad HTTP status returned from invoke for ${key}`)
    const out = s3Parts(text(members(request, 'TransformOutput'), 'S3OutputPath'))
    const name = `${key.slice(prefix.length).replace(/^\/+/, '') || (key.split('/').at(-1) ?? key)}.out`
    if (out !== undefined) {
      call.neighbours.objects.put(out.bucket, `${out.key.replace(/\/*$/, '/')}${name}`, answer)
    }
    lines.push({ at: startsAt, message: `transformed ${key}` })
  }
  return {
    lines,
    work: { seconds: 60 + keys.length, exitCode: 0, how: 'stand-in', metrics: [], hasModel: false },
  }
}

type Sending = {
  readonly bucket: string
  readonly key: string
  readonly input: Input
  /** Added to the environment of the model. */
  readonly own: Readonly<Record<string, string>>
}

const transformObject = async (
  call: Call,
  job: JobRecord,
  { bucket, key, input, own }: Sending,
): Promise<Uint8Array | undefined> => {
  const path = call.neighbours.objects.path(bucket, key)
  const body = path === undefined ? new Uint8Array(0) : readFileSync(path)
  const isSplit = optionalText(input, 'SplitType') === 'Line'
  const parts = isSplit
    ? body
        .toString()
        .split('\n')
        .filter((line) => line !== '')
        .slice(0, MOST_RECORDS)
        .map((line) => Buffer.from(line))
    : [body]
  const answers: Uint8Array[] = []
  for (const part of parts) {
    const ContentType = optionalText(input, 'ContentType') ?? 'application/octet-stream'
    const asked = { name: job.name, input: { Body: part, ContentType } }
    const { status, body: said } = await askModel(call, routeOf(call, job, own), asked)
    if (status === undefined || status < 200 || status > 299) return undefined
    answers.push(said, ...(isSplit ? [Buffer.from('\n')] : []))
  }
  return Buffer.concat(answers)
}

const routeOf = (
  call: Call,
  { request, name }: JobRecord,
  added: Readonly<Record<string, string>>,
): Route => {
  const modelName = text(request, 'ModelName')
  const own = members(containerOf(call, readState(call), modelName), 'Environment')
  const instances = Number(members(request, 'TransformResources').InstanceCount ?? 1)
  return {
    variant: 'transform',
    configName: name,
    modelName,
    weight: 1,
    instances,
    environment: { ...own, ...members(request, 'Environment'), ...added } as Record<string, string>,
  }
}
