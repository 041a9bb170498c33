/** What every error may carry besides its message. */
export type ErrorDetail = {
  /** Why it happened, when the message alone does not say it. */
  readonly why?: string
  /** The next thing to do; must be true in every case that reaches it. */
  readonly hint?: string
  /** Machine-readable particulars: findings, names, limits. Printed in `--json`. */
  readonly details?: Readonly<Record<string, unknown>>
  /** The service's request id, for a support case. */
  readonly requestId?: string
  readonly cause?: unknown
}

/** A stable error id: `MLC-<AREA>-<NNN>`, expanded offline by `mlctl explain`. */
export type ErrorId = `MLC-${string}-${string}`

/**
 * Every failure a user can meet is one of these. The class decides the exit code; the id names the
 * case for scripts; the hint is the next thing to type.
 */
export abstract class MlctlError extends Error {
  abstract readonly exitCode: number
  /** Written out, for the build shortens the names of classes. */
  abstract override readonly name: string
  readonly code: ErrorId
  readonly why: string | undefined
  readonly hint: string | undefined
  readonly details: Readonly<Record<string, unknown>> | undefined
  readonly requestId: string | undefined

  constructor(code: ErrorId, message: string, detail: ErrorDetail = {}) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause })
    this.code = code
    this.why = detail.why
    this.hint = detail.hint
    this.details = detail.details
    this.requestId = detail.requestId
  }
}

/** The command line or the config is wrong: nothing was sent. */
export class UsageError extends MlctlError {
  override readonly name = 'UsageError'
  override readonly exitCode = 2
}

/** Checked data breaks a rule; nothing was changed. */
export class DataError extends MlctlError {
  override readonly name = 'DataError'
  override readonly exitCode = 3
}

/** No credentials, expired ones, or a permission is missing. `cause` is the SDK's own exception. */
export class AccessError extends MlctlError {
  override readonly name = 'AccessError'
  override readonly exitCode = 4
}

/** A thing is not there, or in a state that forbids the step. */
export class StateError extends MlctlError {
  override readonly name = 'StateError'
  override readonly exitCode = 5
}

/** The remote work ended in a state nobody asked for. */
export class OutcomeError extends MlctlError {
  override readonly name = 'OutcomeError'
  override readonly exitCode = 6
}

/** The time-out was reached; the remote work goes on. */
export class StillRunningError extends MlctlError {
  override readonly name = 'StillRunningError'
  override readonly exitCode = 7
}

/** A budget, alarm, verdict, failed check or stale plan said no. */
export class GateError extends MlctlError {
  override readonly name = 'GateError'
  override readonly exitCode = 8
}

/** The user answered No. */
export class DeclinedError extends MlctlError {
  override readonly name = 'DeclinedError'
  override readonly exitCode = 9
}

/** Throttling, network or a service fault: the same line may work later. */
export class TemporaryError extends MlctlError {
  override readonly name = 'TemporaryError'
  override readonly exitCode = 75
}

/** Ctrl-C (130) or SIGTERM (143); not a failure. */
export class CancelledError extends MlctlError {
  override readonly name = 'CancelledError'
  override readonly exitCode: number
  constructor(code: ErrorId, message: string, detail: ErrorDetail & { signal?: 'SIGTERM' } = {}) {
    super(code, message, detail)
    this.exitCode = detail.signal === 'SIGTERM' ? 143 : 130
  }
}

/** An AWS or local fault that fits none of the above; exit 1. */
export class UnexpectedError extends MlctlError {
  override readonly name = 'UnexpectedError'
  override readonly exitCode = 1
}
