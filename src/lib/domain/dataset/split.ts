import { nameColumn, uint32Column } from './columns.ts'
import { type Digest64, digest64, digestTable } from './digest-table.ts'
import { rowForest, type Units, unitsOf } from './units.ts'

export type SplitOptions = {
  /** Share of the rows that go to validation, 0 to 1. */
  readonly share: number
  readonly seed: number
  /** By row index: 0 for rows that take no part; all do when absent. */
  readonly kept?: Uint8Array
}

/** What of a row decides its side. */
export type SplitRow = {
  /** Rows that share any key stay on one side: the normalised prompt, the group. */
  readonly keys: readonly Digest64[]
  /** Both sides get the same share of every stratum. */
  readonly stratum: string
}

export type Split = {
  /** By row index: 1 for validation. */
  readonly isValidation: Uint8Array
  readonly training: number
  readonly validation: number
  /** Rows per stratum and side; one stratum '' when the values are too many to be classes. */
  readonly strata: Readonly<
    Record<string, { readonly training: number; readonly validation: number }>
  >
  /** The stratum of a row. */
  readonly stratumOf: (row: number) => string
}

/** More strata than this, or fewer rows than this in each, are free texts and no classes. */
const MAX_STRATA = 100
const MIN_ROWS_PER_STRATUM = 5

/**
 * Collects rows and divides them: units (rows joined by shared keys) are put into an order that the
 * seed alone decides, and taken per stratum until its share is full. The same rows and seed give the
 * same sides, wherever the rows stand in the file. Keeps numbers only: about 50 bytes a row.
 */
export const splitter = () => {
  const table = digestTable()
  const forest = rowForest()
  const strata = nameColumn(MAX_STRATA)
  const [high, low] = [uint32Column(), uint32Column()]
  return {
    /** Answers the row's index. */
    add: ({ keys, stratum }: SplitRow): number => {
      const row = forest.add()
      strata.push(stratum)
      // The least key names the row in the seeded order, so that its place in the file does not matter.
      const least = keys.reduce<Digest64 | undefined>(
        (best, key) => (best === undefined || nameOf(key) < nameOf(best) ? key : best),
        undefined,
      )
      high.push(least?.high ?? 0)
      low.push(least?.low ?? 0)
      for (const key of keys) {
        const earlier = table.add(key, row)
        if (earlier !== undefined) forest.join(row, earlier)
      }
      return row
    },
    /** Ties two rows for another reason than a shared key: they say nearly the same. */
    join: forest.join,
    divide: ({ share, seed, kept }: SplitOptions): Split => {
      const units = unitsOf(forest, (row) => kept === undefined || kept[row] === 1)
      const stratumOf = strataOf(strata, units.rows.length)
      const order = orderOf(units, (row) => ({ high: high.get(row), low: low.get(row) }), seed)
      const isValidation = new Uint8Array(forest.size())
      take({ units, order, share, stratumOf, isValidation })
      return counted(isValidation, units.rows, stratumOf)
    },
  }
}

/** Outside of the splitter, so that the answer does not keep its tables alive. */
const strataOf = (
  { names, codeOf }: ReturnType<typeof nameColumn>,
  rows: number,
): ((row: number) => string) => {
  const all = names()
  const areClasses = all.length <= MAX_STRATA && rows >= all.length * MIN_ROWS_PER_STRATUM
  return (row) => (areClasses ? (all[codeOf(row)] ?? '') : '')
}

const nameOf = ({ high, low }: Digest64): string => `${high}.${low}`

/** Where a unit stands in the seeded order: two halves of a number, and its least name for a tie. */
type Order = { readonly high: Uint32Array; readonly low: Uint32Array }

const orderOf = (units: Units, keyOf: (row: number) => Digest64, seed: number): Order => {
  const order = { high: new Uint32Array(units.count), low: new Uint32Array(units.count) }
  for (let unit = 0; unit < units.count; unit++) {
    let least: string | undefined
    for (const row of rowsOf(units, unit)) {
      const name = nameOf(keyOf(row))
      if (least === undefined || name < least) least = name
    }
    const { high, low } = digest64(`${seed} ${least ?? ''}`)
    order.high[unit] = high
    order.low[unit] = low
  }
  return order
}

