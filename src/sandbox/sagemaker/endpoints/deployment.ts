import { refusal } from '../errors.ts'
import type { Members } from '../state.ts'
import type { VariantStand } from './moment.ts'

type Size = { readonly Type: 'INSTANCE_COUNT' | 'CAPACITY_PERCENT'; readonly Value: number }

type Policy = {
  readonly kind: 'ALL_AT_ONCE' | 'CANARY' | 'LINEAR' | 'ROLLING'
  readonly size?: Size
  /** Seconds between two steps, and before the old fleet goes. */
  readonly wait: number
  readonly lastWait: number
  readonly timeout?: number
}

/** How an update is carried out, as its DeploymentConfig says. */
export type Deployment = Policy & { readonly alarms: readonly string[] }

type Raw = {
  readonly BlueGreenUpdatePolicy?: {
    readonly TrafficRoutingConfiguration: {
      readonly Type: 'ALL_AT_ONCE' | 'CANARY' | 'LINEAR'
      readonly WaitIntervalInSeconds: number
      readonly CanarySize?: Size
      readonly LinearStepSize?: Size
    }
    readonly TerminationWaitInSeconds?: number
    readonly MaximumExecutionTimeoutInSeconds?: number
  }
  readonly RollingUpdatePolicy?: {
    readonly MaximumBatchSize: Size
    readonly WaitIntervalInSeconds: number
    readonly MaximumExecutionTimeoutInSeconds?: number
  }
  readonly AutoRollbackConfiguration?: { readonly Alarms?: readonly { AlarmName?: string }[] }
}

const AT_ONCE: Policy = { kind: 'ALL_AT_ONCE', wait: 0, lastWait: 0 }

const timeoutOf = (seconds: number | undefined): { timeout?: number } =>
  seconds === undefined ? {} : { timeout: seconds }

const policyOf = ({ BlueGreenUpdatePolicy, RollingUpdatePolicy }: Raw): Policy => {
  if (BlueGreenUpdatePolicy !== undefined && RollingUpdatePolicy !== undefined) {
    throw refusal.validation(
      'Only one of BlueGreenUpdatePolicy and RollingUpdatePolicy can be specified.',
    )
  }
  if (RollingUpdatePolicy !== undefined) {
    const { MaximumBatchSize: size, WaitIntervalInSeconds: wait } = RollingUpdatePolicy
    const timeout = timeoutOf(RollingUpdatePolicy.MaximumExecutionTimeoutInSeconds)
    return { kind: 'ROLLING', size, wait, lastWait: wait, ...timeout }
  }
  if (BlueGreenUpdatePolicy === undefined) return AT_ONCE
  const routing = BlueGreenUpdatePolicy.TrafficRoutingConfiguration
  const { Type: kind, CanarySize, LinearStepSize, WaitIntervalInSeconds: wait } = routing
  const size = kind === 'CANARY' ? CanarySize : LinearStepSize
  if (kind !== 'ALL_AT_ONCE' && size === undefined) {
    const member = kind === 'CANARY' ? 'CanarySize' : 'LinearStepSize'
    throw refusal.validation(`${member} must be specified for traffic routing of type ${kind}.`)
  }
  return {
    kind,
    ...(kind === 'ALL_AT_ONCE' || size === undefined ? {} : { size }),
    wait,
    lastWait: BlueGreenUpdatePolicy.TerminationWaitInSeconds ?? 0,
    ...timeoutOf(BlueGreenUpdatePolicy.MaximumExecutionTimeoutInSeconds),
  }
}

/** Percent of a fleet that one step may be (deployment-guardrails pages): canary 1-50, others 10-50 or 5-50. */
const LEAST = { CANARY: 1, LINEAR: 10, ROLLING: 5 } as const

const checkSize = ({ kind, size }: Policy, variants: readonly VariantStand[]): void => {
  if (kind === 'ALL_AT_ONCE' || size === undefined) return
  for (const { name, count = 0 } of variants) {
    const percent = size.Type === 'CAPACITY_PERCENT' ? size.Value : (100 * size.Value) / count
    // One instance is the least there is, whatever share of the fleet that makes.
    const least = size.Type === 'INSTANCE_COUNT' && size.Value === 1
    if ((percent >= LEAST[kind] && percent <= 50) || least) continue
    throw refusal.validation(
      `The size of a ${kind} step must be from ${LEAST[kind]} to 50 percent of the instances of variant ${name}.`,
    )
  }
}

/** Reads a DeploymentConfig for a fleet; ValidationException for one that cannot be carried out. */
export const deploymentOf = (
  config: Members | undefined,
  variants: readonly VariantStand[],
): Deployment => {
  const raw = (config ?? {}) as Raw
  const policy = policyOf(raw)
  checkSize(policy, variants)
  const isSpecial = variants.length > 1 || variants.some(({ serverless }) => serverless)
  if (policy.kind === 'ROLLING' && isSpecial) {
    throw refusal.validation(
      'Rolling deployments are not supported for endpoints with several variants or serverless ones.',
    )
  }
  const waits = stepsOf(policy, variants).length * policy.wait + policy.lastWait
  if (policy.timeout !== undefined && waits >= policy.timeout) {
    throw refusal.validation(
      `MaximumExecutionTimeoutInSeconds (${policy.timeout}) must exceed the total of all waits (${waits}).`,
    )
  }
  const alarms = raw.AutoRollbackConfiguration?.Alarms ?? []
  return { ...policy, alarms: alarms.map(({ AlarmName }) => AlarmName ?? '') }
}

/** Instances of a fleet of `count` that one step takes: whole ones, at least one. */
const stepInstances = (size: Size, count: number): number =>
  size.Type === 'INSTANCE_COUNT' ? size.Value : Math.ceil((count * size.Value) / 100)

/** Share of a variant's traffic on the new fleet after a number of equal steps. */
const shareAfter = (size: Size, steps: number, count: number): number =>
  count === 0 ? 1 : Math.min(1, (steps * stepInstances(size, count)) / count)

/** Share on the new fleet by variant name, step by step; the last step is all of it. */
export const stepsOf = (
  { kind, size }: Policy,
  variants: readonly VariantStand[],
): readonly Readonly<Record<string, number>>[] => {
  const after = (steps: number): Readonly<Record<string, number>> =>
    Object.fromEntries(
      variants.map(({ name, count = 0 }) => [name, size ? shareAfter(size, steps, count) : 1]),
    )
  const full = Object.fromEntries(variants.map(({ name }) => [name, 1]))
  if (kind === 'ALL_AT_ONCE' || size === undefined) return [full]
  if (kind === 'CANARY') return [after(1), full]
  const steps: Readonly<Record<string, number>>[] = []
  do steps.push(after(steps.length + 1))
  while (Object.values(steps.at(-1) ?? {}).some((share) => share < 1))
  return steps
}
