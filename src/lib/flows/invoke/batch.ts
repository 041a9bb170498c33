import { digestOf } from '../../domain/core/digest.ts'
import type { PromptRecord } from '../../domain/invoke/records.ts'
import { CancelledError, TemporaryError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { type Asking, requestFor } from './ask.ts'
import { type Batch, batchOf, type Job, linesOf } from './batch-report.ts'
import { eachOf, type Pool, patiently } from './pool.ts'
import { earlierResults, type ResultLine, writeResults } from './results-file.ts'
import type { InvokeTarget } from './target.ts'

export type BatchRequest = Asking & {
  readonly records: readonly PromptRecord[]
  readonly out: string | undefined
  readonly concurrency: number
  /** The line that takes up the work again. */
  readonly command: string
}

/** At least this many new answers between two writes of the file; it grows with the file. */
const SAVE_EVERY = 20
const SAVE_SHARE = 0.05

/**
 * Asks every question of a file. With `out`, answers are kept as they come and a second run asks
 * only what is missing.
 * @throws CancelledError MLC-INV-010 on Ctrl-C, after what is there was saved.
 */
export const askAll = async (
  ports: Pick<Ports, 'invocations' | 'files' | 'clock' | 'io'>,
  target: InvokeTarget,
  request: BatchRequest,
): Promise<Batch> => {
  const jobs = jobsOf(target, request)
  const kept = await keptResults(ports, request, jobs)
  const results = new Map<string, ResultLine>(kept)
  const pool = { clock: ports.clock, signal: ports.io.signal, concurrency: request.concurrency }
  const progress = ports.io.progress('asking', { total: jobs.length, unit: 'records' })
  const save = savingTo(ports.files, request.out, jobs, results)
  try {
    await eachOf(pool, missing(jobs, results), async (job) => {
      results.set(job.digest, await resultFor(ports, pool, { target, request, job }))
      progress.update({ done: results.size })
      await save.sometimes()
    })
  } catch (error) {
    if (!ports.io.signal.aborted) throw error
  } finally {
    progress.stop()
    await save.now()
  }
  if (ports.io.signal.aborted) throw interrupted(request, results.size, jobs.length)
  return batchOf(target, request.out, { jobs, results, reused: kept.size })
}

const jobsOf = (target: InvokeTarget, request: BatchRequest): readonly Job[] =>
  request.records.map((record) => {
    // The record's own system prompt is closer to its training than one for the whole file.
    const given = request.system
    const system = given?.from === 'flag' ? given.text : (record.system ?? given?.text)
    const { maxTokens, temperature } = request
    const content = {
      modelId: target.modelId,
      system,
      prompt: record.prompt,
      maxTokens,
      temperature,
    }
    return { record, system, digest: digestOf(content) }
  })

const keptResults = async (
  ports: Pick<Ports, 'files'>,
  request: BatchRequest,
  jobs: readonly Job[],
): Promise<ReadonlyMap<string, ResultLine>> =>
  request.out === undefined
    ? new Map()
    : earlierResults(ports.files, request.out, new Set(jobs.map((job) => job.digest)))

/** Each question once: equal prompts get one answer. */
const missing = (
  jobs: readonly Job[],
  results: ReadonlyMap<string, ResultLine>,
): readonly Job[] => {
  const open = jobs.filter((job) => !results.has(job.digest))
  return [...new Map(open.map((job) => [job.digest, job])).values()]
}

const resultFor = async (
  ports: Pick<Ports, 'invocations'>,
  pool: Pool,
  what: { readonly target: InvokeTarget; readonly request: BatchRequest; readonly job: Job },
): Promise<ResultLine> => {
  const { target, request, job } = what
  const { line, prompt } = job.record
  const system =
    job.system === undefined ? undefined : ({ text: job.system, from: 'flag' } as const)
  const asking = { ...request, system }
  const about = { line, digest: job.digest, prompt }
  try {
    const sent = requestFor(target, asking, [{ role: 'user', text: prompt }])
    const answer = await patiently(pool, () => ports.invocations.converse(sent))
    const { text, stopReason, usage, latencyMs } = answer
    const timed = latencyMs === undefined ? {} : { latencyMs }
    return { ...about, answer: text, stopReason, usage, ...timed }
  } catch (error) {
    // One record that cannot be got through is counted; a refusal concerns all and ends the run.
    if (!(error instanceof TemporaryError)) throw error
    return { ...about, error: error.message }
  }
}

const savingTo = (
  files: Ports['files'],
  out: string | undefined,
  jobs: readonly Job[],
  results: ReadonlyMap<string, ResultLine>,
) => {
  let saved = results.size
  // One write at a time: two at once could leave the older one standing.
  let writing = Promise.resolve()
  const now = () => {
    if (out === undefined || results.size === saved) return writing
    saved = results.size
    writing = writing.then(() => writeResults(files, out, linesOf(jobs, results)))
    return writing
  }
  const sometimes = async () => {
    const due = saved + Math.max(SAVE_EVERY, saved * SAVE_SHARE)
    if (results.size >= due) await now()
  }
  return { now, sometimes }
}

const interrupted = (request: BatchRequest, done: number, all: number) =>
  new CancelledError('MLC-INV-010', `Stopped after ${done} of ${all} prompts.`, {
    hint:
      request.out === undefined
        ? 'No answer was kept; --out <file> keeps them as they come.'
        : `The answers are in ${request.out}. Go on: ${request.command}`,
  })
