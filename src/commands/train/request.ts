import type { FlagText } from '../../lib/domain/core/command-line.ts'
import type { Ports } from '../../lib/ports/all.ts'
import { applyOptionsOf } from '../consent-flags.ts'
import type { FlagTable, GlobalFlags } from '../define.ts'

/** Flags of a run as the parser gives them. */
type Given = Readonly<Record<string, unknown>>

/** Flags in milliseconds whose members of a recipe are seconds. */
const DURATIONS = ['maxRuntime', 'maxWait', 'keepAlive']

/** The recipe's part of the flags, with durations in seconds. */
const recipeFlags = (flags: Given, table: FlagTable): Given =>
  Object.fromEntries(
    Object.keys(table).map((name) => {
      const value = flags[name]
      return [name, DURATIONS.includes(name) && typeof value === 'number' ? value / 1_000 : value]
    }),
  )

/** The flags as a command line carries them, by their spelling in the table. */
const typedFlags = (flags: Given, table: FlagTable): Readonly<Record<string, FlagText>> =>
  Object.fromEntries(
    Object.entries(table).flatMap(([name, flag]) => {
      const value = flags[name]
      const spelling = /--([a-z-]+)/.exec(flag.spec)?.[1] ?? name
      if (value === undefined) return []
      if (flag.kind === 'duration') return [[spelling, `${Number(value) / 1_000}s`]]
      if (flag.kind !== 'pairs') return [[spelling, value as FlagText]]
      return [[spelling, Object.entries(value as object).map(([key, text]) => `${key}=${text}`)]]
    }),
  )

/** What `train run`, `train tune`, `process run` and `transform run` hand to their flows. */
export const launchRequest = async (
  ports: Ports,
  { flags, table, globals }: { flags: Given; table: FlagTable; globals: GlobalFlags },
) => {
  const { instancePrices } = await import('../../lib/flows/endpoint/view.ts')
  const request = {
    file: flags.file as string | undefined,
    flags: recipeFlags(flags, table),
    tags: globals.tags,
    typed: typedFlags(flags, table),
  }
  const options = {
    prices: instancePrices(flags.price as Readonly<Record<string, string>> | undefined),
    again: flags.again === true,
    wait: globals.wait ?? ports.io.interactive,
    watch: {
      timeoutMs: globals.timeoutMs,
      everyMs: flags.pollInterval as number | undefined,
      logs: flags.logs === true,
    },
    apply: applyOptionsOf(globals),
  }
  return { request, options }
}
