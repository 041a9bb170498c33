import { matchesWildcard } from '../iam/glob.ts'

type Known = {
  /** Names of actions by service prefix, both in lower case. */
  readonly actions: ReadonlyMap<string, readonly string[]>
  /** Every service prefix there is. */
  readonly prefixes: ReadonlySet<string>
}

let known: Known | undefined

/** The actions of the services that mlctl's users meet; of the others, that they exist. */
export const knownActions = async (): Promise<Known> => {
  if (known !== undefined) return known
  const { default: file } = await import('./actions.json', { with: { type: 'json' } })
  const lists = Object.entries(file.actions).map(([prefix, names]): [string, string[]] => [
    prefix,
    names.toLowerCase().split(' '),
  ])
  known = {
    actions: new Map(lists),
    prefixes: new Set(file.prefixes.toLowerCase().split(' ')),
  }
  return known
}

/** Whether an action (perhaps with wildcards) names nothing: its service, or no action of it. */
export const unknownPart = (
  { actions, prefixes }: Known,
  pattern: string,
): 'service' | 'action' | undefined => {
  const [prefix = '', name = ''] = pattern.toLowerCase().split(':')
  if (pattern === '*') return undefined
  if (!prefixes.has(prefix)) return 'service'
  const names = actions.get(prefix)
  if (names === undefined || names.some((each) => matchesWildcard(name, each))) return undefined
  return 'action'
}
