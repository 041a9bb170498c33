import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Block, blockOf, contains, overlap } from '../../../src/sandbox/ec2/cidr.ts'

/** Blocks of a small range, so that they often meet. */
const block = fc.tuple(fc.nat(255), fc.integer({ min: 24, max: 32 })).map(([last, bits]) => {
  const size = 2 ** (32 - bits)
  return `10.0.0.${Math.floor(last / size) * size}/${bits}`
})

const addresses = (text: string): ReadonlySet<number> => {
  const { first, size } = blockOf(text) as Block
  return new Set(Array.from({ length: size }, (_, at) => first + at))
}

describe('blocks of addresses', () => {
  it('contain and meet each other exactly as the sets of their addresses do', () => {
    fc.assert(
      fc.property(block, block, (one, other) => {
        const [a, b] = [addresses(one), addresses(other)]
        const [left, right] = [blockOf(one) as Block, blockOf(other) as Block]
        expect(overlap(left, right)).toBe([...a].some((address) => b.has(address)))
        expect(contains(left, right)).toBe([...b].every((address) => a.has(address)))
      }),
    )
  })

  it.each(['10.0.0.1/24', '10.0.0.0/33', '10.0.0/24', '10.0.256.0/24', '::/0', '10.0.0.0'])(
    '%s is none',
    (text) => expect(blockOf(text)).toBeUndefined(),
  )
})
