import { commandLine, type FlagText } from '../../domain/core/command-line.ts'
import { readRecipe } from '../../domain/finetune/recipe.ts'
import {
  completeSpec,
  type DataRecipe,
  type FinetuneSpec,
  mergeSpecs,
  missingIn,
  type PartialSpec,
} from '../../domain/finetune/spec.ts'
import { DataError, UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { withPaths } from './data-paths.ts'
import { readYaml } from './read-yaml.ts'

/** What the command line says: a recipe file, flags over it, or flags alone. */
export type FinetuneRequest = {
  readonly file?: string | undefined
  readonly flags: PartialSpec
  /** From mlctl.yaml: what neither recipe nor flags say. */
  readonly defaults?: PartialSpec
  /** Train once more although this training is completed already. */
  readonly again: boolean
}

/**
 * The whole spec: the recipe over the settings of the project, and the flags over both.
 * @throws DataError MLC-FT-001 for a wrong recipe, with file, line and column of every problem;
 * UsageError MLC-FT-006 when something that has no default is given nowhere.
 */
export const resolveSpec = async (
  ports: Pick<Ports, 'files'>,
  request: FinetuneRequest,
): Promise<FinetuneSpec> => {
  const recipe = request.file === undefined ? {} : await readRecipeFile(ports, request.file)
  const merged = mergeSpecs(mergeSpecs(request.defaults ?? {}, recipe), request.flags)
  const spec = completeSpec(merged)
  if (spec !== undefined) return spec
  const missing = missingIn(merged)
  throw new UsageError('MLC-FT-006', `Something is missing: ${missing.join(', ')}.`, {
    hint: 'Pass it, put it into a recipe (-f recipe.yaml), or answer questions: mlctl finetune wizard',
    details: { missing },
  })
}

/** Paths in a recipe are relative to its own folder, so that it works from everywhere. */
export const readRecipeFile = async (
  ports: Pick<Ports, 'files'>,
  path: string,
): Promise<PartialSpec> => {
  const file = await readYaml(ports.files, path)
  const reading = readRecipe(file.value)
  if (reading.ok) return { ...reading.spec, ...withFolder(reading.spec.data, folderOf(path)) }
  const problems = reading.problems.map(
    (problem) => `${file.at(problem.path)}: ${problem.path.join('.')} ${problem.message}`,
  )
  throw new DataError('MLC-FT-001', `The recipe ${path} is wrong.`, {
    why: problems.join('\n'),
    hint: 'Every member is a flag too: mlctl finetune run --help.',
    details: { problems },
  })
}

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1)

const withFolder = (
  data: DataRecipe | undefined,
  folder: string,
): { readonly data?: DataRecipe } => {
  const at = (path: string) =>
    path.startsWith('/') || path.startsWith('s3://') ? path : `${folder}${path}`
  return data === undefined ? {} : { data: withPaths(data, at) }
}

/** The line that repeats a run: what was typed, without the answers that have defaults. */
export const runLine = (request: FinetuneRequest, verb: 'run' | 'plan' = 'run'): string =>
  commandLine(['finetune', verb], {
    file: request.file,
    ...flagsOf(request.flags),
    again: request.again,
  })

const flagsOf = (spec: PartialSpec): Readonly<Record<string, FlagText>> => {
  const pairs = (map: Readonly<Record<string, string>> | undefined) =>
    Object.entries(map ?? {}).map(([key, value]) => `${key}=${value}`)
  const data = spec.data !== undefined && 'train' in spec.data ? spec.data : undefined
  const table = spec.data !== undefined && 'source' in spec.data ? spec.data : undefined
  const labels = pairs(table?.prepare.labels)
  return {
    name: spec.name,
    'base-model': spec.baseModel,
    type: spec.customizationType,
    train: data?.train,
    validation: data?.validation,
    source: table?.source,
    prompt: table?.prepare.prompt,
    completion: table?.prepare.completion,
    'prompt-column': table?.prepare.promptColumn,
    'completion-column': table?.prepare.completionColumn,
    system: table?.prepare.system,
    'label-words': labels.length === 0 ? undefined : labels.join(','),
    'validation-split': table?.prepare.validationSplit,
    bucket: spec.bucket,
    prefix: spec.prefix,
    output: spec.output,
    role: spec.role,
    'kms-key': spec.kmsKey,
    subnets: spec.vpc?.subnetIds,
    'security-groups': spec.vpc?.securityGroupIds,
    use: spec.use,
    hyperparameter: pairs(spec.hyperparameters),
    tag: pairs(spec.tags),
  }
}
