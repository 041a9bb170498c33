/** Application Auto Scaling, of SageMaker alone. */
export interface Scaling {
  /** Scalable targets of these resources; of all of SageMaker's without them. */
  targets(resourceIds?: readonly string[]): Promise<readonly ScalableTarget[]>
  /** Registers, or changes what is given and leaves the rest. */
  register(target: TargetRegistration): Promise<void>
  /** Its policies and scheduled actions go with it. */
  deregister(target: ScalableTargetKey): Promise<void>
  /** Policies of one resource; of all of SageMaker's without it. */
  policies(resourceId?: string): Promise<readonly ScalingPolicy[]>
  putPolicy(policy: NewScalingPolicy): Promise<PutPolicy>
  deletePolicy(policyName: string, target: ScalableTargetKey): Promise<void>
  schedules(resourceId?: string): Promise<readonly ScheduledScaling[]>
  putSchedule(schedule: NewScheduledScaling): Promise<void>
  deleteSchedule(scheduledActionName: string, target: ScalableTargetKey): Promise<void>
  /** Newest first, with the reasons why nothing was scaled. */
  activities(resourceId: string, limit?: number): Promise<readonly ScalingActivity[]>
}

export type ScalableDimension =
  | 'sagemaker:variant:DesiredInstanceCount'
  | 'sagemaker:variant:DesiredProvisionedConcurrency'
  | 'sagemaker:inference-component:DesiredCopyCount'

export type ScalableTargetKey = {
  /** `endpoint/<endpoint>/variant/<variant>` or `inference-component/<component>`. */
  readonly resourceId: string
  readonly scalableDimension: ScalableDimension
}

export type SuspendedState = {
  readonly dynamicScalingInSuspended: boolean
  readonly dynamicScalingOutSuspended: boolean
  readonly scheduledScalingSuspended: boolean
}

export type ScalableTarget = ScalableTargetKey & {
  readonly minCapacity: number
  readonly maxCapacity: number
  readonly suspendedState: SuspendedState
  readonly scalableTargetArn?: string
  readonly createdAt: string
}

export type TargetRegistration = ScalableTargetKey & {
  readonly minCapacity?: number
  readonly maxCapacity?: number
  readonly suspendedState?: SuspendedState
  readonly tags?: Readonly<Record<string, string>>
}

export type TargetTracking = {
  /** In the metric's own unit: invocations a minute per instance, requests at a time, … */
  readonly targetValue: number
  /** A predefined metric, or `customizedMetric`, AWS's own document. */
  readonly predefinedMetricType?: string
  readonly customizedMetric?: Readonly<Record<string, unknown>>
  readonly scaleInCooldownSeconds?: number
  readonly scaleOutCooldownSeconds?: number
  readonly disableScaleIn?: boolean
}

export type StepScaling = {
  readonly adjustmentType: 'ChangeInCapacity' | 'PercentChangeInCapacity' | 'ExactCapacity'
  readonly metricAggregationType?: 'Average' | 'Minimum' | 'Maximum'
  readonly cooldownSeconds?: number
  readonly steps: readonly {
    /** Above the alarm's threshold. */
    readonly lowerBound?: number
    readonly upperBound?: number
    readonly adjustment: number
  }[]
}

export type NewScalingPolicy = ScalableTargetKey & {
  readonly policyName: string
} & ({ readonly targetTracking: TargetTracking } | { readonly stepScaling: StepScaling })

export type PutPolicy = { readonly policyArn: string; readonly alarmNames: readonly string[] }

export type ScalingPolicy = ScalableTargetKey & {
  readonly policyName: string
  readonly policyArn: string
  readonly policyType: string
  readonly targetTracking?: TargetTracking
  readonly stepScaling?: StepScaling
  /** Alarms that the service made for the policy. */
  readonly alarmNames: readonly string[]
  readonly createdAt: string
}

export type NewScheduledScaling = ScalableTargetKey & {
  readonly scheduledActionName: string
  /** `at(2026-12-24T18:00:00)`, `rate(1 day)`, `cron(0 8 * * ? *)`. */
  readonly schedule: string
  readonly timezone?: string
  readonly minCapacity?: number
  readonly maxCapacity?: number
}

export type ScheduledScaling = NewScheduledScaling & { readonly createdAt: string }

export type ScalingActivity = {
  readonly activityId: string
  readonly resourceId: string
  readonly description: string
  readonly cause: string
  /** `Pending`, `InProgress`, `Successful`, `Overridden`, `Unfulfilled`, `Failed`. */
  readonly status: string
  readonly statusMessage?: string
  readonly startedAt: string
  readonly endedAt?: string
  readonly notScaledReasons: readonly string[]
}
