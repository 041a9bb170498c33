import type { Call } from '../../service.ts'
import type { Route } from '../endpoints/moment.ts'
import type { RoleRefusal } from '../execution-role.ts'
import { invalidRole, isAssumable } from '../role.ts'
import { arnOf, type HostingState, type Members, readState } from '../state.ts'
import { CONTAINER_VARIABLE, containersOf, modelRole } from './containers.ts'
import { ecrImage, imageExists, mayPull } from './image.ts'
import { dataOf, standOfData } from './model-data.ts'

type Launched = { readonly call: Call; readonly variant: string; readonly request: Members }

/**
 * Images of a variant that cannot be pulled. Texts: aws/deep-learning-containers#759 where the role lacks
 * the right, aws/amazon-sagemaker-examples#275 for everything else.
 */
const imageFailure = ({ call, variant, request }: Launched, role: RoleRefusal | undefined) => {
  const images = containersOf(request).flatMap(({ Image }) =>
    typeof Image === 'string' && ecrImage(Image) !== undefined ? [Image] : [],
  )
  const closed = images.find((image) => role !== undefined && !mayPull(role, image))
  if (closed !== undefined) {
    return `The role '${request.ExecutionRoleArn}' does not have BatchGetImage permission for the image: '${closed}'.`
  }
  // A container engine or a container of this machine has images that ECR has not.
  const isHere = containersOf(request).some(({ Environment = {} }) =>
    Object.hasOwn(Environment as object, CONTAINER_VARIABLE),
  )
  if (call.containerEngine !== undefined || isHere) return undefined
  return images.every((image) => imageExists(call, image))
    ? undefined
    : `Please make sure all images included in the model for the production variant ${variant} exist, and that the execution role used to create the model has permissions to access them.`
}

/** Model data that cannot be loaded: aws-solutions-library-samples/fraud-detection-using-machine-learning#9. */
const dataFailure = ({ call, request }: Launched, role: RoleRefusal | undefined) => {
  for (const [index, container] of containersOf(request).entries()) {
    const lost = dataOf(container).find((data) => standOfData(call, role, data) !== 'there')
    if (lost === undefined) continue
    const name = container.ContainerHostname ?? `container_${index + 1}`
    return `Failed to download model data for container "${name}" from URL: "${lost.uri}". Please ensure that there is an object located at the URL and that the role passed to CreateModel has permissions to download the object.`
  }
  return undefined
}

/** Why this model cannot be launched now; undefined when it can. */
export const modelFailure = (launched: Launched): string | undefined => {
  const { call, request } = launched
  const { ExecutionRoleArn: roleArn } = request
  if (roleArn !== undefined && !isAssumable(call, String(roleArn))) {
    return invalidRole(String(roleArn))
  }
  const role = modelRole(call, request)
  return imageFailure(launched, role) ?? dataFailure(launched, role)
}

/**
 * Why fleets will not come up whose model's role, image or data has gone out of reach since CreateModel
 * looked at them; undefined when all is well.
 */
export const launchFailure = (
  call: Call,
  state: HostingState,
  routes: readonly Route[],
): string | undefined => {
  for (const { variant, modelName } of routes) {
    const model = state.models[arnOf(call, 'model', modelName ?? '')]
    const failure = model && modelFailure({ call, variant, request: model.request })
    if (failure !== undefined) return failure
  }
  return undefined
}

/** The role of the model behind a route; undefined when it has none, or the model is gone. */
export const routeRole = (call: Call, { modelName = '' }: Route): RoleRefusal | undefined => {
  const model = readState(call).models[arnOf(call, 'model', modelName)]
  return model && modelRole(call, model.request)
}
