import type { Documents } from '../service.ts'

/**
 * A misfortune planted for endpoints and configurations.
 * `create`, `update`, `weights`: `fail` ends in Failed, or back on the old settings with the reason;
 * `roll-back` goes through RollingBack; `rollback-fails` ends in UpdateRollbackFailed; `capacity`
 * fails for want of instances; `slow` takes `seconds`.
 * `config`: `hide` keeps a new configuration unknown for `seconds`.
 * `read`: after a DescribeEndpoint somebody else changes `weights` (`foreign-weights`), or AWS
 * maintains the endpoint for `seconds` (`system-update`).
 * `train`: the next training job loses its spot capacity half-way (`interrupt`), gets none
 * (`capacity`), or ends in Failed (`fail`).
 */
export type HostingFault = {
  readonly on: 'create' | 'update' | 'weights' | 'config' | 'read' | 'train'
  /** Part of the endpoint's or configuration's name; empty for any. */
  readonly nameContains: string
  readonly effect:
    | 'fail'
    | 'roll-back'
    | 'rollback-fails'
    | 'capacity'
    | 'slow'
    | 'hide'
    | 'foreign-weights'
    | 'system-update'
    | 'interrupt'
  /** Text for FailureReason. */
  readonly reason?: string
  readonly seconds?: number
  /** Weights that the other writer sets, by variant. */
  readonly weights?: Readonly<Record<string, number>>
  /** How many more times it strikes. */
  times: number
}

type Planted = { faults: HostingFault[] }

const DOCUMENT = 'sagemaker-faults'

/** Plants a misfortune, after those that are planted already. */
export const plantFault = (documents: Documents, fault: HostingFault): void => {
  documents.update<Planted, void>(DOCUMENT, { faults: [] }, ({ faults }) => {
    faults.push(fault)
  })
}

/** All planted misfortunes, the spent ones included. */
export const listPlanted = (documents: Documents): readonly HostingFault[] =>
  documents.read<Planted>(DOCUMENT, { faults: [] }).faults

/** Takes all misfortunes away. */
export const clearPlanted = (documents: Documents): void => {
  documents.update<Planted, void>(DOCUMENT, { faults: [] }, (planted) => {
    planted.faults = []
  })
}

const TRAIN_EFFECTS = ['interrupt', 'capacity', 'fail'] as const

/**
 * A misfortune of training jobs as it is written down: `{"train":"interrupt","name":"fraud","times":1}`;
 * undefined for a rule about calls. Throws RangeError for one that cannot be read.
 */
export const trainFaultOf = (rule: unknown): HostingFault | undefined => {
  if (typeof rule !== 'object' || rule === null || !('train' in rule)) return undefined
  const { train, name = '', times = 1, reason, ...rest } = rule as Record<string, unknown>
  const effect = TRAIN_EFFECTS.find((known) => known === train)
  const isRight =
    effect !== undefined &&
    typeof name === 'string' &&
    Number.isInteger(times) &&
    Number(times) > 0 &&
    (reason === undefined || typeof reason === 'string') &&
    Object.keys(rest).length === 0
  if (!isRight) {
    throw new RangeError(
      `faults: ${JSON.stringify(rule)} is no rule: {"train":"interrupt","name":"fraud","times":1}, or "capacity" or "fail" with a "reason"`,
    )
  }
  const said = reason === undefined ? {} : { reason: String(reason) }
  return { on: 'train', nameContains: String(name), effect, times: Number(times), ...said }
}

const strikes = (fault: HostingFault, on: HostingFault['on'], name: string): boolean =>
  fault.on === on && fault.times > 0 && name.includes(fault.nameContains)

/** The planted misfortune for what is being done, counted down; undefined when there is none. */
export const takeFault = (
  { documents }: { readonly documents: Documents },
  on: HostingFault['on'],
  name: string,
): HostingFault | undefined => {
  const planted = documents.read<Planted>(DOCUMENT, { faults: [] })
  if (!planted.faults.some((fault) => strikes(fault, on, name))) return undefined
  return documents.update<Planted, HostingFault | undefined>(
    DOCUMENT,
    { faults: [] },
    ({ faults }) => {
      const fault = faults.find((candidate) => strikes(candidate, on, name))
      if (fault !== undefined) fault.times--
      return fault
    },
  )
}

const REASONS: Readonly<Partial<Record<HostingFault['effect'], string>>> = {
  capacity:
    'Unable to provision requested ML compute capacity due to InsufficientInstanceCapacity error. Please retry using a different ML instance type or after some time.',
}

/** The text for FailureReason. */
export const reasonOf = (fault: HostingFault, variant: string): string =>
  fault.reason ??
  REASONS[fault.effect] ??
  `The primary container for production variant ${variant} did not pass the ping health check. Please check CloudWatch logs for this endpoint.`
