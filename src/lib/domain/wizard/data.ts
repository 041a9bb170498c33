import { digestOf } from '../core/digest.ts'
import { columnItems } from './columns.ts'
import { type Answers, ask, type Group, type Item, look, type Step, type World } from './machine.ts'
import { filled, text } from './questions.ts'

/** Which data: a table, ready records, or an object that is in S3 already. */
export const dataGroup: Group = (world) => {
  const { answers, facts } = world
  const train = ask(trainStep(world))
  if (answers.train === undefined) return [train]
  // The check of the path needs the look, so the look comes before the answer is accepted.
  if (facts.source?.of !== answers.train) return [look('source')]
  const { kind } = facts.source
  if (kind === 'missing') return [train]
  const columns = kind === 'table' ? columnItems(world) : []
  return [train, ...columns, ...examination(world)]
}

const trainStep = ({ facts, rules }: World): Step => {
  const shape = filled('A file', (answer) =>
    answer.startsWith('s3://') ? rules.objectUri(answer) : undefined,
  )
  return {
    id: 'train',
    flag: '--train',
    title: 'Data',
    question: text({
      flag: '--train',
      message: 'Which data?',
      help: 'A table (.csv, .tsv, .json), ready records (.jsonl), or s3://bucket/file.jsonl',
      check: shape,
    }),
    problem: (answer) =>
      shape(answer) ??
      (facts.source?.of === answer && facts.source.kind === 'missing'
        ? (facts.source.problem ?? 'It cannot be read.')
        : undefined),
  }
}

/** Reached only when everything that shapes the records is answered: those questions come before. */
const examination = ({ answers, facts }: World): readonly Item[] => {
  if (facts.source?.kind === 'object') return []
  if (facts.dataset?.of !== datasetKey(answers)) return [look('dataset')]
  return facts.dataset.errors > 0 ? [{ kind: 'mend' }] : []
}

/** Answers that decide what the records are. */
const SHAPING = [
  'baseModel',
  'train',
  'completionColumn',
  'promptColumn',
  'promptTemplate',
  'labels',
  'system',
]

/** Equal when the same records come out. */
export const datasetKey = (answers: Answers): string =>
  digestOf(SHAPING.map((id) => answers[id] ?? null))
