import {
  type ScalingKind,
  type ScalingMeasure,
  scalingFact,
} from '../../domain/hosting/autoscaling.ts'
import { StateError, UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { EndpointView, VariantView } from '../../ports/endpoints.ts'
import type { ScalableTargetKey } from '../../ports/scaling.ts'

/** What of an endpoint is scaled. */
export type Chosen = {
  readonly name: string
  readonly kind: ScalingKind
  readonly key: ScalableTargetKey
  /** `instances`, `copies`. */
  readonly unit: string
  readonly fact: (measure: ScalingMeasure) => ReturnType<typeof scalingFact>
}

/**
 * The variant or component that was named; the only one where nothing was named.
 * @throws StateError MLC-HOST-006 and -032, UsageError MLC-HOST-030.
 */
export const chooseScaled = async (
  ports: Pick<Ports, 'io' | 'inferenceComponents'>,
  view: EndpointView,
  given: { readonly variant: string | undefined; readonly component: string | undefined },
): Promise<Chosen> => {
  if (given.component !== undefined) return ofComponent(ports, view, given.component)
  const variant = await chooseVariant(ports.io, view, given.variant)
  if (variant.managedInstanceScaling !== undefined) {
    throw new StateError('MLC-HOST-032', `${variant.variantName} scales its own instances.`, {
      why: 'It holds inference components, and SageMaker manages its instances.',
      hint: 'Scale the copies of a component: --component <name>',
    })
  }
  return ofVariant(view.endpointName, variant)
}

const ofComponent = async (
  ports: Pick<Ports, 'io' | 'inferenceComponents'>,
  view: EndpointView,
  name: string,
): Promise<Chosen> => {
  const found = await ports.inferenceComponents.find(name)
  if (found?.endpointName !== view.endpointName) {
    throw new StateError('MLC-HOST-032', `${view.endpointName} has no inference component ${name}.`)
  }
  const variant = view.variants.find(({ variantName }) => variantName === found.variantName)
  if (variant?.managedInstanceScaling?.minInstanceCount !== 0) {
    ports.io.warn(
      `The instances under ${name} do not go to zero: ManagedInstanceScaling.MinInstanceCount of ${found.variantName ?? 'its variant'} is not 0.`,
    )
  }
  return chosen('component', name, `inference-component/${name}`, 'copies')
}

const ofVariant = (endpointName: string, variant: VariantView): Chosen => {
  const { variantName, serverless } = variant
  const resourceId = `endpoint/${endpointName}/variant/${variantName}`
  if (serverless === undefined) return chosen('instances', variantName, resourceId, 'instances')
  if (serverless.provisionedConcurrency === undefined) {
    throw new StateError('MLC-HOST-032', `${variantName} is serverless and keeps nothing warm.`, {
      why: 'It scales by itself; only provisioned concurrency is scaled by a policy.',
      hint: `Give it some: mlctl endpoint update ${endpointName} --provisioned-concurrency 1`,
    })
  }
  return chosen('serverless', variantName, resourceId, 'executions kept warm')
}

const chosen = (kind: ScalingKind, name: string, resourceId: string, unit: string): Chosen => {
  const fact = (measure: ScalingMeasure) => scalingFact(kind, measure)
  const dimension = (fact('invocations') ?? fact('utilization'))?.scalableDimension
  const scalableDimension = dimension ?? 'sagemaker:variant:DesiredInstanceCount'
  return { name, kind, key: { resourceId, scalableDimension }, unit, fact }
}

/** @throws StateError MLC-HOST-006 for a name that is not there; asks where there are several. */
export const chooseVariant = async (
  io: Ports['io'],
  view: EndpointView,
  given: string | undefined,
): Promise<VariantView> => {
  const { variants, endpointName } = view
  const [only] = variants
  if (given === undefined && variants.length === 1 && only !== undefined) return only
  const name =
    given ??
    (await io.ask({
      kind: 'choice',
      flag: '--variant',
      message: 'Variant',
      choices: variants.map(({ variantName }) => ({ value: variantName, label: variantName })),
    }))
  const found = variants.find(({ variantName }) => variantName === name)
  if (found !== undefined) return found
  throw new UsageError('MLC-HOST-030', `${endpointName} has no variant ${name}.`, {
    hint: `Its variants: ${variants.map(({ variantName }) => variantName).join(', ')}`,
  })
}
