import { digestOf } from '../core/digest.ts'
import { type Answers, ask, type Group, type Item, look, type Step, type World } from './machine.ts'
import { chosenModel } from './model.ts'
import { choice, filled, text } from './questions.ts'

/** More than half for validation would leave too little to learn from. */
const MAX_PERCENT = 50

/** Records kept back to see whether the model has learnt or only remembers. */
export const splitGroup: Group = (world) => {
  const kind = world.facts.source?.kind
  if (kind === undefined || chosenModel(world)?.takesValidation === 'no') return []
  return [
    ask(validationStep(world, kind)),
    ...(world.answers.validationKind === 'percent' ? [ask(PERCENT)] : []),
    ...(world.answers.validationKind === 'file' ? fileItems(world) : []),
  ]
}

const validationStep = (world: World, kind: string): Step => {
  const canSplit = kind !== 'object'
  const canGiveFile = kind !== 'table'
  const initial = canSplit ? 'percent' : 'none'
  return {
    id: 'validationKind',
    flag: '--validation',
    title: 'Validation',
    question: choice({
      flag: '--validation',
      message: 'How is the result checked?',
      help: helpFor(world),
      choices: [
        ...(canSplit
          ? [{ value: 'percent', label: 'Keep a part back', description: 'Labels stay balanced' }]
          : []),
        ...(canGiveFile ? [{ value: 'file', label: 'An own validation file' }] : []),
        { value: 'none', label: 'Not at all', description: 'No validation loss then' },
      ],
      initial,
    }),
    problem: (answer) => {
      if (answer === 'percent' && !canSplit) return 'An object in S3 is not split: give a file.'
      if (answer === 'file' && !canGiveFile) return 'A table is split: keep a part back.'
      return undefined
    },
    show: (answer) => SHOWN[answer] ?? answer,
    otherwise: initial,
  }
}

const SHOWN: Readonly<Record<string, string>> = {
  percent: 'a part kept back',
  file: 'an own file',
  none: 'none',
}

const helpFor = (world: World): string =>
  chosenModel(world)?.takesValidation === 'doubtful'
    ? 'Sources disagree whether this model takes validation data; it may be ignored.'
    : 'Records the model never saw show whether it has learnt.'

const percentProblem = (answer: string): string | undefined => {
  const percent = Number(answer)
  return /^\d{1,2}(\.\d{1,3})?$/.test(answer) && percent > 0 && percent <= MAX_PERCENT
    ? undefined
    : `A number above 0 and up to ${MAX_PERCENT} is needed.`
}

const PERCENT: Step = {
  id: 'validationPercent',
  flag: '--validation-split',
  title: 'Kept back (percent)',
  question: text({
    flag: '--validation-split',
    message: 'Percent kept back',
    initial: '10',
    check: percentProblem,
  }),
  problem: percentProblem,
  show: (answer) => `${answer} %`,
  otherwise: '10',
}

/** Equal when the same file is judged beside the same data by the rules of the same model. */
export const validationKey = ({ baseModel, train, validation }: Answers): string =>
  digestOf([baseModel ?? null, train ?? null, validation ?? null])

const fileItems = (world: World): readonly Item[] => {
  const { answers, facts } = world
  const step = fileStep(world)
  const shape = answers.validation === undefined ? '' : shapeCheck(world)(answers.validation)
  // The verdict on the file comes before the answer is accepted, as with the training data.
  return shape !== undefined || facts.validationFile?.of === validationKey(answers)
    ? [ask(step)]
    : [look('validationFile')]
}

const shapeCheck = ({ answers, rules }: World) => {
  const inS3 = answers.train?.startsWith('s3://') === true
  return filled('A file', (answer) => {
    if (answer === answers.train) return 'That is the training data itself.'
    if (inS3 !== answer.startsWith('s3://')) {
      return inS3 ? 'The training data is in S3: this must be too.' : 'A local file is needed here.'
    }
    return inS3 ? rules.objectUri(answer) : undefined
  })
}

const fileStep = (world: World): Step => {
  const { answers, facts } = world
  const check = shapeCheck(world)
  return {
    id: 'validation',
    flag: '--validation',
    title: 'Validation file',
    question: text({ flag: '--validation', message: 'Which validation file?', check }),
    problem: (answer) =>
      check(answer) ??
      (facts.validationFile?.of === validationKey({ ...answers, validation: answer })
        ? facts.validationFile.problem
        : undefined),
  }
}
