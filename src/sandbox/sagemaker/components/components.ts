import { defined, list, members, optionalText, text } from '../../members.ts'
import type { Call, Input, Output } from '../../service.ts'
import { endpointOf } from '../endpoints/find.ts'
import { settled } from '../endpoints/settle.ts'
import { SECONDS } from '../endpoints/timing.ts'
import { refusal } from '../errors.ts'
import { listed } from '../paging.ts'
import {
  arnOf,
  type ComponentMoment,
  type ComponentRecord,
  changeState,
  type HostingState,
  inRegion,
  type Members,
} from '../state.ts'
import { tagsOf } from '../tags.ts'
import { componentAt, componentOf, type FoundComponent, findComponent } from './stand.ts'

const checkSpecification = (
  call: Call,
  state: HostingState,
  specification: Members | undefined,
): Members => {
  if (specification === undefined) throw refusal.validation('Specification must be given.')
  const { ModelName, Container, ComputeResourceRequirements, BaseInferenceComponentName } =
    specification
  const base = optionalText(specification, 'BaseInferenceComponentName')
  if (base !== undefined) componentOf(call, state, base)
  if (ModelName === undefined && Container === undefined && base === undefined) {
    throw refusal.validation('Specification must have a ModelName or a Container.')
  }
  if (ComputeResourceRequirements === undefined && BaseInferenceComponentName === undefined) {
    throw refusal.validation('ComputeResourceRequirements must be given.')
  }
  const arn = arnOf(call, 'model', String(ModelName))
  if (ModelName !== undefined && state.models[arn] === undefined)
    throw refusal.missing('model', arn)
  return specification
}

/** What is left of a record's past at `at`, and what is to come. */
const withPlan = (
  record: ComponentRecord,
  at: number,
  moments: readonly ComponentMoment[],
): ComponentRecord => ({
  ...record,
  moments: [...record.moments.filter((moment) => moment.at <= at), ...moments],
})

const copiesOf = (input: Input, member: string): number | undefined => {
  const count = members(input, member).CopyCount
  return typeof count === 'number' ? count : undefined
}

/** Places copies of a model on a variant's instances: Creating for minutes, then InService. */
export const createInferenceComponent = (call: Call, input: Input): Output => {
  const name = text(input, 'InferenceComponentName')
  const arn = arnOf(call, 'inference-component', name)
  const before = settled(call)
  const { record: endpoint, now } = endpointOf(call, before, text(input, 'EndpointName'))
  if (now.status !== 'InService') throw refusal.inProgress(endpoint.arn)
  const variantName = optionalText(input, 'VariantName') ?? now.variants[0]?.name ?? ''
  const host = now.variants.find((variant) => variant.name === variantName)
  if (host === undefined || host.modelName !== undefined) {
    throw refusal.validation(
      `Variant ${variantName} of endpoint "${endpoint.arn}" does not host inference components.`,
    )
  }
  const given = input.Specification ?? list<Members>(input, 'Specifications')[0]
  const specification = checkSpecification(call, before, given as Members | undefined)
  const tags = tagsOf(input.Tags)
  const desiredCopies = copiesOf(input, 'RuntimeConfig') ?? 1
  changeState(call, (state) => {
    if (findComponent(call, state, name)) throw refusal.existing('inference component', arn)
    const at = call.clock.now()
    const ready = at + call.clock.duration(SECONDS.component)
    const moments: ComponentMoment[] = [
      { at, status: 'Creating', specification, copies: 0, desiredCopies },
      { at: ready, status: 'InService', specification, copies: desiredCopies, desiredCopies },
    ]
    const endpointName = endpoint.name
    state.components[arn] = { arn, name, endpointName, variantName, createdAt: at, moments }
    state.tags[arn] = tags
  })
  return { InferenceComponentArn: arn }
}

type Change = {
  readonly specification?: Members
  readonly copies?: number
  readonly deployment?: unknown
}

