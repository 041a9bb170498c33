import { datasetKey } from '../../domain/wizard/data.ts'
import type { FactName, Facts, Rules } from '../../domain/wizard/facts.ts'
import { GROUPS } from '../../domain/wizard/groups.ts'
import {
  type Answers,
  missingFlags,
  next,
  type Step,
  type World,
} from '../../domain/wizard/machine.ts'
import { UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { lookUp } from './look.ts'
import { mend } from './mend.ts'

/** A run of questions: `save` is called after every answer. */
export type Questioning = {
  readonly answers: Answers
  readonly facts: Facts
  readonly rules: Rules
  readonly save: (answers: Answers) => Promise<void>
}

/** Everything answered, with the facts the answers were checked against. */
export type Answered = {
  readonly answers: Answers
  readonly facts: Facts
  readonly steps: readonly Step[]
}

/**
 * Asks what is open, looks up what a question needs, mends data that breaks rules, until everything is
 * answered. Without a terminal, open questions take their safe answers.
 * @throws UsageError MLC-WIZ-003 when an answer given by flag does not fit and nobody can be asked.
 */
export const askAll = async (ports: Ports, start: Questioning): Promise<Answered> => {
  let world: World = start
  for (;;) {
    const now = next(GROUPS, world)
    if (now.do === 'ready') {
      return { answers: world.answers, facts: world.facts, steps: now.steps }
    }
    if (now.do === 'look') {
      world = { ...world, facts: await factsWith(ports, world, now.fact) }
      continue
    }
    const answers =
      now.do === 'mend'
        ? await mend(ports, world)
        : { ...world.answers, [now.step.id]: await answerTo(ports, now.step, now.problem) }
    await start.save(answers)
    // After a mend the same path may hold other bytes: look again.
    const { source: _, dataset: __, ...rest } = world.facts
    world = { ...world, answers, facts: now.do === 'mend' ? rest : world.facts }
  }
}

const factsWith = async (ports: Ports, world: World, fact: FactName): Promise<Facts> => {
  const found = await lookUp(ports, world, fact)
  return { ...world.facts, ...found }
}

const answerTo = async (
  ports: Pick<Ports, 'io'>,
  step: Step,
  problem: string | undefined,
): Promise<string> => {
  const { io } = ports
  if (io.interactive) {
    if (problem !== undefined) io.warn(`${step.title}: ${problem}`)
    return io.ask(step.question)
  }
  if (problem === undefined && step.otherwise !== undefined) return step.otherwise
  throw problem === undefined
    ? missing([step.flag])
    : new UsageError('MLC-WIZ-003', `${step.flag}: ${problem}`, {
        hint: 'Nothing was changed. Correct the flag, or answer on a terminal.',
      })
}

/**
 * Without a terminal: refuses at once, before any call, naming every flag that is missing.
 * @throws UsageError MLC-WIZ-004.
 */
export const refuseMissing = async (
  ports: Ports,
  world: Pick<World, 'answers' | 'rules'>,
): Promise<void> => {
  const { answers, rules } = world
  const nowhere = { name: 'aws', account: '', region: '' } as const
  const known: Facts = { target: nowhere, models: [], buckets: [], roles: [] }
  const local = answers.train !== undefined && !answers.train.startsWith('s3://')
  const source = local ? await lookUp(ports, { answers, rules, facts: known }, 'source') : {}
  const dataset = { of: datasetKey(answers), records: 0, errors: 0, warnings: 0 }
  const facts: Facts = {
    ...known,
    ...source,
    dataset: { ...dataset, findings: [], fixable: false },
  }
  const flags = missingFlags(GROUPS, { answers, rules, facts })
  if (flags.length > 0) throw missing(flags)
}

const missing = (flags: readonly string[]): UsageError =>
  new UsageError('MLC-WIZ-004', `${flags.join(', ')} ${flags.length > 1 ? 'are' : 'is'} missing.`, {
    why: 'mlctl cannot ask: there is no terminal, or CI, --json or --no-input is set.',
    hint: `Pass ${flags.join(' ')}, or use a recipe: mlctl finetune run -f finetune.yaml`,
    details: { missing: flags },
  })
