import { countOf } from '../../domain/core/count.ts'
import type { FinetuneSpec } from '../../domain/finetune/spec.ts'
import type { Answers } from '../../domain/wizard/machine.ts'
import { without } from '../../domain/wizard/machine.ts'
import { CancelledError, DataError, GateError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { ApplyOptions } from '../apply.ts'
import { dataTarget } from '../dataset/model.ts'
import { splitDataset } from '../dataset/split.ts'
import { type FinetuneResult, runFinetune } from '../finetune/run.ts'
import { writeRecipe } from './closing.ts'
import { type Answered, askAll, type Questioning } from './questioning.ts'
import { review } from './review.ts'
import { specOf, splitPaths, validationShare } from './spec.ts'

export type TrainRequest = {
  readonly questions: Questioning
  readonly tags: Readonly<Record<string, string>>
  readonly apply: ApplyOptions
  /** Overwrites a recipe that says something else. */
  readonly yes: boolean
}

/** The started (or planned) training, and what it was made of. */
export type Trained = {
  readonly spec: FinetuneSpec
  readonly answers: Answers
  readonly recipe: string
  readonly result: FinetuneResult
}

/**
 * Asks everything, lets the user look it over, then plans and carries out. A check that fails brings
 * the user back to the answers, where any can be changed.
 * @throws CancelledError when the user leaves; what `runFinetune` throws.
 */
export const train = async (ports: Ports, request: TrainRequest): Promise<Trained> => {
  let { questions } = request
  for (;;) {
    const answered = await askAll(ports, questions)
    const { answers, facts } = answered
    questions = { ...questions, answers, facts }
    const verdict = ports.io.interactive ? await review(ports, answered) : ({ do: 'go' } as const)
    if (verdict.do === 'leave') throw new CancelledError('MLC-WIZ-001', 'Left.')
    if (verdict.do === 'change') {
      questions = { ...questions, answers: without(answers, verdict.id) }
      continue
    }
    const trained = await start(ports, request, answered).catch((error: unknown) => {
      if (!ports.io.interactive || !isCheck(error)) throw error
      ports.io.warn((error as Error).message)
      return undefined
    })
    if (trained !== undefined) return trained
    ports.io.note('Nothing was changed. Change an answer, or leave.')
  }
}

/** The budget refused the plan. */
const BUDGET = 'MLC-PLAN-006'

/** Refused before anything was changed, and said why: other answers can cure it. */
const isCheck = (error: unknown): boolean =>
  (error instanceof GateError || error instanceof DataError) &&
  (error.code.startsWith('MLC-FT-') || error.code === BUDGET)

const start = async (
  ports: Ports,
  request: TrainRequest,
  { answers, facts }: Answered,
): Promise<Trained> => {
  const spec = specOf(answers, facts, request.tags)
  await splitRecords(ports, answers, facts.source?.kind)
  const recipe = await writeRecipe(ports, spec, request.yes)
  const result = await runFinetune(
    ports,
    { file: recipe, flags: {}, again: false },
    { apply: request.apply, wait: false, watch: {} },
  )
  return { spec, answers, recipe, result }
}

/** Ready records are divided here; a table is divided when its records are made. */
const splitRecords = async (
  ports: Ports,
  answers: Answers,
  kind: string | undefined,
): Promise<void> => {
  const share = validationShare(answers)
  if (share === undefined || kind !== 'records') return
  const input = answers.train ?? ''
  const { train: out, validation: validationOut } = splitPaths(input)
  const { format } = await dataTarget(ports, { model: answers.baseModel })
  const done = await splitDataset(ports, { input, out, validationOut, format, share, seed: 1 })
  const { training, validation } = done.records
  ports.io.note(
    `Written: ${out} (${countOf(training, 'record')}), ${validationOut} (${validation})`,
  )
}
