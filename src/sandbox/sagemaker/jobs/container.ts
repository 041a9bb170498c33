import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { list, members } from '../../members.ts'
import { runProgram } from '../../program.ts'
import type { Call, Input } from '../../service.ts'
import { bringInputs, configFiles, outputFolders, takeOutputs } from './container-files.ts'
import { definitionsOf, metricsIn } from './metrics.ts'
import { feedPipes } from './pipes.ts'
import type { JobRecord } from './records.ts'
import { limitsOf } from './timeline.ts'
import type { Done } from './work.ts'

/** The name under which the engine has an image: as it is, or without its registry. */
export const localImage = async (engine: string, image: string): Promise<string | undefined> => {
  const short = image.slice(image.indexOf('/') + 1)
  for (const name of [image, short, `localhost/${short}`]) {
    const found = await runProgram(engine, ['image', 'inspect', name]).catch(() => undefined)
    if (found?.code === 0) return name
  }
  return undefined
}

const WORD: Readonly<Record<string, readonly string[]>> = { 'training-job': ['train'] }

const specification = ({ kind, request }: JobRecord): Input =>
  members(request, kind === 'processing-job' ? 'AppSpecification' : 'AlgorithmSpecification')

const environmentOf = (job: JobRecord): Readonly<Record<string, string>> => ({
  ...(members(job.request, 'Environment') as Record<string, string>),
  ...(job.kind === 'training-job'
    ? { TRAINING_JOB_NAME: job.name, TRAINING_JOB_ARN: job.arn }
    : {}),
})

/**
 * Variables by name alone, for every user of this machine sees the words of a command. Values are in a
 * file of this user, but for those of several lines, which such a file cannot hold.
 */
const variablesOf = (job: JobRecord, file: string) => {
  const all = Object.entries(environmentOf(job))
  const isLine = ([, value]: readonly [string, string]): boolean => !/[\r\n]/.test(value)
  const others = all.filter((pair) => !isLine(pair))
  const lines = all.filter(isLine).map(([name, value]) => `${name}=${value}\n`)
  writeFileSync(file, lines.join(''), { mode: 0o600 })
  return {
    words: ['--env-file', file, ...others.flatMap(([name]) => ['-e', name])],
    variables: Object.fromEntries(others),
  }
}

/** What comes after `create`: names, mounts, image and words. */
const createArguments = (job: JobRecord, image: string, folder: string): readonly string[] => {
  const isolated =
    job.request.EnableNetworkIsolation === true ||
    members(job.request, 'NetworkConfig').EnableNetworkIsolation === true
  const [entry, ...rest] = list<string>(specification(job), 'ContainerEntrypoint')
  const words = list<string>(specification(job), 'ContainerArguments')
  return [
    ...['--hostname', 'algo-1', '-v', `${folder}:/opt/ml`],
    ...(isolated ? ['--network', 'none'] : []),
    ...(entry === undefined ? [] : ['--entrypoint', entry]),
    image,
    ...rest,
    ...words,
    ...(entry === undefined && words.length === 0 ? (WORD[job.kind] ?? []) : []),
  ]
}

/**
 * Runs a job's container for real, once: /opt/ml as SageMaker lays it out, inputs from the sandbox's
 * S3, the outputs put there, its lines as logs. Rejects when the engine does not work.
 */
export const containerWork = async (
  call: Call,
  job: JobRecord,
  { engine, image }: { readonly engine: string; readonly image: string },
): Promise<Done> => {
  const folder = mkdtempSync(join(tmpdir(), 'mlctl-job-'))
  const beside = mkdtempSync(join(tmpdir(), 'mlctl-job-'))
  let stopFeeding: () => void = () => undefined
  const name = `mlctl-${job.name}`.slice(0, 60).toLowerCase()
  try {
    layOut(call, job, folder)
    stopFeeding = feedPipes(call, job, { folder, beside })
    await runProgram(engine, ['rm', '-f', name])
    const made = await create(job, { engine, image, name, folder })
    if (made.code !== 0) return notStarted(job, made.out)
    const { seconds, exitCode, lines, cut } = await lifeOf(call, job, { engine, name })
    const outputs = cut ? { hasModel: false } : takeOutputs(call, job, folder)
    return {
      lines,
      work: {
        seconds,
        exitCode,
        how: 'container',
        metrics: metricsIn(definitionsOf(job.request), lines),
        ...outputs,
        ...saidIn(folder, exitCode),
      },
    }
  } finally {
    stopFeeding()
    await runProgram(engine, ['rm', '-f', name]).catch(() => undefined)
    for (const made of [folder, beside]) rmSync(made, { recursive: true, force: true })
  }
}