const rowsOf = ({ start, rows }: Units, unit: number): Uint32Array =>
  rows.subarray(start[unit], start[unit + 1])

type Taking = {
  readonly units: Units
  readonly order: Order
  readonly share: number
  readonly stratumOf: (row: number) => string
  readonly isValidation: Uint8Array
}

const take = ({ units, order, share, stratumOf, isValidation }: Taking): void => {
  const byStratum = grouped(units, stratumOf)
  const targets = targetsOf(units, byStratum, share)
  const before = (a: number, b: number) =>
    (order.high[a] ?? 0) - (order.high[b] ?? 0) || (order.low[a] ?? 0) - (order.low[b] ?? 0)
  for (const [stratum, members] of byStratum) {
    let left = targets.get(stratum) ?? 0
    if (left <= 0) continue
    for (const unit of Uint32Array.from(members).sort(before)) {
      const rows = rowsOf(units, unit)
      // A unit larger than what is left goes in only when that comes nearer to the target.
      if (left <= 0 || rows.length >= 2 * left) continue
      left -= rows.length
      for (const row of rows) isValidation[row] = 1
    }
  }
}

const grouped = (
  units: Units,
  stratumOf: (row: number) => string,
): ReadonlyMap<string, readonly number[]> => {
  const groups = new Map<string, number[]>()
  for (let unit = 0; unit < units.count; unit++) {
    const stratum = commonest(rowsOf(units, unit), stratumOf)
    const group = groups.get(stratum)
    if (group === undefined) groups.set(stratum, [unit])
    else group.push(unit)
  }
  return groups
}

const commonest = (rows: Uint32Array, stratumOf: (row: number) => string): string => {
  if (rows.length === 1) return stratumOf(rows[0] ?? 0)
  const counts = new Map<string, number>()
  for (const row of rows) {
    const stratum = stratumOf(row)
    counts.set(stratum, (counts.get(stratum) ?? 0) + 1)
  }
  const ranked = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
  return ranked[0]?.[0] ?? ''
}

/** Whole rows per stratum whose sum is the share of all rows, by largest remainder. */
const targetsOf = (
  units: Units,
  byStratum: ReadonlyMap<string, readonly number[]>,
  share: number,
): ReadonlyMap<string, number> => {
  const exact = [...byStratum]
    .map(([stratum, members]) => {
      const rows = members.reduce((sum, unit) => sum + rowsOf(units, unit).length, 0)
      return { stratum, rows, wanted: rows * share }
    })
    .sort((a, b) => (a.stratum < b.stratum ? -1 : 1))
  const total = Math.round(exact.reduce((sum, { rows }) => sum + rows, 0) * share)
  let spare = total - exact.reduce((sum, { wanted }) => sum + Math.floor(wanted), 0)
  const targets = new Map<string, number>()
  for (const { stratum, wanted } of exact.toSorted((a, b) => (b.wanted % 1) - (a.wanted % 1))) {
    targets.set(stratum, Math.floor(wanted) + (spare-- > 0 ? 1 : 0))
  }
  return targets
}

const counted = (
  isValidation: Uint8Array,
  rows: Uint32Array,
  stratumOf: (row: number) => string,
): Split => {
  const counts = new Map<string, { training: number; validation: number }>()
  let validation = 0
  // In the order of the file, so that the strata come in the order of their first rows.
  for (const row of rows.toSorted()) {
    const stratum = stratumOf(row)
    const count = counts.get(stratum) ?? { training: 0, validation: 0 }
    counts.set(stratum, count)
    const isHeld = isValidation[row] === 1
    count[isHeld ? 'validation' : 'training']++
    if (isHeld) validation++
  }
  const strata = Object.fromEntries(counts)
  const training = rows.length - validation
  return { isValidation, training, validation, strata, stratumOf }
}
