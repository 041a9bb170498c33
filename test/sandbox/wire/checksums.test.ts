import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ChecksumAlgorithm, digestOf } from '../../../src/sandbox/checksum/digest.ts'

/** Check values over the digits 1 to 9: https://reveng.sourceforge.io/crc-catalogue/ and RFC 6234. */
const CHECK_VALUES: readonly (readonly [ChecksumAlgorithm, string])[] = [
  ['CRC32', 'cbf43926'],
  ['CRC32C', 'e3069283'],
  ['CRC64NVME', 'ae8b14860a799888'],
  ['SHA1', 'f7c3bc1d808e04732adf679965ccc34ca7ae3441'],
  ['SHA256', '15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225'],
]

const digest = (algorithm: ChecksumAlgorithm, ...pieces: Uint8Array[]): string => {
  const running = digestOf(algorithm)
  for (const piece of pieces) running.add(piece)
  return Buffer.from(running.value(), 'base64').toString('hex')
}

describe.each(CHECK_VALUES)('%s', (algorithm, expected) => {
  it('gives the published check value', () => {
    expect(digest(algorithm, Buffer.from('123456789'))).toBe(expected)
  })

  it('does not depend on where the bytes are cut', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(300), (bytes, at) => {
        const cut = digest(algorithm, bytes.subarray(0, at), bytes.subarray(at))
        expect(cut).toBe(digest(algorithm, bytes))
      }),
    )
  })
})
