import type { HyperparameterFact } from './facts.ts'
import { ask, type Group, type Step, type World } from './machine.ts'
import { chosenModel } from './model.ts'
import { choice, filled, text } from './questions.ts'

/** Answers of hyperparameters are kept under this prefix: `hyperparameter.epochCount`. */
export const HYPERPARAMETER = 'hyperparameter.'

/** Some were given by flag; the others keep their defaults. */
export const GIVEN = 'given'

const SHOWN: Readonly<Record<string, string>> = {
  defaults: 'defaults',
  edit: 'set',
  [GIVEN]: 'given, others by default',
}

/** How hard to train: the model's defaults, or values within its bounds. */
export const tuningGroup: Group = (world) => {
  const model = chosenModel(world)
  if (model === undefined || model.hyperparameters.length === 0) return []
  const rows = model.hyperparameters.filter(
    (row) => row.required || world.answers.tuning === 'edit' || given(world, row) !== undefined,
  )
  return [
    ask(tuningStep(model.hyperparameters)),
    ...rows.map((row) => ask(valueStep(world, model.key, row))),
  ]
}

const given = ({ answers }: World, { name }: HyperparameterFact) =>
  answers[`${HYPERPARAMETER}${name}`]

const tuningStep = (rows: readonly HyperparameterFact[]): Step => ({
  id: 'tuning',
  flag: '--hyperparameter',
  title: 'Training settings',
  question: choice({
    flag: '--hyperparameter',
    message: 'Training settings?',
    help: `Defaults: ${rows.map((row) => `${row.name} ${row.default ?? 'chosen by AWS'}`).join(', ')}`,
    choices: [
      { value: 'defaults', label: 'Defaults', description: 'Right for a first training' },
      { value: 'edit', label: 'Set them', description: 'Each within the bounds of the model' },
    ],
    initial: 'defaults',
  }),
  problem: (answer) =>
    ['defaults', 'edit', GIVEN].includes(answer) ? undefined : 'Choose defaults or edit.',
  show: (answer) => SHOWN[answer] ?? answer,
  otherwise: 'defaults',
})

const valueStep = (world: World, model: string, row: HyperparameterFact): Step => {
  const check = filled('A value', (value) => world.rules.hyperparameter(model, row.name, value))
  return {
    id: `${HYPERPARAMETER}${row.name}`,
    flag: `--hyperparameter ${row.name}=`,
    title: row.name,
    question: text({
      flag: `--hyperparameter ${row.name}=…`,
      message: row.name,
      help: bounds(row),
      check,
      ...(row.default === undefined ? {} : { initial: String(row.default) }),
    }),
    problem: check,
    ...(row.default === undefined ? {} : { otherwise: String(row.default) }),
  }
}

const bounds = ({ name, min, max }: HyperparameterFact): string => {
  const range = min === undefined && max === undefined ? '' : `From ${min ?? '…'} to ${max ?? '…'}.`
  return `${HELP[name] ?? ''} ${range}`.trim()
}

const HELP: Readonly<Record<string, string>> = {
  epochCount: 'How often the data is gone through; the cost grows with it.',
  learningRate: 'How far each step goes; too high forgets, too low learns nothing.',
  learningRateWarmupSteps: 'Steps until the learning rate is reached.',
  batchSize: 'Records per step.',
}

/** Hyperparameters as the job takes them; empty for the defaults. */
export const hyperparametersOf = (
  answers: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(answers)
      .filter(([id]) => id.startsWith(HYPERPARAMETER))
      .map(([id, value]) => [id.slice(HYPERPARAMETER.length), value]),
  )
