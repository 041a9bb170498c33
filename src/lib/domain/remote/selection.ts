import { type IgnoreRule, readIgnoreRules, verdictOf } from './ignore-pattern.ts'

/** Files that say what stays at home, the stronger one last; both have the form of .gitignore. */
export const IGNORE_FILES = ['.gitignore', '.mlctlignore'] as const

/** Folders that are never part of a program: other machines make their own. */
const NEVER: Readonly<Record<string, string>> = {
  '.git': 'history',
  '.hg': 'history',
  '.svn': 'history',
  '.mlctl': 'the journal of mlctl',
  node_modules: 'installed packages',
  '.venv': 'a virtual environment',
  venv: 'a virtual environment',
  '.tox': 'virtual environments',
  __pycache__: 'compiled files',
  '.ipynb_checkpoints': 'copies by Jupyter',
  '.mypy_cache': 'a cache',
  '.pytest_cache': 'a cache',
  '.ruff_cache': 'a cache',
  'mlctl-remote': 'what earlier runs brought back',
}

/** Files that make a folder an environment, whatever it is called (venv, conda). */
export const ENVIRONMENT_SIGNS: readonly string[] = ['pyvenv.cfg', 'conda-meta']

/** Whether an entry stays at home by its name alone. */
export const isNeverPacked = (name: string, isFolder: boolean): boolean =>
  isFolder ? Object.hasOwn(NEVER, name) : name === '.DS_Store' || /\.py[co]$/.test(name)

/** The rules of one ignore file and the folder it lies in ('' for the top). */
export type RulesAt = { readonly folder: string; readonly rules: readonly IgnoreRule[] }

/** Everything that decides about an entry; the lists of rules begin at the top folder. */
export type Selection = {
  readonly git: readonly RulesAt[]
  readonly own: readonly RulesAt[]
  readonly exclude: readonly IgnoreRule[]
  readonly include: readonly IgnoreRule[]
  /** As typed, to see what may lie below a folder that is left out. */
  readonly includePatterns: readonly string[]
}

export const selectionOf = (include: readonly string[], exclude: readonly string[]): Selection => ({
  git: [],
  own: [],
  exclude: readIgnoreRules(exclude.join('\n')),
  include: readIgnoreRules(include.join('\n')),
  includePatterns: include,
})

/** The selection inside a folder, with the ignore files that lie there. */
export const within = (
  selection: Selection,
  folder: string,
  texts: { readonly git: string | undefined; readonly own: string | undefined },
): Selection => ({
  ...selection,
  git: added(selection.git, folder, texts.git),
  own: added(selection.own, folder, texts.own),
})

const added = (
  all: readonly RulesAt[],
  folder: string,
  text: string | undefined,
): readonly RulesAt[] =>
  text === undefined ? all : [...all, { folder, rules: readIgnoreRules(text) }]

/**
 * Whether an entry is left out. `--include` beats `--exclude`, that beats .mlctlignore, that beats
 * .gitignore; of files of one kind the one nearest to the entry decides.
 */
export const isLeftOut = (selection: Selection, path: string, isFolder: boolean): boolean => {
  const include = verdictOf(selection.include, path, isFolder)
  if (include !== undefined) return include === 'kept'
  const verdict =
    verdictOf(selection.exclude, path, isFolder) ??
    nearest(selection.own, path, isFolder) ??
    nearest(selection.git, path, isFolder)
  return verdict === 'ignored'
}

/** Whether something that `--include` names may lie below a folder that is left out. */
export const mayHoldIncluded = ({ includePatterns }: Selection, folder: string): boolean =>
  includePatterns.some((pattern) => {
    const plain = pattern.replace(/^\//, '')
    const fixed = plain.slice(0, plain.search(/[*?[\\]|$/))
    return fixed.startsWith(`${folder}/`) || (fixed !== plain && `${folder}/`.startsWith(fixed))
  })

const nearest = (
  all: readonly RulesAt[],
  path: string,
  isFolder: boolean,
): 'ignored' | 'kept' | undefined => {
  for (const { folder, rules } of all.toReversed()) {
    const inner = folder === '' ? path : path.slice(folder.length + 1)
    const verdict = verdictOf(rules, inner, isFolder)
    if (verdict !== undefined) return verdict
  }
  return undefined
}
