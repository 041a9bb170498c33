import { TEMPLATE } from './columns.ts'
import type { Answers } from './machine.ts'
import { GIVEN, HYPERPARAMETER } from './tuning.ts'

/** What the command line says; names and meanings are those of `finetune run` and `dataset prepare`. */
export type WizardFlags = {
  readonly baseModel?: string | undefined
  readonly train?: string | undefined
  /** `finetune run` tells tables from records by the flag; the wizard looks. */
  readonly source?: string | undefined
  readonly validation?: string | undefined
  /** Share, 0 to 0.5. */
  readonly validationSplit?: number | undefined
  readonly completionColumn?: string | undefined
  readonly promptColumn?: string | undefined
  readonly prompt?: string | undefined
  readonly labelWords?: string | undefined
  readonly system?: string | undefined
  readonly bucket?: string | undefined
  readonly role?: string | undefined
  readonly kmsKey?: string | undefined
  readonly subnets?: readonly string[] | undefined
  readonly securityGroups?: readonly string[] | undefined
  readonly hyperparameter?: Readonly<Record<string, string>> | undefined
  readonly name?: string | undefined
}

/** Flags as answers: what is given is not asked. */
export const answersOf = (flags: WizardFlags): Answers => ({
  ...texts(flags),
  ...(flags.prompt === undefined ? {} : { promptColumn: TEMPLATE, promptTemplate: flags.prompt }),
  ...validationOf(flags),
  ...securityOf(flags),
  ...hyperparametersOf(flags.hyperparameter ?? {}),
})

const SAME = [
  'baseModel',
  'train',
  'completionColumn',
  'promptColumn',
  'system',
  'bucket',
  'role',
  'name',
] as const

const texts = (flags: WizardFlags): Answers =>
  Object.fromEntries([
    ...(flags.source === undefined ? [] : [['train', flags.source]]),
    ...SAME.flatMap((id) => (flags[id] === undefined ? [] : [[id, flags[id]]])),
    ...(flags.labelWords === undefined ? [] : [['labels', flags.labelWords]]),
  ])

const validationOf = ({ validation, validationSplit }: WizardFlags): Answers => {
  if (validation !== undefined) return { validationKind: 'file', validation }
  if (validationSplit === undefined) return {}
  if (validationSplit === 0) return { validationKind: 'none' }
  // Three places are more than a share needs, and keep 0.07 from becoming 7.000000000000001.
  const validationPercent = String(Number((validationSplit * 100).toFixed(3)))
  return { validationKind: 'percent', validationPercent }
}

const securityOf = ({ kmsKey, subnets, securityGroups }: WizardFlags): Answers => {
  if (kmsKey === undefined && subnets === undefined) return {}
  return {
    ownSecurity: 'yes',
    kmsKey: kmsKey ?? '',
    subnets: (subnets ?? []).join(','),
    ...(securityGroups === undefined ? {} : { securityGroups: securityGroups.join(',') }),
  }
}

const hyperparametersOf = (given: Readonly<Record<string, string>>): Answers => {
  const entries = Object.entries(given)
  if (entries.length === 0) return {}
  return {
    tuning: GIVEN,
    ...Object.fromEntries(entries.map(([name, value]) => [`${HYPERPARAMETER}${name}`, value])),
  }
}
