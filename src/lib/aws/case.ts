import type { ErrorId } from '../errors.ts'
import type { Fault } from './fault.ts'
import type { AwsService } from './options.ts'

/** The call that failed. */
export type AwsCall = {
  readonly service: AwsService
  readonly operation: string
  /** What it was about: `customization job fraud-1`. */
  readonly subject: string
  /** The endpoint in force, when it is not AWS's own. */
  readonly endpoint?: string | undefined
  readonly profile?: string | undefined
}

export type Kind =
  | 'access'
  | 'cancelled'
  | 'gate'
  | 'outcome'
  | 'state'
  | 'temporary'
  | 'unexpected'
  | 'usage'

/** What the wording of a case may use. */
export type Situation = AwsCall & {
  readonly fault: Fault
  /** The IAM action: from the service's text where it names one, else from the operation. */
  readonly action: string
  readonly serviceName: string
}

/** One row of the table: when it applies (all given tests must hold) and what it says. */
export type Case = {
  readonly id: ErrorId
  readonly kind: Kind
  readonly name?: RegExp
  readonly text?: RegExp
  readonly code?: RegExp
  readonly status?: (status: number) => boolean
  readonly only?: (situation: Situation) => boolean
  readonly says: (situation: Situation) => string
  /** True whenever the row applies; absent where nothing general is true. */
  readonly hint?: (situation: Situation) => string
  /** The service's text is left out: it repeats the request with its signature. */
  readonly quiet?: true
}
