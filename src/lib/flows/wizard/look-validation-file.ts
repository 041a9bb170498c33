import { countOf } from '../../domain/core/count.ts'
import type { ValidationFileFact } from '../../domain/wizard/facts.ts'
import type { Answers } from '../../domain/wizard/machine.ts'
import { validationKey } from '../../domain/wizard/split.ts'
import type { Ports } from '../../ports/all.ts'
import { dataTarget } from '../dataset/model.ts'
import { validateDataset } from '../dataset/validate.ts'
import { lookAtSource } from './look-source.ts'

/** Whether the validation file is there and keeps the rules of the model, beside the training data. */
export const lookAtValidationFile = async (
  ports: Ports,
  answers: Answers,
): Promise<ValidationFileFact> => {
  const of = validationKey(answers)
  const problem = await problemOf(ports, answers)
  return { of, ...(problem === undefined ? {} : { problem }) }
}

const problemOf = async (ports: Ports, answers: Answers): Promise<string | undefined> => {
  const path = answers.validation ?? ''
  const source = await lookAtSource(ports, path)
  if (source.kind === 'missing') return source.problem ?? 'It cannot be read.'
  if (source.kind === 'table') return 'That is a table; ready records (.jsonl) are needed here.'
  // Objects in S3 are checked with the training data, before anything is spent.
  if (source.kind === 'object') return undefined
  const target = await dataTarget(ports, { model: answers.baseModel })
  // Together with the training data, which is fine by itself: limits count both, and leaks show.
  const files = answers.train === undefined ? [] : [answers.train]
  const { errors, findings } = await validateDataset(ports, { ...target, files, validation: path })
  if (errors === 0) return undefined
  const first = findings.find(({ severity }) => severity === 'error')
  const where = first?.line === undefined ? '' : `line ${first.line}: `
  return `It has ${countOf(errors, 'error')}: ${where}${first?.message ?? ''}`
}
