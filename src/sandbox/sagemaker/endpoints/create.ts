import { list, optionalText, text } from '../../members.ts'
import type { Call, Input, Output } from '../../service.ts'
import { configOf } from '../configs/configs.ts'
import { checkVolumeKey } from '../configs/volume-key.ts'
import { refusal } from '../errors.ts'
import { type HostingFault, reasonOf, takeFault } from '../faults.ts'
import { unhealthy } from '../invoke/health.ts'
import { launchFailure } from '../models/launch.ts'
import { arnOf, changeState, type Members } from '../state.ts'
import { tagsOf } from '../tags.ts'
import { findEndpoint } from './find.ts'
import type { Moment, VariantStand } from './moment.ts'
import { checkRoom } from './quotas.ts'
import { createRow, inPhase } from './row.ts'
import { settled } from './settle.ts'
import { type Target, targetOf } from './target.ts'
import { SECONDS } from './timing.ts'

const launching = ({ count = 0 }: VariantStand) => ({
  Status: 'Creating' as const,
  StatusMessage: `Launching ${count} instance(s).`,
})

type Creation = {
  readonly target: Target
  readonly fault: HostingFault | undefined
  /** Why the fleets will not come up, if they will not. */
  readonly failure: string | undefined
  readonly deployment: Members | undefined
}

const creationPlan = (call: Call, { target, fault, failure, deployment }: Creation): Moment[] => {
  const now = call.clock.now()
  const row = createRow(call.clock, now)
  const { configName, shadows } = target
  const nothing = { variants: [], shadows: [], routes: [], mirrors: [] }
  const base = {
    ...target,
    change: 1,
    ...(deployment === undefined ? {} : { deployment }),
  }
  const variants = inPhase(target.variants, now, launching)
  const isServerless = target.variants.some(({ serverless }) => serverless !== undefined)
  const usual = isServerless ? SECONDS.provisionServerless : SECONDS.provision
  row.add(
    {
      ...base,
      ...nothing,
      status: 'Creating',
      pending: { configName, startedAt: now, variants, shadows },
    },
    fault?.seconds ?? usual,
  )
  row.add(
    failure === undefined
      ? { ...base, status: 'InService' }
      : { ...base, ...nothing, status: 'Failed', failureReason: failure },
  )
  return row.moments
}

/** Puts a configuration into service: Creating for minutes, then InService or Failed. */
export const createEndpoint = async (call: Call, input: Input): Promise<Output> => {
  const name = text(input, 'EndpointName')
  const arn = arnOf(call, 'endpoint', name)
  const before = settled(call)
  if (findEndpoint(call, before, name) !== undefined) throw refusal.existing('endpoint', arn)
  const config = configOf(call, before, String(optionalText(input, 'EndpointConfigName')))
  checkVolumeKey(call, config)
  const target = targetOf(call, before, { config })
  checkRoom(call, before, [...target.variants, ...target.shadows])
  const tags = tagsOf(list(input, 'Tags'))
  const fleets = [...target.routes, ...target.mirrors]
  const sick = launchFailure(call, before, fleets) ?? (await unhealthy(target.routes))
  const fault = takeFault(call, 'create', name)
  const isSlow = fault === undefined || fault.effect === 'slow'
  const planted = isSlow ? undefined : reasonOf(fault, target.variants[0]?.name ?? '')
  const deployment = input.DeploymentConfig as Members | undefined
  changeState(call, (state) => {
    if (findEndpoint(call, state, name) !== undefined) throw refusal.existing('endpoint', arn)
    const failure = planted ?? sick
    const moments = creationPlan(call, { target, fault, failure, deployment })
    state.endpoints[arn] = { arn, name, createdAt: call.clock.now(), moments }
    state.tags[arn] = tags
  })
  return { EndpointArn: arn }
}
