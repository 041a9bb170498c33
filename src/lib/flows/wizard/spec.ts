import type { DataRecipe, FinetuneSpec, PrepareRecipe } from '../../domain/finetune/spec.ts'
import { ALL, allTemplate, labelsOf, NONE, TEMPLATE } from '../../domain/wizard/columns.ts'
import type { Facts } from '../../domain/wizard/facts.ts'
import type { Answers } from '../../domain/wizard/machine.ts'
import { listOf } from '../../domain/wizard/security.ts'
import { bucketOf, roleOf } from '../../domain/wizard/storage.ts'
import { hyperparametersOf } from '../../domain/wizard/tuning.ts'

/** The spec that the answers mean: the same that `finetune run -f` reads from a recipe. */
export const specOf = (
  answers: Answers,
  facts: Facts,
  tags: Readonly<Record<string, string>>,
): FinetuneSpec => {
  const [bucket, role] = [bucketOf(answers), roleOf(answers)]
  const { kmsKey = '' } = answers
  const subnetIds = listOf(answers.subnets)
  const own = answers.ownSecurity === 'yes'
  return {
    name: answers.name ?? '',
    baseModel: answers.baseModel ?? '',
    customizationType: 'FINE_TUNING',
    data: dataOf(answers, facts),
    ...(bucket === undefined ? {} : { bucket }),
    ...(role === undefined ? {} : { role }),
    ...(own && kmsKey !== '' ? { kmsKey } : {}),
    ...(own && subnetIds.length > 0
      ? { vpc: { subnetIds, securityGroupIds: listOf(answers.securityGroups) } }
      : {}),
    hyperparameters: answers.tuning === 'defaults' ? {} : hyperparametersOf(answers),
    ...(answers.use === 'on-demand' || answers.use === 'provisioned' ? { use: answers.use } : {}),
    tags,
  }
}

const dataOf = (answers: Answers, facts: Facts): DataRecipe => {
  const train = answers.train ?? ''
  const share = validationShare(answers)
  if (facts.source?.kind === 'table') {
    const split = share === undefined ? {} : { validationSplit: share }
    return { source: train, prepare: { ...prepareOf(answers, facts), ...split } }
  }
  if (share !== undefined) return splitPaths(train)
  const { validation } = answers
  return answers.validationKind === 'file' && validation !== undefined
    ? { train, validation }
    : { train }
}

/** Where the two parts of ready records are written: beside them. */
export const splitPaths = (
  train: string,
): { readonly train: string; readonly validation: string } => {
  const base = train.replace(/\.jsonl$/i, '')
  return { train: `${base}.training.jsonl`, validation: `${base}.validation.jsonl` }
}

/** The share kept back, 0 to 0.5; undefined when none is. */
export const validationShare = (answers: Answers): number | undefined =>
  answers.validationKind === 'percent' ? Number(answers.validationPercent) / 100 : undefined

/** How the table becomes records, without the split. */
export const prepareOf = (answers: Answers, facts: Facts): PrepareRecipe => {
  const { completionColumn, promptColumn, promptTemplate, system = NONE } = answers
  const labels = labelsOf(answers.labels)
  return {
    ...promptOf(promptColumn, promptTemplate, allTemplate(facts.source?.columns ?? [], answers)),
    ...(completionColumn === undefined ? {} : { completionColumn }),
    ...(system === NONE ? {} : { system }),
    ...(labels === undefined ? {} : { labels }),
  }
}

const promptOf = (
  column: string | undefined,
  template: string | undefined,
  all: string,
): Pick<PrepareRecipe, 'prompt' | 'promptColumn'> => {
  if (column === ALL) return { prompt: all }
  if (column === TEMPLATE) return template === undefined ? {} : { prompt: template }
  return column === undefined ? {} : { promptColumn: column }
}
