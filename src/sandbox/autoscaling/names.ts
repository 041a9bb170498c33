import { optionalNumber, optionalText, text } from '../members.ts'
import { type Page, pageOf } from '../pages.ts'
import type { Call, Input } from '../service.ts'
import { refusal } from './errors.ts'
import { type TargetName, variantOf } from './state.ts'

/** The dimensions of SageMaker's resources, and the form of their ids. */
const RESOURCES: Readonly<Record<string, RegExp>> = {
  'sagemaker:variant:DesiredInstanceCount': /^endpoint\/[^/]+\/variant\/[^/]+$/,
  'sagemaker:variant:DesiredProvisionedConcurrency': /^endpoint\/[^/]+\/variant\/[^/]+$/,
  'sagemaker:inference-component:DesiredCopyCount': /^inference-component\/[^/]+$/,
}

/** The target that a request names. Throws ValidationException for one that SageMaker does not have. */
export const targetNameOf = (input: Input): TargetName => {
  const namespace = text(input, 'ServiceNamespace')
  const resourceId = text(input, 'ResourceId')
  const dimension = text(input, 'ScalableDimension')
  if (namespace !== 'sagemaker') {
    throw refusal.validation(`The sandbox scales sagemaker only, not ${namespace}.`)
  }
  const pattern = Object.hasOwn(RESOURCES, dimension) ? RESOURCES[dimension] : undefined
  if (pattern === undefined || !pattern.test(resourceId)) {
    throw refusal.validation(
      `Unsupported service namespace, resource type or scalable dimension: ${namespace}, ${resourceId}, ${dimension}`,
    )
  }
  return { namespace, resourceId, dimension }
}

/** Brings the resource's scaling up to now before it is read or changed. */
export const settle = (call: Call, resourceId: string | undefined): void => {
  const { hosting } = call.neighbours
  const name = resourceId === undefined ? undefined : variantOf(resourceId)?.endpointName
  if (name === undefined) hosting.names(call.region)
  else hosting.endpoint(call.region, name)
}

/** What a Describe operation asks for, of one resource and dimension or of all. */
export const asked = <T extends TargetName>(input: Input, all: readonly T[]): readonly T[] => {
  const [resourceId, dimension] = [
    optionalText(input, 'ResourceId'),
    optionalText(input, 'ScalableDimension'),
  ]
  return all.filter(
    (each) =>
      each.namespace === text(input, 'ServiceNamespace') &&
      (resourceId === undefined || each.resourceId === resourceId) &&
      (dimension === undefined || each.dimension === dimension),
  )
}

const LARGEST_PAGE = 50

/** One page of what was asked for; MaxResults beyond 50 counts as 50. */
export const page = <T>(input: Input, all: readonly T[]): Page<T> =>
  pageOf(all, {
    token: optionalText(input, 'NextToken'),
    size: Math.min(optionalNumber(input, 'MaxResults') ?? LARGEST_PAGE, LARGEST_PAGE),
    invalid: refusal.token,
  })

/** The target's members in the API's spelling. */
export const nameMembers = ({ namespace, resourceId, dimension }: TargetName) => ({
  ServiceNamespace: namespace,
  ResourceId: resourceId,
  ScalableDimension: dimension,
})
