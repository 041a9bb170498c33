import { createHash } from 'node:crypto'
import type { Ground } from '../sagemaker/state.ts'

/** What identifies a scalable target: the members that most requests name. */
export type TargetName = {
  readonly namespace: string
  readonly resourceId: string
  readonly dimension: string
}

export type Suspended = {
  readonly DynamicScalingInSuspended: boolean
  readonly DynamicScalingOutSuspended: boolean
  readonly ScheduledScalingSuspended: boolean
}

export type Target = TargetName & {
  readonly arn: string
  readonly roleArn: string
  readonly createdAt: number
  readonly suspended: Suspended
  min: number
  max: number
  /** Up to when its policies and schedules have been carried out. */
  advancedTo: number
  /** When it last changed the capacity, and when the new one was there. */
  changedAt?: number
  scaledOutAt?: number
  scaledInAt?: number
  /** Why it was not scaled when a policy last wanted it; told once. */
  notScaled?: string
}

export type PolicyAlarm = { readonly AlarmName: string; readonly AlarmARN: string }

export type Policy = TargetName & {
  readonly arn: string
  readonly name: string
  readonly type: 'TargetTrackingScaling' | 'StepScaling'
  readonly createdAt: number
  readonly configuration: Readonly<Record<string, unknown>>
  readonly alarms: readonly PolicyAlarm[]
}

export type ScheduledAction = TargetName & {
  readonly arn: string
  readonly name: string
  readonly schedule: string
  readonly timezone?: string
  readonly startsAt?: number
  readonly endsAt?: number
  readonly createdAt: number
  readonly action: { readonly MinCapacity?: number; readonly MaxCapacity?: number }
}

/** Something that was done, or not: how far it has come is read from the endpoint. */
export type Activity = TargetName & {
  readonly id: string
  readonly description: string
  readonly cause: string
  readonly at: number
  readonly outcome: 'started' | 'failed' | 'not-scaled' | 'bounds'
  readonly message?: string
  readonly notScaled?: Readonly<Record<string, unknown>>
}

export type ScalingState = {
  targets: Record<string, Target>
  policies: Record<string, Policy>
  actions: Record<string, ScheduledAction>
  /** Oldest first. */
  activities: Activity[]
  tags: Record<string, Record<string, string>>
}

const EMPTY: ScalingState = { targets: {}, policies: {}, actions: {}, activities: [], tags: {} }

type Place = Pick<Ground, 'region' | 'documents'>

const documentOf = (place: Place): string => `autoscaling/${place.region}`

/** The state as it was last written; `hosting.endpoint` brings a target up to now first. */
export const readScaling = (place: Place): ScalingState =>
  place.documents.read(documentOf(place), EMPTY)

/** Changes the state in one atomic step. */
export const changeScaling = <R>(place: Place, change: (state: ScalingState) => R): R =>
  place.documents.update(documentOf(place), structuredClone(EMPTY), change)

/** Where a target is kept. */
export const keyOf = ({ namespace, resourceId, dimension }: TargetName): string =>
  `${namespace} ${resourceId} ${dimension}`

/** Whether two things belong to the same target. */
export const isSameTarget = (a: TargetName, b: TargetName): boolean => keyOf(a) === keyOf(b)

/** An id in the form of a UUID; the same for the same parts. */
export const uuidFrom = (...parts: readonly string[]): string => {
  const hex = createHash('sha256').update(parts.join('\n')).digest('hex')
  const ends = [8, 12, 16, 20, 32]
  return ends.map((end, index) => hex.slice(ends[index - 1] ?? 0, end)).join('-')
}

/** The inference component that a target scales; undefined for other resources. */
export const componentOf = (resourceId: string): string | undefined =>
  /^inference-component\/([^/]+)$/.exec(resourceId)?.[1]

export type Variant = { readonly endpointName: string; readonly variantName: string }

/** The endpoint's variant that a target scales; undefined for other resources. */
export const variantOf = (resourceId: string): Variant | undefined => {
  const [, endpointName, variantName] =
    /^endpoint\/([^/]+)\/variant\/([^/]+)$/.exec(resourceId) ?? []
  return endpointName === undefined || variantName === undefined
    ? undefined
    : { endpointName, variantName }
}
