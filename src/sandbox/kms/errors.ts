import { ServiceError } from '../service.ts'

/** KMS's own wording of its refusals (texts as observed; the codes are those of the API model). */

export const noKey = (arn: string): ServiceError =>
  new ServiceError('NotFoundException', `Key '${arn}' does not exist`)

export const noAlias = (arn: string): ServiceError =>
  new ServiceError('NotFoundException', `Alias ${arn} is not found.`)

export const invalidKeyId = (given: string): ServiceError =>
  new ServiceError('NotFoundException', `Invalid keyId '${given}'`)

export const disabled = (arn: string): ServiceError =>
  new ServiceError('DisabledException', `${arn} is disabled.`)

export const pendingDeletion = (arn: string): ServiceError =>
  new ServiceError('KMSInvalidStateException', `${arn} is pending deletion.`)

export const notPendingDeletion = (arn: string): ServiceError =>
  new ServiceError('KMSInvalidStateException', `${arn} is not pending deletion.`)

export const unsupported = (reason: string): ServiceError =>
  new ServiceError('UnsupportedOperationException', reason)

export const malformedPolicy = (reason: string): ServiceError =>
  new ServiceError('MalformedPolicyDocumentException', reason)

export const invalid = (reason: string): ServiceError =>
  new ServiceError('ValidationException', reason)

/** The text of a ciphertext that cannot be told apart from somebody else's. */
export const unreadable = (): ServiceError => new ServiceError('InvalidCiphertextException', '')
