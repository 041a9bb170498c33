import { createHash } from 'node:crypto'
import { crc32, crc32c } from './crc32.ts'
import { CRC64_START, crc64 } from './crc64.ts'

export type ChecksumAlgorithm = 'CRC32' | 'CRC32C' | 'CRC64NVME' | 'SHA1' | 'SHA256'

/** A checksum over bytes that come in pieces; `value` is base64, as the S3 headers carry it. */
export type Digest = { add(bytes: Uint8Array): void; value(): string }

const word = (value: number): string => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes.toString('base64')
}

const crcDigest = (step: (bytes: Uint8Array, state: number) => number): Digest => {
  let state = 0
  return {
    add: (bytes) => {
      state = step(bytes, state)
    },
    value: () => word(state),
  }
}

const crc64Digest = (): Digest => {
  let state = CRC64_START
  return {
    add: (bytes) => {
      state = crc64(bytes, state)
    },
    value: () => {
      const bytes = Buffer.alloc(8)
      bytes.writeUInt32BE(state.high, 0)
      bytes.writeUInt32BE(state.low, 4)
      return bytes.toString('base64')
    },
  }
}

/** A digest by node's own name of the hash. */
export const hashDigest = (name: 'md5' | 'sha1' | 'sha256'): Digest => {
  const hash = createHash(name)
  return {
    add: (bytes) => {
      hash.update(bytes)
    },
    value: () => hash.copy().digest('base64'),
  }
}

/** A running checksum by S3's name of the algorithm. */
export const digestOf = (algorithm: ChecksumAlgorithm): Digest => {
  switch (algorithm) {
    case 'CRC32':
      return crcDigest(crc32)
    case 'CRC32C':
      return crcDigest(crc32c)
    case 'CRC64NVME':
      return crc64Digest()
    case 'SHA1':
      return hashDigest('sha1')
    case 'SHA256':
      return hashDigest('sha256')
  }
}
