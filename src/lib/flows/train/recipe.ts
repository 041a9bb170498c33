import { countOf } from '../../domain/core/count.ts'
import type { ReadyProcessing, ReadyTraining, ReadyTransform } from '../../domain/train/job-body.ts'
import { type RecipeKind, type RecipeOf, readRecipe } from '../../domain/train/recipe.ts'
import { AccessError, DataError, UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { readYaml } from '../finetune/read-yaml.ts'
import { secretsIn } from '../remote/secrets.ts'

/** Members of a recipe that flags give; undefined ones leave the file's. */
export type RecipeFlags = Readonly<Record<string, unknown>>

/** Maps in which a flag adds to what the file has. */
const MERGED = ['hyperparameters', 'env', 'channels', 'metrics', 'tags', 'inputs', 'outputs']

/**
 * The recipe of a file with the flags over it.
 * @throws DataError MLC-TRN-001 with the place of each problem; StateError when the file is missing.
 */
export const loadRecipe = async <K extends RecipeKind>(
  ports: Pick<Ports, 'files'>,
  kind: K,
  { file, flags }: { readonly file: string | undefined; readonly flags: RecipeFlags },
): Promise<RecipeOf[K]> => {
  const yaml = file === undefined ? undefined : await readYaml(ports.files, file, 'MLC-TRN-001')
  const written = asMembers(yaml?.value ?? {})
  if (written === undefined) {
    throw new DataError('MLC-TRN-001', `${file} is no recipe: members with values are expected.`)
  }
  const given = Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined))
  const merged = { ...written, ...given }
  for (const name of MERGED) {
    const [old, own] = [asMembers(written[name]), asMembers(given[name])]
    if (old !== undefined && own !== undefined) merged[name] = { ...old, ...own }
  }
  const read = readRecipe(kind, merged)
  if ('recipe' in read) {
    refuseWrittenSecrets(read.recipe)
    return read.recipe
  }
  const lines = read.problems.map(({ path, problem }) => {
    const where =
      yaml === undefined || given[path[0] ?? ''] !== undefined ? '' : `${yaml.at(path)}: `
    return `${where}${path.join('.')} ${problem}`
  })
  throw new DataError('MLC-TRN-001', `The recipe has ${countOf(lines.length, 'problem')}.`, {
    why: lines.join('\n'),
    hint: 'Examples with all members: mlctl help recipes',
    details: { problems: lines },
  })
}

/** Maps of a recipe that every reader of the job sees: its description, its logs, its lineage. */
const OPEN_MAPS = ['env', 'hyperparameters', 'tags']

/** @throws DataError MLC-TRN-014 for a secret where whoever may look at the job would read it. */
const refuseWrittenSecrets = (recipe: object): void => {
  const members = recipe as Readonly<Record<string, unknown>>
  const found = OPEN_MAPS.flatMap((map) =>
    Object.entries(asMembers(members[map]) ?? {}).flatMap(([name, value]) =>
      secretsIn(`${name}=${value}`).map((what) => `${map}.${name}: ${what}`),
    ),
  )
  if (found.length === 0) return
  throw new DataError('MLC-TRN-014', 'The recipe holds secrets.', {
    why: `${found.join(', ')}. Whoever may describe the job reads them, and they stay in its record.`,
    hint: 'Let the program fetch them with its role (Secrets Manager, Parameter Store), and pass only their name.',
    details: { secrets: found },
  })
}

const asMembers = (value: unknown): Record<string, unknown> | undefined =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined

/** Members without which no job of a kind can be made, and the flags that give them. */
const NEEDED = {
  train: ['name', 'image', 'role', 'instanceType', 'output'],
  process: ['name', 'image', 'role', 'instanceType'],
  transform: ['name', 'model', 'input', 'instanceType', 'output'],
} as const satisfies Record<RecipeKind, readonly string[]>

type Ready = {
  readonly train: ReadyTraining
  readonly process: ReadyProcessing
  readonly transform: ReadyTransform
}

/**
 * A recipe that has all it needs, its role as an ARN.
 * @throws UsageError MLC-TRN-002 that names the flags for what is missing.
 */
export const completeRecipe = async <K extends RecipeKind>(
  ports: Pick<Ports, 'identity' | 'roles'>,
  kind: K,
  recipe: RecipeOf[K],
): Promise<Ready[K]> => {
  const members = recipe as Readonly<Record<string, unknown>>
  const missing = NEEDED[kind].filter((name) => members[name] === undefined)
  if (missing.length > 0) {
    const flags = missing.map(
      (name) => `--${name.replaceAll(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`,
    )
    throw new UsageError('MLC-TRN-002', `The recipe lacks ${missing.join(', ')}.`, {
      hint: `Write it into the recipe (mlctl help recipes), or pass ${flags.join(', ')}.`,
      details: { missing },
    })
  }
  const role = typeof members.role === 'string' ? await roleArn(ports, members.role) : undefined
  return { ...recipe, ...(role === undefined ? {} : { role }) } as Ready[K]
}

/** A plain name is a role of this account; one with a path is asked for its own ARN. */
const roleArn = async (ports: Pick<Ports, 'identity' | 'roles'>, role: string): Promise<string> => {
  if (role.startsWith('arn:')) return role
  const { account, partition } = await ports.identity.whoAmI()
  const found = await ports.roles.find(role).catch((error: unknown) => {
    if (error instanceof AccessError) return undefined
    throw error
  })
  return found?.arn ?? `arn:${partition}:iam::${account}:role/${role}`
}
