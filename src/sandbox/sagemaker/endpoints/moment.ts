import type { Members, ServerlessConfig } from '../state.ts'

/**
 * An endpoint is a row of moments: how it stands from a time on, past ones and those that are to
 * come when nothing gets in the way. How it stands now is the last moment that has begun, so nothing
 * has to run in the background, and the past is what the metrics are computed from.
 */
export type EndpointRecord = {
  readonly arn: string
  readonly name: string
  readonly createdAt: number
  /** In order of time; a change drops what has not begun. */
  readonly moments: readonly Moment[]
  /** Until when alarms have been looked at for the change that is running. */
  readonly watchedUntil?: number
}

export type EndpointStatus =
  | 'OutOfService'
  | 'Creating'
  | 'Updating'
  | 'SystemUpdating'
  | 'RollingBack'
  | 'InService'
  | 'Deleting'
  | 'Failed'
  | 'UpdateRollbackFailed'

/** How an endpoint stands from `at` on (milliseconds since the epoch). */
export type Moment = {
  readonly at: number
  /** Ordinal of the change that made this moment. */
  readonly change: number
  readonly status: EndpointStatus
  /** The configuration that Describe names: the old one until an update is done. */
  readonly configName: string
  readonly variants: readonly VariantStand[]
  readonly shadows: readonly VariantStand[]
  /** Who answers requests; shares are weight by the sum of all weights. */
  readonly routes: readonly Route[]
  /** Who gets copies of requests: shadow variants. */
  readonly mirrors: readonly Mirror[]
  /** Capture, async, explainer and metrics settings of the configuration, which may be gone by now. */
  readonly settings: Members
  readonly pending?: Pending
  readonly failureReason?: string
  /** Alarms of which one in ALARM ends the deployment from now on. */
  readonly watch?: readonly string[]
  /** The DeploymentConfig of the last update. */
  readonly deployment?: Members
  /** Set on the last moment of a deleted endpoint. */
  readonly gone?: true
}

/** A variant as Describe shows it. */
export type VariantStand = {
  readonly name: string
  readonly weight: number
  readonly desiredWeight: number
  /** Instances; absent for a serverless variant. */
  readonly count?: number
  readonly desiredCount?: number
  readonly serverless?: ServerlessConfig
  readonly desiredServerless?: ServerlessConfig
  readonly instanceType?: string
  readonly modelName?: string
  readonly status?: VariantPhase
  /** Images, scaling and routing settings: members that Describe repeats. */
  readonly shown: Members
}

export type VariantPhase = {
  readonly Status: 'Creating' | 'Updating' | 'Deleting' | 'ActivatingTraffic' | 'Baking'
  readonly StatusMessage: string
  readonly since: number
}

/** A fleet of instances and the share of traffic it gets. */
export type Route = {
  readonly variant: string
  readonly configName: string
  readonly weight: number
  readonly instances: number
  readonly instanceType?: string
  readonly serverless?: ServerlessConfig
  readonly modelName?: string
  /** The inference component whose copies these are. */
  readonly component?: string
  /** Environment of the model's first container: says what stands in for it. */
  readonly environment: Readonly<Record<string, string>>
}

/** A fleet that gets copies of `sampling` percent of all requests; its answers go nowhere. */
export type Mirror = Route & { readonly sampling: number }

/** A deployment that is under way. */
export type Pending = {
  readonly configName: string
  readonly startedAt: number
  readonly variants: readonly VariantStand[]
  readonly shadows: readonly VariantStand[]
}

/** The moment in force at `now`; undefined before the first. */
export const momentAt = (record: EndpointRecord, now: number): Moment | undefined => {
  let found: Moment | undefined
  for (const moment of record.moments) {
    if (moment.at > now) break
    found = moment
  }
  return found
}

/** The moments that are over or have begun at `now`; the others are dropped when plans change. */
export const begun = (record: EndpointRecord, now: number): readonly Moment[] =>
  record.moments.filter((moment) => moment.at <= now)
