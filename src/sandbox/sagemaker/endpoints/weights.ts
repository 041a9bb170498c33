import { list, text } from '../../members.ts'
import type { Call, Input, Output } from '../../service.ts'
import { refusal } from '../errors.ts'
import { type HostingFault, reasonOf, takeFault } from '../faults.ts'
import { changeState } from '../state.ts'
import { capacityPlan, type Wanted } from './capacity-plan.ts'
import { endpointOf, type Found } from './find.ts'
import type { Moment } from './moment.ts'
import { checkRoom } from './quotas.ts'
import { rollback } from './rollback.ts'
import { replanned } from './row.ts'
import { settled } from './settle.ts'
import { demandReady } from './update.ts'

type Asked = {
  readonly VariantName: string
  readonly DesiredWeight?: number
  readonly DesiredInstanceCount?: number
  readonly ServerlessUpdateConfig?: NonNullable<Wanted['serverless']>
}

const wantedOf = (asked: Asked): Wanted => ({
  variant: asked.VariantName,
  ...(asked.DesiredWeight === undefined ? {} : { weight: asked.DesiredWeight }),
  ...(asked.DesiredInstanceCount === undefined ? {} : { count: asked.DesiredInstanceCount }),
  ...(asked.ServerlessUpdateConfig === undefined
    ? {}
    : { serverless: asked.ServerlessUpdateConfig }),
})

const checkNames = ({ now }: Found, wanted: readonly Wanted[]): void => {
  const names = wanted.map(({ variant }) => variant)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) {
    throw refusal.validation(`The variant name "${twice}" was non-unique within the request.`)
  }
  const strange = names.filter((name) => !now.variants.some((each) => each.name === name))
  if (strange.length === 0) return
  const which = strange.map((name) => `"${name}"`).join(', ')
  throw refusal.validation(
    `The variant name(s) ${which} is/are not present within endpoint configuration "${now.configName}".`,
  )
}

/** What AWS says to these is not known; nothing could answer, so the sandbox refuses them. */
const checkServing = ({ now }: Found, wanted: readonly Wanted[]): void => {
  const weights = now.variants.map(
    ({ name, weight }) => wanted.find(({ variant }) => variant === name)?.weight ?? weight,
  )
  if (weights.every((weight) => weight === 0)) {
    throw refusal.validation('At least one variant must have a weight above zero.')
  }
  for (const { variant, count, serverless } of wanted) {
    const stand = now.variants.find(({ name }) => name === variant)
    if (count === 0 && stand?.modelName !== undefined) {
      throw refusal.validation(`DesiredInstanceCount of variant ${variant} must be at least 1.`)
    }
    if (serverless !== undefined && stand?.serverless === undefined) {
      throw refusal.validation(`Variant ${variant} is not serverless.`)
    }
    if (count !== undefined && stand?.serverless !== undefined) {
      throw refusal.validation(`Variant ${variant} is serverless and has no instances.`)
    }
  }
}

const growthOf = ({ now }: Found, wanted: readonly Wanted[]) =>
  now.variants.map(({ name, instanceType, count = 0 }) => {
    const growth = (wanted.find(({ variant }) => variant === name)?.count ?? count) - count
    const type = instanceType === undefined ? {} : { instanceType }
    return { ...type, count: Math.max(0, growth) }
  })

/** The moments of the change, or of one that is planted to fail and go back. */
const planOf = (
  call: Call,
  { before, fault }: { before: Moment; fault: HostingFault | undefined },
  wanted: readonly Wanted[],
): readonly Moment[] => {
  const at = call.clock.now()
  const seconds = fault?.seconds === undefined ? {} : { seconds: fault.seconds }
  const plan = capacityPlan(call.clock, { before, at, ...seconds }, wanted)
  const [running, arrival] = plan
  if (fault === undefined || fault.effect === 'slow') return plan
  if (running === undefined || arrival === undefined) return plan
  const reason = reasonOf(fault, wanted[0]?.variant ?? '')
  const setback = { reason, fails: fault.effect === 'rollback-fails' }
  return [running, ...rollback(call.clock, { before, running, at: arrival.at }, setback)]
}

/** Changes weights and capacities of variants: Updating for a while, then all as wanted. */
export const updateEndpointWeightsAndCapacities = (call: Call, input: Input): Output => {
  const name = text(input, 'EndpointName')
  const wanted = list<Asked>(input, 'DesiredWeightsAndCapacities').map(wantedOf)
  const before = settled(call)
  const found = endpointOf(call, before, name)
  demandReady(found)
  checkNames(found, wanted)
  checkServing(found, wanted)
  checkRoom(call, before, growthOf(found, wanted))
  const fault = takeFault(call, 'weights', found.record.name)
  changeState(call, (state) => {
    const current = endpointOf(call, state, name)
    demandReady(current)
    const moments = planOf(call, { before: current.now, fault }, wanted)
    const { record } = current
    state.endpoints[record.arn] = replanned(record, call.clock.now(), moments)
  })
  return { EndpointArn: found.record.arn }
}
