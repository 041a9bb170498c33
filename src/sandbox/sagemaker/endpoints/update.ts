import { list, text } from '../../members.ts'
import type { Call, Input, Output } from '../../service.ts'
import { configOf } from '../configs/configs.ts'
import { checkVolumeKey } from '../configs/volume-key.ts'
import { refusal } from '../errors.ts'
import { type HostingFault, reasonOf, takeFault } from '../faults.ts'
import { unhealthy } from '../invoke/health.ts'
import { launchFailure } from '../models/launch.ts'
import { type ConfigRecord, changeState, type HostingState, type Members } from '../state.ts'
import { deploymentOf } from './deployment.ts'
import { endpointOf, type Found } from './find.ts'
import type { Retained } from './fleets.ts'
import type { Moment } from './moment.ts'
import { checkRoom } from './quotas.ts'
import { replanned } from './row.ts'
import { settled } from './settle.ts'
import { type Target, targetOf } from './target.ts'
import { type Update, updatePlan } from './update-plan.ts'

/** Refuses an endpoint that takes no update: only those in service, or stuck half-way back, do. */
export const demandReady = ({ record, now }: Found, more: readonly string[] = []): void => {
  if (now.status === 'InService' || more.includes(now.status)) return
  if (now.status === 'Failed') {
    throw refusal.validation(
      `Cannot update endpoint "${record.arn}" with status Failed. Delete the endpoint and create it again.`,
    )
  }
  throw refusal.inProgress(record.arn)
}

/** Live values of variants that outlast the update, by name. */
const retainedOf = (input: Input, now: Moment): Readonly<Record<string, Retained>> => {
  if (input.RetainAllVariantProperties !== true) return {}
  const excluded = list<{ VariantPropertyType: string }>(input, 'ExcludeRetainedVariantProperties')
  const keeps = (type: string): boolean =>
    !excluded.some(({ VariantPropertyType }) => VariantPropertyType === type)
  return Object.fromEntries(
    now.variants.map(({ name, desiredWeight, desiredCount }) => [
      name,
      {
        ...(keeps('DesiredWeight') ? { weight: desiredWeight } : {}),
        ...(keeps('DesiredInstanceCount') && desiredCount !== undefined
          ? { count: desiredCount }
          : {}),
      },
    ]),
  )
}

/** A variant that scales by itself can neither go nor change its hardware (endpoint-scaling-update). */
const checkScaling = (call: Call, { record, now }: Found, target: Target): void => {
  for (const old of now.variants) {
    const successor = target.variants.find(({ name }) => name === old.name)
    if (successor !== undefined && successor.instanceType === old.instanceType) continue
    const resource = `endpoint/${record.name}/variant/${old.name}`
    if (!call.neighbours.scaling.isTarget(call.region, resource)) continue
    throw refusal.validation(
      `An Application AutoScaling scalable target exists for a variant being deleted, and the IAM identity ${call.caller.arn} does not have application-autoscaling:DeregisterScalableTarget. Deregister ${resource} first.`,
    )
  }
}

const checkKind = (now: Moment, target: Target): void => {
  const isServerless = (moment: Pick<Moment, 'variants'>): boolean =>
    moment.variants.some(({ serverless }) => serverless !== undefined)
  if (isServerless(target) && !isServerless(now)) {
    throw refusal.validation('A real-time endpoint cannot be updated to a serverless endpoint.')
  }
}

const configFor = (input: Input, now: Moment): Members | undefined => {
  const given = input.DeploymentConfig as Members | undefined
  if (input.RetainDeploymentConfig !== true) return given
  if (given === undefined) return now.deployment
  throw refusal.validation('DeploymentConfig cannot be given together with RetainDeploymentConfig.')
}

const setbackOf = (fault: HostingFault | undefined, target: Target): Update['setback'] => {
  if (fault === undefined || fault.effect === 'slow') return undefined
  const reason = reasonOf(fault, target.variants.at(-1)?.name ?? '')
  const isLate = fault.effect === 'roll-back' || fault.effect === 'rollback-fails'
  return { when: isLate ? 'late' : 'unready', reason, fails: fault.effect === 'rollback-fails' }
}

type Asked = { readonly found: Found; readonly config: ConfigRecord; readonly input: Input }

/** The update that a request means, checked against the endpoint as it stands. */
const updateOf = (call: Call, state: HostingState, { found, config, input }: Asked): Update => {
  const { now } = found
  const target = targetOf(call, state, { config, retained: retainedOf(input, now) })
  checkKind(now, target)
  checkScaling(call, found, target)
  const deploymentConfig = configFor(input, now)
  const names = (moment: Pick<Moment, 'variants'>): string =>
    moment.variants
      .map(({ name }) => name)
      .sort()
      .join()
  // With other variant names the guardrails do not apply: all at once (deployment-guardrails-exclusions).
  const applies = names(now) === names(target)
  const deployment = deploymentOf(deploymentConfig, target.variants)
  return {
    before: now,
    target,
    deployment: applies ? deployment : { ...deployment, kind: 'ALL_AT_ONCE', wait: 0, lastWait: 0 },
    ...(deploymentConfig === undefined ? {} : { config: deploymentConfig }),
  }
}

/** Moves an endpoint to another configuration: new fleets, traffic step by step, old fleets go. */
export const updateEndpoint = async (call: Call, input: Input): Promise<Output> => {
  const name = text(input, 'EndpointName')
  const before = settled(call)
  const found = endpointOf(call, before, name)
  const { now } = found
  demandReady(found, ['UpdateRollbackFailed'])
  const config = configOf(call, before, text(input, 'EndpointConfigName'))
  checkVolumeKey(call, config)
  const update = updateOf(call, before, { found, config, input })
  checkRoom(call, before, [...update.target.variants, ...update.target.shadows])
  const { routes, mirrors } = update.target
  const sick = launchFailure(call, before, [...routes, ...mirrors]) ?? (await unhealthy(routes))
  const fault = takeFault(call, 'update', found.record.name)
  const setback =
    setbackOf(fault, update.target) ??
    (sick === undefined ? undefined : { when: 'unready' as const, reason: sick })
  changeState(call, (state) => {
    const current = endpointOf(call, state, name)
    demandReady(current, ['UpdateRollbackFailed'])
    // Somebody else's change has come and gone since this one was worked out.
    if (current.now.change !== now.change) throw refusal.inProgress(current.record.arn)
    const { watchedUntil: _seen, ...record } = current.record
    const at = call.clock.now()
    const moments = updatePlan(call.clock, at, {
      ...update,
      before: current.now,
      ...(fault?.seconds === undefined ? {} : { seconds: fault.seconds }),
      ...(setback === undefined ? {} : { setback }),
    })
    state.endpoints[record.arn] = replanned(record, at, moments)
  })
  return { EndpointArn: found.record.arn }
}
