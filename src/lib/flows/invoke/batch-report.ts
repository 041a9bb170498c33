import { type Evaluation, evaluate, isCorrect } from '../../domain/invoke/evaluation.ts'
import type { PromptRecord } from '../../domain/invoke/records.ts'
import { addUsage, NO_USAGE, type TokenUsage } from '../../domain/invoke/usage.ts'
import { type AnswerCost, costDocument, type TargetDocument, targetDocument } from './ask.ts'
import type { ResultLine } from './results-file.ts'
import type { InvokeTarget } from './target.ts'

export type Batch = {
  readonly mode: 'batch'
  readonly target: TargetDocument
  readonly asked: number
  readonly answered: number
  /** Taken from the results file of an earlier run. */
  readonly reused: number
  readonly failed: number
  readonly evaluation: Evaluation
  readonly usage: TokenUsage
  readonly cost: AnswerCost
  readonly latencyMs?: { readonly median: number; readonly p95: number }
  readonly out?: string
  /** The answers; only without a results file. */
  readonly results?: readonly ResultLine[]
}

/** One record with all that its answer depends on. */
export type Job = {
  readonly record: PromptRecord
  readonly system: string | undefined
  readonly digest: string
}

/** All lines of the file in its order, each with what it expects: equal prompts may expect different answers. */
export const linesOf = (
  jobs: readonly Job[],
  results: ReadonlyMap<string, ResultLine>,
): readonly ResultLine[] =>
  jobs.flatMap(({ record, digest }) => {
    const found = results.get(digest)
    if (found === undefined) return []
    const { line, expected } = record
    if (expected === undefined) return [{ ...found, line }]
    const { answer } = found
    const judged = answer === undefined ? {} : { correct: isCorrect({ expected, answer }) }
    return [{ ...found, line, expected, ...judged }]
  })

/** The sum of a run: how many were answered, how well, at what cost. */
export const batchOf = (
  target: InvokeTarget,
  out: string | undefined,
  done: {
    readonly jobs: readonly Job[]
    readonly results: ReadonlyMap<string, ResultLine>
    readonly reused: number
  },
): Batch => {
  const lines = linesOf(done.jobs, done.results)
  const answered = lines.filter((one) => one.answer !== undefined)
  const judged = answered.flatMap(({ expected, answer }) =>
    expected === undefined || answer === undefined ? [] : [{ expected, answer }],
  )
  const usage = [...done.results.values()].reduce(
    (sum, one) => addUsage(sum, one.usage ?? NO_USAGE),
    NO_USAGE,
  )
  const latency = percentiles([...done.results.values()].flatMap((one) => one.latencyMs ?? []))
  return {
    mode: 'batch',
    target: targetDocument(target),
    asked: lines.length,
    answered: answered.length,
    reused: done.reused,
    failed: lines.length - answered.length,
    evaluation: evaluate(judged),
    usage,
    cost: costDocument(usage, target.prices),
    ...(latency === undefined ? {} : { latencyMs: latency }),
    ...(out === undefined ? { results: lines } : { out }),
  }
}

const percentiles = (values: readonly number[]) => {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
  const [median, p95] = [at(0.5), at(0.95)]
  return median === undefined || p95 === undefined ? undefined : { median, p95 }
}
