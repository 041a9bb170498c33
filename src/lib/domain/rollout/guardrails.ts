import { UsageError } from '../../errors.ts'

export type Strategy = 'canary' | 'linear' | 'rolling'

/** A native update of SageMaker: it moves traffic and rolls back by itself. */
export type Guarded = {
  readonly strategy: Strategy
  /** Canary size, linear step or rolling batch, percent of the instances. */
  readonly percent: number
  /** Bake per step, seconds. */
  readonly waitSeconds: number
  /** How long the old fleet stays after all traffic has moved, seconds. */
  readonly keepSeconds: number
  readonly timeoutSeconds: number
  readonly alarms: readonly string[]
}

/** Ranges of UpdateEndpoint's DeploymentConfig (API model; sizes: Developer Guide, guardrails). */
const RANGES: Readonly<Record<Strategy, readonly [number, number]>> = {
  canary: [1, 50],
  linear: [10, 50],
  rolling: [5, 50],
}
const MOST_WAIT = 3_600
const TIMEOUT: readonly [number, number] = [600, 28_800]
const MOST_ALARMS = 10

/** AWS's document. @throws UsageError MLC-ROL-040 for figures that SageMaker would refuse. */
export const deploymentConfig = (of: Guarded): Readonly<Record<string, unknown>> => {
  const problem = problemOf(of)
  if (problem !== undefined) {
    throw new UsageError('MLC-ROL-040', `SageMaker would refuse this update: ${problem}.`)
  }
  const size = { Type: 'CAPACITY_PERCENT', Value: of.percent }
  const rollback = {
    AutoRollbackConfiguration: { Alarms: of.alarms.map((AlarmName) => ({ AlarmName })) },
  }
  if (of.strategy === 'rolling') {
    return {
      ...rollback,
      RollingUpdatePolicy: {
        MaximumBatchSize: size,
        WaitIntervalInSeconds: of.waitSeconds,
        MaximumExecutionTimeoutInSeconds: of.timeoutSeconds,
      },
    }
  }
  const canary = of.strategy === 'canary'
  return {
    ...rollback,
    BlueGreenUpdatePolicy: {
      TrafficRoutingConfiguration: {
        Type: canary ? 'CANARY' : 'LINEAR',
        WaitIntervalInSeconds: of.waitSeconds,
        ...(canary ? { CanarySize: size } : { LinearStepSize: size }),
      },
      TerminationWaitInSeconds: of.keepSeconds,
      MaximumExecutionTimeoutInSeconds: of.timeoutSeconds,
    },
  }
}

/** The least time that the waits alone take, seconds. */
export const waitsOf = ({ strategy, percent, waitSeconds, keepSeconds }: Guarded): number =>
  strategy === 'canary'
    ? waitSeconds + keepSeconds
    : Math.ceil(100 / percent) * waitSeconds + (strategy === 'linear' ? keepSeconds : 0)

/**
 * The part of capacity that the first step really is: whole instances, so that a tenth of two
 * instances is a half (facts §3; the arithmetic is an inference).
 */
export const effectivePercent = (instances: number, percent: number): number =>
  instances <= 0 ? percent : (100 * Math.max(1, Math.ceil((instances * percent) / 100))) / instances

const problemOf = (of: Guarded): string | undefined => {
  const [least, most] = RANGES[of.strategy]
  if (!(of.percent >= least && of.percent <= most && Number.isInteger(of.percent))) {
    return `the size of ${of.strategy} is a whole ${least} to ${most} percent`
  }
  if (of.waitSeconds < 0 || of.waitSeconds > MOST_WAIT) return 'the bake is at most an hour'
  if (of.keepSeconds < 0 || of.keepSeconds > MOST_WAIT) return 'the old fleet stays at most an hour'
  if (of.timeoutSeconds < TIMEOUT[0] || of.timeoutSeconds > TIMEOUT[1]) {
    return 'the time limit is 10 minutes to 8 hours'
  }
  if (of.timeoutSeconds <= waitsOf(of)) return 'the waits alone take longer than the time limit'
  return of.alarms.length < 1 || of.alarms.length > MOST_ALARMS
    ? `1 to ${MOST_ALARMS} alarms are needed: without one nothing rolls back`
    : undefined
}
