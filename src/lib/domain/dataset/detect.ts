import { shapeOf } from './formats.ts'
import { parsed } from './hidden-faults.ts'
import type { RecordFormatName } from './limits.ts'
import { isObject } from './rule.ts'

/** So many first records show the format. */
const LOOKED_AT = 100

/**
 * The format that most of the first records seem to be written for. The last line of `head` counts
 * only when the text ends there, which a broken record shows by not being JSON.
 */
export const detectFormat = (head: string): RecordFormatName | undefined => {
  const counts = new Map<RecordFormatName, number>()
  let records = 0
  for (const line of head.replace(/^\ufeff/, '').split('\n', LOOKED_AT)) {
    const value = parsed(line)
    if (!isObject(value)) continue
    records++
    const shape = shapeOf(value)
    if (shape !== undefined) counts.set(shape, (counts.get(shape) ?? 0) + 1)
  }
  const [most] = [...counts].sort((a, b) => b[1] - a[1])
  return most !== undefined && most[1] * 2 > records ? most[0] : undefined
}
