import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, isAbsolute, join, relative, resolve } from 'node:path'
import { nearest } from '../domain/core/nearest.ts'
import { KIND_WORDS, readSetting, type SettingDef, variableOf } from '../domain/core/settings.ts'
import { isTooDeepYaml } from '../domain/core/yaml-depth.ts'
import { MlctlError, UsageError } from '../errors.ts'
import type { Origin, Setting, SettingProblem, Settings } from '../ports/settings.ts'
import { fileError } from './file-errors.ts'
import type { Environment } from './style.ts'

export type SettingsInput = {
  readonly table: readonly SettingDef[]
  /** Values given on the command line, by key. */
  readonly flags: Readonly<Record<string, { readonly value: unknown; readonly source: string }>>
  readonly env: Environment
  readonly workingFolder: string
  /** `--config`: takes the place of the mlctl.yaml found upwards. */
  readonly configFile?: string | undefined
  /** A layer that cannot be read is left out and told in `problems`. */
  readonly tolerant?: boolean
}

/**
 * Merges flag > environment > project file > user file. Unknown keys and wrong values are
 * UsageErrors that name file and line.
 */
export const loadSettings = async (input: SettingsInput): Promise<Settings> => {
  const { table, env, workingFolder } = input
  const projectFile = input.configFile
    ? resolve(workingFolder, input.configFile)
    : findUpwards(workingFolder)
  const userFile = join(xdg(env, 'XDG_CONFIG_HOME', '.config'), 'mlctl', 'config.yaml')
  const problems: SettingProblem[] = []
  const layer = async (read: () => Promise<readonly Setting[]>): Promise<readonly Setting[]> => {
    try {
      return await read()
    } catch (error) {
      if (input.tolerant !== true || !(error instanceof MlctlError)) throw error
      problems.push(problemOf(error))
      return []
    }
  }
  const layers = [
    fromFlags(input.flags),
    await layer(async () => fromEnvironment(table, env)),
    projectFile === undefined
      ? []
      : await layer(() => fromFile(table, projectFile, 'project', workingFolder)),
    existsSync(userFile) ? await layer(() => fromFile(table, userFile, 'user', workingFolder)) : [],
  ]
  const merged = new Map<string, Setting>()
  for (const setting of layers.flat()) {
    const winner = merged.get(setting.key)
    if (winner === undefined) merged.set(setting.key, setting)
    else if (isRecord(winner.value) && isRecord(setting.value)) {
      merged.set(setting.key, { ...winner, value: { ...setting.value, ...winner.value } })
    }
  }
  return {
    get: (key) => merged.get(key),
    all: () => [...merged.values()].sort((a, b) => (a.key < b.key ? -1 : 1)),
    projectFile,
    projectFolder: projectFile === undefined ? workingFolder : dirname(projectFile),
    ...(problems.length === 0 ? {} : { problems }),
  }
}

const problemOf = ({ code, message, why, hint }: MlctlError): SettingProblem => ({
  code,
  message,
  ...(why === undefined ? {} : { why }),
  ...(hint === undefined ? {} : { hint }),
})

/** XDG base folders; relative values are ignored, as the specification demands. */
export const xdg = (env: Environment, variable: string, fallback: string): string => {
  const value = env[variable]
  return value !== undefined && isAbsolute(value) ? value : join(env.HOME ?? homedir(), fallback)
}

const PROJECT_FILE = 'mlctl.yaml'

/** The nearest mlctl.yaml from `folder` up to the git root (or the file system's). */
const findUpwards = (folder: string): string | undefined => {
  const candidate = join(folder, PROJECT_FILE)
  if (existsSync(candidate)) return candidate
  const parent = dirname(folder)
  if (parent === folder || existsSync(join(folder, '.git'))) return undefined
  return findUpwards(parent)
}

const fromFlags = (flags: SettingsInput['flags']): readonly Setting[] =>
  Object.entries(flags).map(([key, { value, source }]) => ({ key, value, origin: 'flag', source }))

const fromEnvironment = (table: readonly SettingDef[], env: Environment): readonly Setting[] =>
  table.flatMap((def) => {
    const source = variableOf(def.key)
    const text = env[source]
    if (text === undefined || text === '') return []
    const read = readSetting(def, text)
    if ('problem' in read) {
      throw new UsageError('MLC-CFG-003', `${source}: ${read.problem}.`, {
        hint: `Correct the variable, or unset it.`,
      })
    }
    return [{ key: def.key, value: read.value, origin: 'environment' as const, source }]
  })

