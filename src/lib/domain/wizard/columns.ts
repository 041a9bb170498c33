import type { ColumnFact } from './facts.ts'
import { type Answers, ask, type Item, type Step, type World } from './machine.ts'
import { choice, filled, text } from './questions.ts'

/** All columns but the answer's, as `name=value; name=value`. */
export const ALL = '+all'
/** A template of one's own. */
export const TEMPLATE = '+template'
/** No system prompt. */
export const NONE = '-'
/** Labels this short are codes (0, 1, yes): a model learns words better. */
const CODE_LENGTH = 2

/** How a table becomes records: the answer column, the prompt, words for labels, the system prompt. */
export const columnItems = (world: World): readonly Item[] => {
  const columns = world.facts.source?.columns ?? []
  const { answers } = world
  const values = columns.find(({ name }) => name === answers.completionColumn)?.values
  return [
    ask(completionStep(columns)),
    ask(promptStep(columns, answers)),
    ...(answers.promptColumn === TEMPLATE ? [ask(templateStep(columns, answers))] : []),
    ...(values !== undefined && areCodes(values) ? [ask(labelsStep(values))] : []),
    ask(systemStep(values, answers)),
  ]
}

const areCodes = (values: readonly string[]): boolean =>
  values.length > 1 && values.every((value) => value.length <= CODE_LENGTH)

const completionStep = (columns: readonly ColumnFact[]): Step => {
  const guess = columns.findLast(({ values }) => values !== undefined) ?? columns.at(-1)
  return {
    id: 'completionColumn',
    flag: '--completion-column',
    title: 'Answer column',
    question: choice({
      flag: '--completion-column',
      message: 'Which column holds the right answer?',
      help: 'The model learns to give this.',
      choices: columns.map(columnChoice),
      ...(guess === undefined ? {} : { initial: guess.name }),
    }),
    problem: (answer) => columnProblem(columns, answer),
  }
}

const promptStep = (columns: readonly ColumnFact[], answers: Answers): Step => ({
  id: 'promptColumn',
  flag: '--prompt-column',
  title: 'Prompt',
  question: choice({
    flag: '--prompt-column',
    message: 'What is the model asked?',
    choices: [
      {
        value: ALL,
        label: 'All other columns',
        description: allTemplate(columns, answers).slice(0, 60),
      },
      ...columns.filter(({ name }) => name !== answers.completionColumn).map(columnChoice),
      { value: TEMPLATE, label: 'An own text', description: 'With {column} for values' },
    ],
    initial: ALL,
  }),
  problem: (answer) => {
    if (answer === ALL || answer === TEMPLATE) return undefined
    if (answer === answers.completionColumn) return 'The answer itself cannot be the prompt.'
    return columnProblem(columns, answer)
  },
  show: (answer) =>
    answer === ALL ? 'all other columns' : answer === TEMPLATE ? 'an own text' : answer,
  otherwise: ALL,
})

const templateStep = (columns: readonly ColumnFact[], answers: Answers): Step => {
  const check = filled('A text', (answer) => templateProblem(columns, answers, answer))
  return {
    id: 'promptTemplate',
    flag: '--prompt',
    title: 'Prompt text',
    question: text({
      flag: '--prompt',
      message: 'Prompt text',
      help: `Columns: ${columns.map(({ name }) => `{${name}}`).join(' ')}`,
      initial: allTemplate(columns, answers),
      check,
    }),
    problem: check,
  }
}

const templateProblem = (
  columns: readonly ColumnFact[],
  answers: Answers,
  template: string,
): string | undefined => {
  const places = [...template.matchAll(/\{([^{}]*)\}/g)].map(([, name]) => name ?? '')
  if (places.length === 0) return 'It needs at least one {column}.'
  if (places.includes(answers.completionColumn ?? '')) return 'It must not contain the answer.'
  const unknown = places.find((name) => columnProblem(columns, name) !== undefined)
  return unknown === undefined ? undefined : columnProblem(columns, unknown)
}

const labelsStep = (values: readonly string[]): Step => {
  const check = (answer: string) => labelsProblem(values, answer)
  return {
    id: 'labels',
    flag: '--label-words',
    title: 'Words for labels',
    question: text({
      flag: '--label-words',
      message: `Words for ${values.join(', ')} (empty: keep them)`,
      help: `Codes say little to a language model. Like ${values.map((value) => `${value}=word`).join(',')}`,
      check,
    }),
    problem: check,
    show: (answer) => (answer === '' ? 'as they are' : answer),
    otherwise: '',
  }
}

const labelsProblem = (values: readonly string[], answer: string): string | undefined => {
  if (answer === '') return undefined
  const pairs = labelsOf(answer)
  if (pairs === undefined) return `Write value=word,value=word for ${values.join(', ')}.`
  const missing = values.filter((value) => pairs[value] === undefined)
  return missing.length === 0 ? undefined : `A word for ${missing.join(', ')} is missing.`
}

/** `0=legitimate,1=fraud` as a map; undefined when it is none, or empty. */
export const labelsOf = (
  answer: string | undefined,
): Readonly<Record<string, string>> | undefined => {
  if (answer === undefined || answer === '') return undefined
  const pairs = answer.split(',').map((pair) => {
    const at = pair.indexOf('=')
    return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()] as const
  })
  return pairs.some(([value, word]) => value === '' || word === '')
    ? undefined
    : Object.fromEntries(pairs)
}

const systemStep = (values: readonly string[] | undefined, answers: Answers): Step => {
  const words = labelsOf(answers.labels)
  const labels = values?.map((value) => words?.[value] ?? value)
  return {
    id: 'system',
    flag: '--system',
    title: 'Instruction',
    question: text({
      flag: '--system',
      message: `Instruction before every prompt (${NONE} for none)`,
      help: 'Give the model the same one when it is used.',
      initial: labels === undefined ? NONE : `Answer with one of: ${labels.join(', ')}.`,
      check: filled('A text'),
    }),
    show: (answer) => (answer === NONE ? 'none' : answer),
    otherwise: NONE,
  }
}

/** `amount={amount}; country={country}` over all columns but the answer's. */
export const allTemplate = (
  columns: readonly Pick<ColumnFact, 'name'>[],
  answers: Answers,
): string =>
  columns
    .filter(({ name }) => name !== answers.completionColumn)
    .map(({ name }) => `${name}={${name}}`)
    .join('; ')

const columnChoice = ({ name, values, example }: ColumnFact) => ({
  value: name,
  label: name,
  description: values === undefined ? `such as ${example}` : values.join(', '),
})

const columnProblem = (columns: readonly ColumnFact[], answer: string): string | undefined =>
  columns.some(({ name }) => name === answer)
    ? undefined
    : `There is no column "${answer}"; there are ${columns.map(({ name }) => name).join(', ')}.`
