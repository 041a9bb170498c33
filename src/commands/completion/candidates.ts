import { type AnyCommand, type Flag, type FlagTable, isGroupAction } from '../define.ts'

export type Candidate = { readonly word: string; readonly describe: string }

/** What may stand at the last of `words` (the one being typed). `files` hands over to the shell. */
export type Candidates = {
  readonly words: readonly Candidate[]
  readonly files?: 'file' | 'folder'
}

type Tables = { readonly commands: readonly AnyCommand[]; readonly globals: FlagTable }

/** Completes a line without touching network or disk. */
export const candidatesFor = (words: readonly string[], tables: Tables): Candidates => {
  const before = words.slice(0, -1)
  const typed = words.at(-1) ?? ''
  const path = before.filter((word) => !word.startsWith('-'))
  const [def] = tables.commands
    .filter((command) => command.path.every((part, at) => path[at] === part) && !command.hidden)
    // The member before the group's own action.
    .sort((a, b) => b.path.length - a.path.length)
  const flags = { ...(def?.flags as FlagTable | undefined), ...tables.globals }
  const previous = flagNamed(flags, before.at(-1) ?? '')
  if (previous !== undefined && takesValue(previous)) return valuesOf(previous, typed)
  if (typed.startsWith('-')) return { words: flagWords(flags, typed) }
  if (def === undefined || isGroupAction(def, tables.commands)) {
    return { words: nextWords(path, typed, tables.commands) }
  }
  return def.args?.completes === undefined
    ? { words: [] }
    : { words: [], files: def.args.completes }
}

const nextWords = (
  path: readonly string[],
  typed: string,
  commands: readonly AnyCommand[],
): readonly Candidate[] => {
  const found = new Map<string, string>()
  for (const def of commands) {
    const next = def.path[path.length]
    const fits = !def.hidden && path.every((word, at) => def.path[at] === word)
    if (!fits || next === undefined || !next.startsWith(typed) || found.has(next)) continue
    found.set(next, def.path.length === path.length + 1 ? def.summary : '')
  }
  return [...found].map(([word, describe]) => ({ word, describe }))
}

const flagWords = (flags: FlagTable, typed: string): readonly Candidate[] =>
  Object.values(flags)
    .map((flag) => ({ word: longName(flag), describe: flag.describe }))
    .filter(({ word }) => word.startsWith(typed))

const valuesOf = (flag: Flag, typed: string): Candidates => {
  if (flag.completes !== undefined) return { words: [], files: flag.completes }
  const words = (flag.choices ?? []).filter((choice) => choice.startsWith(typed))
  return { words: words.map((word) => ({ word, describe: '' })) }
}

const flagNamed = (flags: FlagTable, word: string): Flag | undefined =>
  Object.values(flags).find((flag) => flag.spec.split(/[ ,]+/).includes(word))

const longName = (flag: Flag): string => /--[a-z-]+/.exec(flag.spec)?.[0] ?? flag.spec

const takesValue = (flag: Flag): boolean => flag.kind !== 'boolean'
