import { uint32Column } from './columns.ts'

/** Rows that are tied together, in a forest of 4 to 8 bytes a row. */
export const rowForest = () => {
  const parent = uint32Column()
  const rootOf = (row: number): number => {
    let root = row
    while (parent.get(root) !== root) {
      parent.set(root, parent.get(parent.get(root)))
      root = parent.get(root)
    }
    return root
  }
  return {
    rootOf,
    size: parent.size,
    /** Answers the index of the new row. */
    add: (): number => {
      const row = parent.size()
      parent.push(row)
      return row
    },
    join: (a: number, b: number): void => parent.set(rootOf(a), rootOf(b)),
  }
}

/** Rows grouped by unit: unit `u` has the rows `rows[start[u]] … rows[start[u + 1] - 1]`. */
export type Units = {
  readonly count: number
  readonly start: Uint32Array
  readonly rows: Uint32Array
}

/** The units of a forest, in the order of their first rows; rows that are not kept are in none. */
export const unitsOf = (
  forest: Pick<ReturnType<typeof rowForest>, 'rootOf' | 'size'>,
  isKept: (row: number) => boolean,
): Units => {
  const size = forest.size()
  const unitOfRoot = new Uint32Array(size)
  const unitOf = new Uint32Array(size)
  const sizes = uint32Column()
  for (let row = 0; row < size; row++) {
    if (!isKept(row)) continue
    const root = forest.rootOf(row)
    // Stored plus one, for 0 stands for a root without a unit.
    if (unitOfRoot[root] === 0) {
      sizes.push(0)
      unitOfRoot[root] = sizes.size()
    }
    const unit = (unitOfRoot[root] ?? 1) - 1
    unitOf[row] = unit
    sizes.set(unit, sizes.get(unit) + 1)
  }
  const count = sizes.size()
  const start = new Uint32Array(count + 1)
  for (let unit = 0; unit < count; unit++) start[unit + 1] = (start[unit] ?? 0) + sizes.get(unit)
  const rows = new Uint32Array(start[count] ?? 0)
  const next = start.slice()
  for (let row = 0; row < size; row++) {
    if (!isKept(row)) continue
    const unit = unitOf[row] ?? 0
    rows[next[unit] ?? 0] = row
    next[unit] = (next[unit] ?? 0) + 1
  }
  return { count, start, rows }
}
