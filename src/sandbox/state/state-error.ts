import type { WireResponse } from '../wire/message.ts'

/**
 * The state directory cannot be used: read-only, full, locked. `code` is the system's own
 * ('EACCES', 'EROFS', 'ENOSPC', …), 'ELOCKED' for a lock that is never released, or 'EBADSTATE'
 * for a document that is not ours or not JSON.
 */
export class SandboxStateError extends Error {
  readonly code: string
  readonly path: string
  /** The same in the protocol of the call that met it, where one did. */
  answer?: WireResponse
  constructor(code: string, path: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'SandboxStateError'
    this.code = code
    this.path = path
  }
}

/** Codes that say the directory is unusable, as opposed to a bug here. */
const UNUSABLE = new Set([
  'EACCES',
  'EPERM',
  'EROFS',
  'ENOSPC',
  'EDQUOT',
  'EFBIG',
  'ENOTDIR',
  'EIO',
  'EMFILE',
  'ENAMETOOLONG',
])

export const errorCode = (error: unknown): string | undefined => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : undefined
}

/** Runs file work; a full or forbidden disk becomes a SandboxStateError that names the path. */
export const onDisk = <T>(path: string, work: () => T): T => {
  try {
    return work()
  } catch (error) {
    throw stateErrorOf(path, error)
  }
}

/** The error to throw for a failed file operation: a SandboxStateError where the disk is to blame. */
export const stateErrorOf = (path: string, error: unknown): unknown => {
  const code = errorCode(error)
  if (error instanceof SandboxStateError || code === undefined || !UNUSABLE.has(code)) return error
  const text = `The sandbox cannot use ${path}: ${(error as Error).message}`
  return new SandboxStateError(code, path, text, { cause: error })
}
