import { type Digest64, digest64, digestTable } from './digest-table.ts'

export type SplitOptions = {
  /** Share of the rows that go to validation, 0 to 1. */
  readonly share: number
  readonly seed: number
}

/** What of a row decides its side. */
export type SplitRow = {
  /** Rows that share any key stay on one side: the normalised prompt, the group. */
  readonly keys: readonly Digest64[]
  /** Both sides get the same share of every stratum. */
  readonly stratum: string
}

export type Split = {
  /** By row index: true for validation. */
  readonly isValidation: Uint8Array
  readonly training: number
  readonly validation: number
  /** Rows per stratum and side; one stratum '' when the values are too many to be classes. */
  readonly strata: Readonly<
    Record<string, { readonly training: number; readonly validation: number }>
  >
}

/** More strata than this, or fewer rows than this in each, are free texts and no classes. */
const MAX_STRATA = 100
const MIN_ROWS_PER_STRATUM = 5

/** Rows that must stay together. */
type Unit = { readonly rows: number[]; readonly stratum: string; readonly order: string }

/**
 * Collects rows and divides them: units (rows joined by shared keys) are put into an order that the
 * seed alone decides, and taken per stratum until its share is full. The same rows and seed give the
 * same sides, wherever the rows stand in the file.
 */
export const splitter = () => {
  const table = digestTable()
  const parent: number[] = []
  const strata: string[] = []
  const names: string[] = []

  const rootOf = (row: number): number => {
    let root = row
    while (parent[root] !== root) {
      const up = parent[root] ?? root
      parent[root] = parent[up] ?? up
      root = parent[root] ?? root
    }
    return root
  }

  return {
    add: ({ keys, stratum }: SplitRow): void => {
      const row = parent.length
      parent.push(row)
      strata.push(stratum)
      // The least key names the row in the seeded order, so that its place in the file does not matter.
      names.push(keys.map(({ high, low }) => `${high}.${low}`).sort()[0] ?? '')
      for (const key of keys) {
        const earlier = table.add(key, row)
        if (earlier !== undefined) parent[rootOf(row)] = rootOf(earlier)
      }
    },
    divide: (options: SplitOptions): Split => {
      const classes = classesOf(strata)
      const units = new Map<number, number[]>()
      for (const row of parent.keys()) {
        const root = rootOf(row)
        const rows = units.get(root)
        if (rows === undefined) units.set(root, [row])
        else rows.push(row)
      }
      const all = [...units.values()].map((rows) => ({
        rows,
        stratum: commonest(rows.map((row) => classes[row] ?? '')),
        order: orderOf(
          rows.map((row) => names[row] ?? ''),
          options.seed,
        ),
      }))
      return sidesOf(all, classes, options)
    },
  }
}

const classesOf = (strata: readonly string[]): readonly string[] => {
  const count = new Set(strata).size
  const areClasses = count <= MAX_STRATA && strata.length >= count * MIN_ROWS_PER_STRATUM
  return areClasses ? strata : strata.map(() => '')
}

const orderOf = (names: readonly string[], seed: number): string => {
  const [least = ''] = names.toSorted()
  const { high, low } = digest64(`${seed} ${least}`)
  return `${String(high).padStart(10, '0')}${String(low).padStart(10, '0')}${least}`
}

const commonest = (values: readonly string[]): string => {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  const ranked = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
  return ranked[0]?.[0] ?? ''
}

const sidesOf = (
  units: readonly Unit[],
  strata: readonly string[],
  { share }: SplitOptions,
): Split => {
  const isValidation = new Uint8Array(strata.length)
  const byStratum = grouped(units)
  const targets = targetsOf(byStratum, share)
  for (const [stratum, members] of byStratum) {
    let left = targets.get(stratum) ?? 0
    for (const { rows } of members.toSorted((a, b) => (a.order < b.order ? -1 : 1))) {
      // A unit larger than what is left goes in only when that comes nearer to the target.
      if (left <= 0 || rows.length >= 2 * left) continue
      left -= rows.length
      for (const row of rows) isValidation[row] = 1
    }
  }
  return counted(isValidation, strata)
}

const grouped = (units: readonly Unit[]): ReadonlyMap<string, readonly Unit[]> => {
  const groups = new Map<string, Unit[]>()
  for (const unit of units) {
    const group = groups.get(unit.stratum)
    if (group === undefined) groups.set(unit.stratum, [unit])
    else group.push(unit)
  }
  return groups
}

/** Whole rows per stratum whose sum is the share of all rows, by largest remainder. */
const targetsOf = (
  byStratum: ReadonlyMap<string, readonly Unit[]>,
  share: number,
): ReadonlyMap<string, number> => {
  const exact = [...byStratum]
    .map(([stratum, units]) => ({
      stratum,
      wanted: units.reduce((sum, unit) => sum + unit.rows.length, 0) * share,
    }))
    .sort((a, b) => (a.stratum < b.stratum ? -1 : 1))
  const total = Math.round(exact.reduce((sum, { wanted }) => sum + wanted, 0))
  let spare = total - exact.reduce((sum, { wanted }) => sum + Math.floor(wanted), 0)
  const targets = new Map<string, number>()
  for (const { stratum, wanted } of exact.toSorted((a, b) => (b.wanted % 1) - (a.wanted % 1))) {
    targets.set(stratum, Math.floor(wanted) + (spare-- > 0 ? 1 : 0))
  }
  return targets
}

const counted = (isValidation: Uint8Array, strata: readonly string[]): Split => {
  const counts: Record<string, { training: number; validation: number }> = {}
  let validation = 0
  for (const [row, stratum] of strata.entries()) {
    const side = isValidation[row] === 1 ? 'validation' : 'training'
    if (side === 'validation') validation++
    counts[stratum] ??= { training: 0, validation: 0 }
    const count = counts[stratum]
    count[side]++
  }
  return { isValidation, training: strata.length - validation, validation, strata: counts }
}