const changed = (call: Call, name: string, change: Change): Output => {
  settled(call)
  const arn = changeState(call, (state) => {
    const { record, now } = componentOf(call, state, name)
    if (now.status !== 'InService') {
      throw refusal.validation(`Cannot update in-progress inference component "${record.arn}".`)
    }
    // What an update does not name stays as it is.
    const specification = { ...now.specification, ...change.specification }
    checkSpecification(call, state, specification)
    const at = call.clock.now()
    const ready = at + call.clock.duration(SECONDS.component)
    const desiredCopies = change.copies ?? now.desiredCopies
    const deployment = change.deployment ?? now.deployment
    const base = { desiredCopies, ...(deployment === undefined ? {} : { deployment }) }
    state.components[record.arn] = withPlan(record, at, [
      { ...base, at, status: 'Updating', specification: now.specification, copies: now.copies },
      { ...base, at: ready, status: 'InService', specification, copies: desiredCopies },
    ])
    return record.arn
  })
  return { InferenceComponentArn: arn }
}

/** Changes the model, the resources or the copies of a component. */
export const updateInferenceComponent = (call: Call, input: Input): Output => {
  const specification = input.Specification ?? list<Members>(input, 'Specifications')[0]
  const copies = copiesOf(input, 'RuntimeConfig')
  return changed(call, text(input, 'InferenceComponentName'), {
    ...(specification === undefined ? {} : { specification: specification as Members }),
    ...(copies === undefined ? {} : { copies }),
    ...(input.DeploymentConfig === undefined ? {} : { deployment: input.DeploymentConfig }),
  })
}

/** Changes the number of copies; 0 is allowed. */
export const updateInferenceComponentRuntimeConfig = (call: Call, input: Input): Output => {
  const copies = copiesOf(input, 'DesiredRuntimeConfig')
  return changed(call, text(input, 'InferenceComponentName'), {
    ...(copies === undefined ? {} : { copies }),
  })
}

/** Takes a component off its endpoint. */
export const deleteInferenceComponent = (call: Call, input: Input): Output => {
  changeState(call, (state) => {
    const { record, now } = componentOf(call, state, text(input, 'InferenceComponentName'))
    const at = call.clock.now()
    const over = at + call.clock.duration(SECONDS.remove)
    state.components[record.arn] = withPlan(record, at, [
      { ...now, at, status: 'Deleting', copies: 0 },
      { ...now, at: over, status: 'Deleting', copies: 0, gone: true },
    ])
    delete state.tags[record.arn]
  })
  return {}
}

const summaryOf = (call: Call, { record, now }: FoundComponent): Output => ({
  InferenceComponentName: record.name,
  InferenceComponentArn: record.arn,
  EndpointName: record.endpointName,
  EndpointArn: arnOf(call, 'endpoint', record.endpointName),
  VariantName: record.variantName,
  InferenceComponentStatus: now.status,
  CreationTime: new Date(record.createdAt),
  LastModifiedTime: new Date(now.at),
})

const specificationOf = ({ Container, ...rest }: Members): Output => {
  const { Image, ...container } = (Container ?? {}) as Members
  const DeployedImage = Image === undefined ? undefined : { SpecifiedImage: Image }
  const shown = Container === undefined ? undefined : defined({ ...container, DeployedImage })
  return defined({ ...rest, Container: shown })
}

/** A component as it stands: status, specification, copies wanted and in service. */
export const describeInferenceComponent = (call: Call, input: Input): Output => {
  const found = componentOf(call, settled(call), text(input, 'InferenceComponentName'))
  const { now } = found
  return defined({
    ...summaryOf(call, found),
    FailureReason: now.failureReason,
    Specification: specificationOf(now.specification),
    RuntimeConfig: { DesiredCopyCount: now.desiredCopies, CurrentCopyCount: now.copies },
    LastDeploymentConfig: now.deployment,
  })
}

/** The components of the region, page by page. */
export const listInferenceComponents = (call: Call, input: Input): Output => {
  const at = call.clock.now()
  const found = inRegion(call, settled(call).components).flatMap((record) => {
    const now = componentAt(record, at)
    const { EndpointNameEquals = record.endpointName, VariantNameEquals = record.variantName } =
      input
    const fits =
      EndpointNameEquals === record.endpointName && VariantNameEquals === record.variantName
    if (now === undefined || !fits) return []
    return [{ ...record, record, now, modifiedAt: now.at, status: now.status }]
  })
  const { page, ...rest } = listed(input, found)
  return { InferenceComponents: page.map((each) => summaryOf(call, each)), ...rest }
}
