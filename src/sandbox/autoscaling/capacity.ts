import { componentAt } from '../sagemaker/components/stand.ts'
import { type EndpointRecord, momentAt } from '../sagemaker/endpoints/moment.ts'
import type { ComponentRecord, Ground } from '../sagemaker/state.ts'
import { componentOf, type Target, type TargetName, variantOf } from './state.ts'

const CONCURRENCY = 'sagemaker:variant:DesiredProvisionedConcurrency'

/** Instances, provisioned concurrency or copies: read and changed at a time that may be past. */
export type Capacity = {
  /** What the activities call it. */
  unit(target: TargetName): string
  /** `endpoint "arn"`, for the service's refusals. */
  subject(target: TargetName): string
  /** Undefined while there is none to scale, or the target's own change is under way. */
  at(target: Target, at: number): number | undefined
  set(
    target: TargetName,
    change: { readonly to: number; readonly at: number },
  ): 'started' | 'busy' | 'missing'
  /** When a change that began at `at` is done, as it is planned. */
  readyAt(target: TargetName, at: number): number
}

/** Whether a target scales something of an endpoint. */
export const memberOf = (ground: Ground, endpointName: string) => {
  let names: ReadonlySet<string> | undefined
  const own = (name: string): boolean => {
    const all = () => ground.neighbours.hosting.components(ground.region, endpointName)
    names ??= new Set(all().map((record) => record.name))
    return names.has(name)
  }
  return ({ resourceId }: TargetName): boolean => {
    const component = componentOf(resourceId)
    if (component !== undefined) return own(component)
    return variantOf(resourceId)?.endpointName === endpointName
  }
}

/** The capacities of one endpoint; what has been read is kept until something is changed. */
export const capacityIn = (ground: Ground, endpointName: string): Capacity => {
  const { hosting } = ground.neighbours
  let record: EndpointRecord | undefined
  let components: readonly ComponentRecord[] | undefined
  const endpoint = () => {
    record ??= hosting.endpoint(ground.region, endpointName)?.record
    return record
  }
  const component = (name: string) => {
    components ??= hosting.components(ground.region, endpointName)
    return components.find((each) => each.name === name)
  }
  const momentsOf = ({ resourceId }: TargetName) => {
    const name = componentOf(resourceId)
    return (name === undefined ? endpoint() : component(name))?.moments ?? []
  }
  return {
    unit: ({ dimension }) =>
      dimension === CONCURRENCY
        ? 'provisioned concurrency'
        : dimension.startsWith('sagemaker:variant')
          ? 'instance count'
          : 'copy count',
    subject: ({ resourceId }) => {
      const name = componentOf(resourceId)
      if (name !== undefined) return `inference component "${component(name)?.arn ?? name}"`
      return `endpoint "${endpoint()?.arn ?? endpointName}"`
    },
    at: (target, at) => {
      const name = componentOf(target.resourceId)
      const found = name === undefined ? undefined : component(name)
      return found === undefined
        ? variantCapacity(target, momentsAt(endpoint(), at))
        : copiesOf(target, componentAt(found, at))
    },
    set: (target, { to, at }) => {
      const name = componentOf(target.resourceId)
      const variant = variantOf(target.resourceId)
      record = undefined
      components = undefined
      if (name !== undefined) return hosting.scaleComponent(ground.region, { name, copies: to, at })
      if (variant === undefined) return 'missing'
      const wanted = target.dimension === CONCURRENCY ? { provisioned: to } : { instances: to }
      return hosting.scale(ground.region, { ...variant, to: wanted, at })
    },
    readyAt: (target, at) =>
      momentsOf(target).find((moment) => moment.at >= at && moment.status !== 'Updating')?.at ?? at,
  }
}

const momentsAt = (record: EndpointRecord | undefined, at: number) => record && momentAt(record, at)

const variantCapacity = (
  target: Target,
  moment: ReturnType<typeof momentAt>,
): number | undefined => {
  // Its own change is still under way; others' changes are met with a refusal.
  if (moment?.status === 'Updating' && moment.at === target.changedAt) return undefined
  const name = variantOf(target.resourceId)?.variantName
  const variant = moment?.variants.find((each) => each.name === name)
  return target.dimension === CONCURRENCY
    ? variant?.serverless?.ProvisionedConcurrency
    : variant?.count
}

const copiesOf = (target: Target, moment: ReturnType<typeof componentAt>): number | undefined => {
  if (moment === undefined || moment.status === 'Creating') return undefined
  return moment.status === 'Updating' && moment.at === target.changedAt ? undefined : moment.copies
}
