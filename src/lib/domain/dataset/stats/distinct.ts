import { type Digest64, digestTable } from '../digest-table.ts'

/** Up to here each digest is remembered: 32 MB. */
const EXACT_UNTIL = 1_000_000
const INDEX_BITS = 14
const REGISTERS = 2 ** INDEX_BITS
/** Standard error of HyperLogLog, 1.04 / √registers. */
const ESTIMATE_ERROR = 1.04 / Math.sqrt(REGISTERS)

export type DistinctCount = {
  readonly total: number
  readonly distinct: number
  /** Standard error of `distinct`, relative; 0 where it is exact. */
  readonly error: number
}

/**
 * Counts different digests: exactly at first, by HyperLogLog (Flajolet et al., 2007) when there are too
 * many to remember. Memory is bounded.
 */
export const distinctCounter = (exactUntil = EXACT_UNTIL) => {
  const registers = new Uint8Array(REGISTERS)
  let table: ReturnType<typeof digestTable> | undefined = digestTable()
  let total = 0

  return {
    add: (digest: Digest64): void => {
      total++
      const index = digest.low & (REGISTERS - 1)
      const rank = Math.clz32(digest.high) + 1
      if (rank > (registers[index] ?? 0)) registers[index] = rank
      table?.add(digest, 0)
      if (table !== undefined && table.size() > exactUntil) table = undefined
    },
    count: (): DistinctCount =>
      table === undefined
        ? { total, distinct: Math.min(total, estimate(registers)), error: ESTIMATE_ERROR }
        : { total, distinct: table.size(), error: 0 },
  }
}

const estimate = (registers: Uint8Array): number => {
  const alpha = 0.7213 / (1 + 1.079 / REGISTERS)
  const inverse = registers.reduce((sum, rank) => sum + 2 ** -rank, 0)
  const raw = (alpha * REGISTERS * REGISTERS) / inverse
  const empty = registers.reduce((n, rank) => n + (rank === 0 ? 1 : 0), 0)
  // Few values leave registers empty, and these tell their number better.
  const isSmall = raw <= 2.5 * REGISTERS && empty > 0
  return Math.round(isSmall ? REGISTERS * Math.log(REGISTERS / empty) : raw)
}
