import {
  AccessError,
  CancelledError,
  type ErrorDetail,
  type ErrorId,
  GateError,
  MlctlError,
  OutcomeError,
  StateError,
  TemporaryError,
  UnexpectedError,
  UsageError,
} from '../errors.ts'
import { iamAction, SERVICE_NAMES } from './actions.ts'
import type { AwsCall, Case, Kind, Situation } from './case.ts'
import { CASES } from './cases.ts'
import { faultOf } from './fault.ts'

const CLASSES: Readonly<
  Record<Kind, new (code: ErrorId, message: string, detail: ErrorDetail) => MlctlError>
> = {
  access: AccessError,
  cancelled: CancelledError,
  gate: GateError,
  outcome: OutcomeError,
  state: StateError,
  temporary: TemporaryError,
  unexpected: UnexpectedError,
  usage: UsageError,
}

/**
 * The typed error for whatever a call threw. `why` is the service's own text, `details.awsError` its
 * error code, `cause` the original. Told apart by name, message, status and socket code: one package
 * may be loaded twice, and undeclared errors arrive as the service's base class.
 */
export const explain = (error: unknown, call: AwsCall): MlctlError => {
  if (error instanceof MlctlError) return error
  const fault = faultOf(error)
  const situation: Situation = {
    ...call,
    fault,
    action: actionIn(fault.text) ?? iamAction(call.service, call.operation),
    serviceName: SERVICE_NAMES[call.service],
  }
  const found = CASES.find((row) => applies(row, situation)) ?? OTHERWISE
  const hint = found.hint?.(situation)
  return new CLASSES[found.kind](found.id, found.says(situation), {
    ...(found.quiet || fault.text === '' ? {} : { why: fault.text }),
    ...(hint === undefined ? {} : { hint }),
    ...(fault.requestId === undefined ? {} : { requestId: fault.requestId }),
    details: {
      awsError: fault.name,
      operation: `${call.service}.${call.operation}`,
      iamAction: situation.action,
      ...(fault.status === 0 ? {} : { httpStatus: fault.status }),
      ...(fault.bucketRegion === undefined ? {} : { bucketRegion: fault.bucketRegion }),
      ...fault.model,
    },
    cause: error,
  })
}

const applies = (row: Case, situation: Situation): boolean => {
  const { fault } = situation
  return (
    (row.name?.test(fault.name) ?? true) &&
    (row.text?.test(fault.text) ?? true) &&
    (row.code?.test(fault.code) ?? true) &&
    (row.status?.(fault.status) ?? true) &&
    (row.only?.(situation) ?? true)
  )
}

/** AWS words a denial as "… is not authorized to perform: iam:PassRole on resource: …". */
const actionIn = (text: string): string | undefined =>
  /not authorized to perform:? ([a-z0-9-]+:[A-Za-z*]+)/.exec(text)?.[1]

const OTHERWISE: Case = {
  id: 'MLC-AWS-099',
  kind: 'unexpected',
  says: ({ serviceName, operation, subject }) =>
    `${serviceName} ${operation} failed in an unforeseen way (${subject}).`,
}

/** The id of "it is not there", by which adapters answer undefined. */
export const NOT_FOUND: ErrorId = 'MLC-AWS-020'

/** Bedrock knows no model by the identifier. */
export const MODEL_UNKNOWN: ErrorId = 'MLC-AWS-021'

/** A bucket that is not in the region of the call; `details.bucketRegion` says where it is. */
export const BUCKET_ELSEWHERE: ErrorId = 'MLC-AWS-025'

/** `otherwise` in place of a failure with one of these ids or one of these names of AWS. */
export const instead = async <T, U>(
  attempt: Promise<T>,
  on: readonly string[],
  otherwise: U,
): Promise<T | U> => {
  try {
    return await attempt
  } catch (error) {
    if (error instanceof MlctlError && on.includes(error.code)) return otherwise
    if (error instanceof MlctlError && on.includes(String(error.details?.awsError)))
      return otherwise
    throw error
  }
}
