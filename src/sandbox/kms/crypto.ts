import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { members, optionalNumber, optionalText, text } from '../members.ts'
import { type Call, type Input, type Output, ServiceError } from '../service.ts'
import { invalid, unreadable } from './errors.ts'
import { lookUpKey, requireKey, requireUsable } from './find.ts'
import type { KeyRecord } from './records.ts'

/** First bytes of every ciphertext of the sandbox; then the key's id, the nonce, the tag, the text. */
const MAGIC = Buffer.from('SBK1')
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** The encryption context in one form, whatever order it was given in: it must be the same again. */
const contextBytes = (context: Input): Buffer =>
  Buffer.from(JSON.stringify(Object.entries(context).sort(([a], [b]) => (a < b ? -1 : 1))))

const seal = (key: KeyRecord, plaintext: Uint8Array, context: Input): Buffer => {
  const id = Buffer.from(key.id)
  const head = Buffer.concat([MAGIC, Buffer.from([id.length]), id])
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(key.material, 'base64'), nonce)
  cipher.setAAD(Buffer.concat([head, contextBytes(context)]))
  const body = Buffer.concat([cipher.update(plaintext), cipher.final()])
  return Buffer.concat([head, nonce, cipher.getAuthTag(), body])
}

/** The id of the key that made a ciphertext; undefined when no key of the sandbox did. */
export const keyIdIn = (ciphertext: Uint8Array): string | undefined => {
  const bytes = Buffer.from(ciphertext)
  if (!bytes.subarray(0, 4).equals(MAGIC)) return undefined
  return bytes.subarray(5, 5 + (bytes[4] ?? 0)).toString()
}

const open = (key: KeyRecord, ciphertext: Uint8Array, context: Input): Buffer => {
  const bytes = Buffer.from(ciphertext)
  const headBytes = 5 + (bytes[4] ?? 0)
  const tagAt = headBytes + NONCE_BYTES
  const nonce = bytes.subarray(headBytes, tagAt)
  try {
    const cipher = createDecipheriv('aes-256-gcm', Buffer.from(key.material, 'base64'), nonce)
    cipher.setAAD(Buffer.concat([bytes.subarray(0, headBytes), contextBytes(context)]))
    cipher.setAuthTag(bytes.subarray(tagAt, tagAt + TAG_BYTES))
    return Buffer.concat([cipher.update(bytes.subarray(tagAt + TAG_BYTES)), cipher.final()])
  } catch {
    // Another context, another key or changed bytes: which of them is not told.
    throw unreadable()
  }
}

const blob = (input: Input, name: string): Uint8Array => {
  const value = input[name]
  if (value instanceof Uint8Array) return value
  throw new TypeError(`${name}: bytes expected`)
}

/** A symmetric key that may encrypt now. Throws InvalidKeyUsageException for other kinds. */
const workingKey = (call: Call, given: string): KeyRecord => {
  const key = requireUsable(requireKey(call, given))
  if (key.usage === 'ENCRYPT_DECRYPT' && key.spec === 'SYMMETRIC_DEFAULT') return key
  throw new ServiceError(
    'InvalidKeyUsageException',
    `${key.arn} key usage is ${key.usage} which is not valid for ${call.operation}.`,
  )
}

const context = (input: Input): Input => members(input, 'EncryptionContext')

const encrypt = (call: Call, input: Input): Output => {
  const key = workingKey(call, text(input, 'KeyId'))
  return {
    CiphertextBlob: seal(key, blob(input, 'Plaintext'), context(input)),
    KeyId: key.arn,
    EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
  }
}

const decrypt = (call: Call, input: Input): Output => {
  const ciphertext = blob(input, 'CiphertextBlob')
  const id = keyIdIn(ciphertext)
  if (id === undefined) throw unreadable()
  const given = optionalText(input, 'KeyId')
  const made = lookUpKey(call, id)
  if (given !== undefined && requireKey(call, given).id !== id) {
    throw new ServiceError(
      'IncorrectKeyException',
      'The key ID in the request does not identify a CMK that can perform this operation.',
    )
  }
  if (made === undefined) {
    throw new ServiceError(
      'AccessDeniedException',
      'The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.',
    )
  }
  return {
    KeyId: made.arn,
    Plaintext: open(requireUsable(made), ciphertext, context(input)),
    EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
  }
}

const KEY_BYTES: Readonly<Record<string, number>> = { AES_256: 32, AES_128: 16 }

const generateDataKey = (call: Call, input: Input): Output => {
  const key = workingKey(call, text(input, 'KeyId'))
  const spec = optionalText(input, 'KeySpec')
  const asked = optionalNumber(input, 'NumberOfBytes')
  if ((spec === undefined) === (asked === undefined)) {
    throw invalid('Please specify either number of bytes or key spec.')
  }
  const plaintext = randomBytes(asked ?? KEY_BYTES[spec ?? ''] ?? 32)
  return {
    CiphertextBlob: seal(key, plaintext, context(input)),
    Plaintext: plaintext,
    KeyId: key.arn,
  }
}

export const cryptoOperations = {
  Encrypt: encrypt,
  Decrypt: decrypt,
  GenerateDataKey: generateDataKey,
}