const fromFile = async (
  table: readonly SettingDef[],
  path: string,
  origin: Extract<Origin, 'project' | 'user'>,
  workingFolder: string,
): Promise<readonly Setting[]> => {
  const name = relative(workingFolder, path) || path
  const shown = name.startsWith('..') ? path : name
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw fileError(cause, path)
  })
  const leaves = await readYaml(text, shown, table)
  return leaves.map(({ key, value, line }) => {
    const source = `${shown}:${line}`
    const def = table.find((candidate) => candidate.key === key)
    if (def === undefined) throw unknownKey(key, source, table)
    if (origin === 'user' && def.projectOnly === true) {
      throw new UsageError(
        'MLC-CFG-004',
        `${source}: ${key} belongs in the project's mlctl.yaml.`,
        {
          why: 'Budgets and tags must be the same for everybody who works on a project.',
        },
      )
    }
    return { key, value: typed(def, value, source), origin, source }
  })
}

type Leaf = { readonly key: string; readonly value: unknown; readonly line: number }

/** The leaves of a YAML map with their lines; maps below a `pairs` key are one leaf. */
const readYaml = async (
  text: string,
  name: string,
  table: readonly SettingDef[],
): Promise<readonly Leaf[]> => {
  if (isTooDeepYaml(text)) {
    throw new UsageError('MLC-CFG-001', `${name}: the YAML nests more than 100 levels deep.`)
  }
  const { isMap, isNode, isScalar, LineCounter, parseDocument } = await import('yaml')
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true })
  const [error] = document.errors
  if (error !== undefined) {
    const at = lines.linePos(error.pos[0])
    throw new UsageError('MLC-CFG-001', `${name}:${at.line}:${at.col}: the YAML cannot be read.`, {
      why: error.message.split('\n')[0] ?? '',
    })
  }
  try {
    // Settings need no aliases; a nest of them would expand without end.
    document.toJS({ maxAliasCount: 10 })
  } catch (cause) {
    throw new UsageError('MLC-CFG-001', `${name}: the YAML has too many aliases.`, { cause })
  }
  const plain = (node: unknown): unknown => (isNode(node) ? node.toJS(document) : node)
  const leaves: Leaf[] = []
  const walk = (node: unknown, prefix: string): void => {
    if (!isMap(node)) return
    for (const { key, value } of node.items) {
      const word = isScalar(key) ? String(key.value) : String(key)
      const path = prefix === '' ? word : `${prefix}.${word}`
      const at = isScalar(key) && key.range ? lines.linePos(key.range[0]).line : 1
      const whole = table.some((def) => def.key === path)
      if (isMap(value) && !whole) walk(value, path)
      else leaves.push({ key: path, value: plain(value), line: at })
    }
  }
  if (document.contents !== null && !isMap(document.contents)) {
    throw new UsageError('MLC-CFG-001', `${name}: a map of settings is needed.`)
  }
  walk(document.contents, '')
  return leaves
}

const typed = (def: SettingDef, value: unknown, source: string): unknown => {
  const wrong = (problem: string) =>
    new UsageError('MLC-CFG-003', `${source}: ${def.key}: ${problem}.`, { hint: def.describe })
  if (def.kind === 'pairs' || def.kind === 'list') {
    const fits = def.kind === 'list' ? Array.isArray(value) : isRecord(value)
    if (!fits) throw wrong(`${KIND_WORDS[def.kind]} is needed`)
    return def.kind === 'list'
      ? (value as unknown[]).map(String)
      : Object.fromEntries(Object.entries(value as object).map(([k, v]) => [k, String(v)]))
  }
  if (typeof value === 'object') throw wrong(`${KIND_WORDS[def.kind]} is needed`)
  const read = readSetting(def, String(value))
  if ('problem' in read) throw wrong(read.problem)
  return read.value
}

const unknownKey = (key: string, source: string, table: readonly SettingDef[]) => {
  const near = nearest(
    key,
    table.map((def) => def.key),
  )
  return new UsageError('MLC-CFG-002', `${source}: unknown setting ${key}.`, {
    hint: near.length > 0 ? `Did you mean ${near.join(' or ')}?` : 'See: mlctl schema config',
  })
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
