import type { PartialSpec, PrepareRecipe } from '../../lib/domain/finetune/spec.ts'
import { UsageError } from '../../lib/errors.ts'
import type { FinetuneRequest } from '../../lib/flows/finetune/request.ts'
import type { Ports } from '../../lib/ports/all.ts'
import type { FlagValues, GlobalFlags } from '../define.ts'
import type { RUN_FLAGS } from './run-flags.ts'

type RunFlagValues = FlagValues<typeof RUN_FLAGS>

/** Members that mlctl.yaml may set for all trainings of a project. */
const PROJECT_MEMBERS = ['baseModel', 'bucket', 'prefix', 'role', 'kmsKey'] as const

/** The request of a command line. @throws UsageError MLC-FT-006 for flags that need another. */
export const requestOf = (
  ports: Pick<Ports, 'settings'>,
  flags: RunFlagValues,
  globals: Pick<GlobalFlags, 'tags'>,
): FinetuneRequest => {
  const isDefault = (member: string) => {
    const origin = ports.settings.get(`finetune.${member}`)?.origin
    return origin === 'project' || origin === 'user'
  }
  const members = PROJECT_MEMBERS.flatMap((member) => {
    const value = flags[member]
    return value === undefined ? [] : [{ member, value }]
  })
  const pick = (wanted: boolean): PartialSpec =>
    Object.fromEntries(
      members
        .filter(({ member }) => isDefault(member) === wanted)
        .map(({ member, value }) => [member, value]),
    )
  return {
    file: flags.file,
    flags: { ...pick(false), ...typed(flags), tags: globals.tags },
    defaults: pick(true),
    again: flags.again === true,
  }
}

const typed = (flags: RunFlagValues): PartialSpec => {
  const { name, type, output, use, hyperparameter, subnets, securityGroups } = flags
  const data = dataOf(flags)
  return {
    ...(name === undefined ? {} : { name }),
    ...(type === undefined ? {} : { customizationType: type }),
    ...(data === undefined ? {} : { data }),
    ...(output === undefined ? {} : { output }),
    ...(use === undefined ? {} : { use }),
    ...(hyperparameter === undefined ? {} : { hyperparameters: hyperparameter }),
    ...(subnets === undefined && securityGroups === undefined
      ? {}
      : { vpc: { subnetIds: subnets ?? [], securityGroupIds: securityGroups ?? [] } }),
  }
}

const dataOf = (flags: RunFlagValues): PartialSpec['data'] => {
  const { train, validation, source } = flags
  if (source !== undefined) {
    if (train === undefined && validation === undefined)
      return { source, prepare: prepareOf(flags) }
    throw new UsageError('MLC-FT-006', '--source stands instead of --train and --validation.', {
      hint: 'Keep back a part of the table: --validation-split 0.1',
    })
  }
  if (train !== undefined) return { train, ...(validation === undefined ? {} : { validation }) }
  if (validation === undefined) return undefined
  throw new UsageError('MLC-FT-006', '--validation needs --train.', {
    hint: 'Give both files on the command line, or both in the recipe.',
  })
}

const prepareOf = (flags: RunFlagValues): PrepareRecipe => {
  const { prompt, completion, promptColumn, completionColumn, system, validationSplit } = flags
  const members = { prompt, completion, promptColumn, completionColumn, system, validationSplit }
  const labels = flags.labelWords?.split(',').map((pair) => {
    const at = pair.indexOf('=')
    return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()] as const
  })
  return {
    ...Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)),
    ...(labels === undefined ? {} : { labels: Object.fromEntries(labels) }),
  }
}
