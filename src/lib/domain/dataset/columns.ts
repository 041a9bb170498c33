const FIRST_LENGTH = 1024

export type Uint32Column = {
  readonly push: (value: number) => void
  readonly get: (row: number) => number
  readonly set: (row: number, value: number) => void
  readonly size: () => number
}

/** A column of whole numbers below 2^32, 4 to 8 bytes each: objects per row would cost 20 times that. */
export const uint32Column = (): Uint32Column => {
  let values = new Uint32Array(FIRST_LENGTH)
  let size = 0
  return {
    push: (value) => {
      if (size === values.length) {
        const larger = new Uint32Array(size * 2)
        larger.set(values)
        values = larger
      }
      values[size++] = value
    },
    get: (row) => values[row] ?? 0,
    set: (row, value) => {
      values[row] = value
    },
    size: () => size,
  }
}

/** Numbers for few different names; one number for all once they are more than `most`. */
export const nameColumn = (most: number) => {
  const codes = new Map<string, number>()
  const rows = uint32Column()
  return {
    push: (name: string): void => {
      // One name above the limit is kept to tell that it was passed; the rest need no place.
      if (!codes.has(name) && codes.size <= most) codes.set(name, codes.size)
      rows.push(codes.get(name) ?? 0)
    },
    codeOf: rows.get,
    names: (): readonly string[] => [...codes.keys()],
    size: rows.size,
  }
}
