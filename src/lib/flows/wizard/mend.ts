import { countOf } from '../../domain/core/count.ts'
import { type Answers, type World, without } from '../../domain/wizard/machine.ts'
import { DataError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { Choice } from '../../ports/io.ts'
import { dataTarget } from '../dataset/model.ts'
import { repairFile } from '../dataset/repair.ts'

type Cure = 'repair' | 'again' | 'other'

/**
 * Shows what is wrong with the data and answers what the user does about it: a repaired copy, another
 * look after correcting the file, or another file. The file itself is never changed.
 * @throws DataError MLC-WIZ-005 when nobody can be asked.
 */
export const mend = async (ports: Ports, world: World): Promise<Answers> => {
  const { answers, facts } = world
  const { io } = ports
  const { errors = 0, findings = [], fixable = false } = facts.dataset ?? {}
  const path = answers.train ?? ''
  const head = `${path}: ${countOf(errors, 'error')}`
  if (!io.interactive) {
    throw new DataError('MLC-WIZ-005', `${head}.`, {
      why: findings.join('\n'),
      hint: `Nothing was changed. All findings: mlctl dataset validate ${path} --model ${answers.baseModel}`,
    })
  }
  io.note('')
  io.note(io.style.bad(head))
  for (const finding of findings) io.note(`  ${finding}`)
  const copy = repairedName(path)
  const cure = await io.ask<Cure>({
    kind: 'choice',
    flag: '--train',
    message: 'What now?',
    choices: cures(fixable, copy),
  })
  if (cure === 'other') return without(answers, 'train')
  if (cure === 'again') return answers
  return { ...answers, train: await repaired(ports, answers, copy) }
}

const cures = (fixable: boolean, copy: string): readonly Choice<Cure>[] => [
  {
    value: 'repair',
    label: 'Write a repaired copy',
    description: `to ${copy}; your file stays as it is`,
    ...(fixable ? {} : { disabled: 'nothing here can be repaired safely' }),
  },
  { value: 'again', label: 'Check again', description: 'I have corrected the file' },
  { value: 'other', label: 'Take another file' },
]

const repaired = async (ports: Ports, answers: Answers, copy: string): Promise<string> => {
  const target = await dataTarget(ports, { model: answers.baseModel })
  const report = await repairFile(ports, { input: answers.train ?? '', output: copy }, target)
  for (const { what, count } of report.repaired) ports.io.note(`  ${count} × ${what}`)
  ports.io.note(`Written: ${copy}`)
  return copy
}

/** `a/data.jsonl` → `a/data.repaired.jsonl`. */
const repairedName = (path: string): string =>
  /\.jsonl$/i.test(path)
    ? path.replace(/(\.repaired)?\.jsonl$/i, '.repaired.jsonl')
    : `${path}.repaired.jsonl`