type Made = {
  readonly engine: string
  readonly image: string
  readonly name: string
  readonly folder: string
}

const create = async (job: JobRecord, { engine, image, name, folder }: Made) => {
  const beside = mkdtempSync(join(tmpdir(), 'mlctl-job-'))
  try {
    const { words, variables } = variablesOf(job, join(beside, 'environment'))
    const line = ['create', '--name', name, ...words, ...createArguments(job, image, folder)]
    return await runProgram(engine, line, { variables })
  } finally {
    rmSync(beside, { recursive: true, force: true })
  }
}

const layOut = (call: Call, job: JobRecord, folder: string): void => {
  for (const path of ['model', 'output/data', 'checkpoints', ...outputFolders(job)]) {
    mkdirSync(join(folder, path), { recursive: true })
  }
  for (const [path, value] of Object.entries(configFiles(job))) {
    mkdirSync(join(folder, path, '..'), { recursive: true })
    writeFileSync(join(folder, path), JSON.stringify(value))
  }
  bringInputs(call, job, folder)
}

/** From start to exit, and what was said meanwhile; a container that runs too long is stopped. */
const lifeOf = async (
  call: Call,
  job: JobRecord,
  { engine, name }: { readonly engine: string; readonly name: string },
) => {
  const mostMs = limitsOf(job).runSeconds * 1_000
  const began = Date.now()
  const started = await runProgram(engine, ['start', name])
  const waited =
    started.code === 0
      ? await runProgram(engine, ['wait', name], { timeoutMs: Math.min(mostMs, 2 ** 31 - 1) })
      : { code: 0, out: '127' }
  const cut = waited.code !== 0
  if (cut) await runProgram(engine, ['stop', '-t', '10', name])
  const spoken = await runProgram(engine, ['logs', '--timestamps', name])
  const exitCode = cut ? 137 : Number(waited.out.trim().split('\n').at(-1))
  const seconds = cut ? mostMs / 1_000 + 1 : Math.max(1, Math.round((Date.now() - began) / 1_000))
  const scale = call.clock.duration(1) / 1_000
  const said = started.code === 0 ? spoken.out : started.out
  return { seconds, exitCode, cut, lines: linesOf(said, { began, startsAt: job.startsAt, scale }) }
}

/** `2026-11-22T10:00:00.123456789Z text`; the times become those of the sandbox. */
const linesOf = (
  text: string,
  { began, startsAt, scale }: { began: number; startsAt: number; scale: number },
) =>
  text.split('\n').flatMap((line) => {
    const [, stamp, said] = /^(\d{4}-\d\d-\d\dT\S+)\s(.*)$/.exec(line) ?? []
    const message = (said ?? line).trimEnd()
    if (message === '') return []
    const after = stamp === undefined ? 0 : Math.max(0, Date.parse(stamp) - began)
    return [{ at: startsAt + Math.round((Number.isNaN(after) ? 0 : after) * scale), message }]
  })

const notStarted = (job: JobRecord, out: string): Done => ({
  lines: [{ at: job.startsAt, message: out.trim() }],
  work: {
    seconds: 1,
    exitCode: 127,
    how: 'container',
    metrics: [],
    hasModel: false,
    failure: out.trim().slice(0, 1_024),
  },
})

/** The first 1024 characters that the container left for its caller. */
const saidIn = (folder: string, exitCode: number) => {
  const read = (path: string) =>
    existsSync(join(folder, path))
      ? readFileSync(join(folder, path), 'utf8').slice(0, 1_024)
      : undefined
  const [failure, message] = [read('output/failure'), read('output/message')]
  return {
    ...(exitCode === 0 || failure === undefined ? {} : { failure }),
    ...(message === undefined ? {} : { message }),
  }
}
