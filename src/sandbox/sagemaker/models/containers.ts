import type { Call, Input } from '../../service.ts'
import { refusal } from '../errors.ts'
import { asExecutionRole, type RoleRefusal } from '../execution-role.ts'
import type { Members } from '../state.ts'
import { ecrImage, imageExists, mayPull } from './image.ts'
import { dataOf, type ModelData, standOfData } from './model-data.ts'

/** The containers of a model: its one, or those of its pipeline. */
export const containersOf = (request: Members): readonly Members[] => {
  const { PrimaryContainer, Containers } = request
  if (PrimaryContainer !== undefined) return [PrimaryContainer as Members]
  return (Array.isArray(Containers) ? Containers : []) as readonly Members[]
}

/** The role of a model as SageMaker acts in it, out of the model's subnets; undefined without one. */
export const modelRole = (call: Call, request: Members): RoleRefusal | undefined => {
  const { ExecutionRoleArn, VpcConfig } = request
  const { Subnets = [] } = (VpcConfig ?? {}) as { Subnets?: readonly string[] }
  return ExecutionRoleArn === undefined
    ? undefined
    : asExecutionRole(call, String(ExecutionRoleArn), Subnets)
}

/** The environment variable that puts a local HTTP container behind a model. */
export const CONTAINER_VARIABLE = 'MLCTL_SANDBOX_CONTAINER'

const LOOPBACK = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?\/?$/

/** Whether a local container answers in place of the image. */
const isLocal = ({ Environment }: Members): boolean =>
  (Environment as Record<string, string> | undefined)?.[CONTAINER_VARIABLE] !== undefined

const checkLocal = (container: Members): void => {
  const url = (container.Environment as Record<string, string> | undefined)?.[CONTAINER_VARIABLE]
  if (url === undefined || LOOPBACK.test(url)) return
  throw refusal.validation(
    `${CONTAINER_VARIABLE} must be an http address on this machine, such as http://127.0.0.1:8080; got ${url}.`,
  )
}

type Model = { readonly call: Call; readonly request: Members; readonly role?: RoleRefusal }

/**
 * CreateModel looks for the image and whether the role may pull it. Texts, in this order:
 * aws/sagemaker-python-sdk#4700; a published lab on failing endpoints of 2026, which also says that
 * these are found out by the call and no longer by the endpoint;
 * aws-samples/easy-amazon-sagemaker-deployments#4.
 */
const checkImage = ({ call, request, role }: Model, container: Members): void => {
  const image = String(container.Image)
  const { RepositoryAccessMode } = (container.ImageConfig ?? {}) as Record<string, unknown>
  if (ecrImage(image) === undefined && RepositoryAccessMode !== 'Vpc') {
    throw refusal.validation(
      `Using non-ECR image "${image}" without Vpc repository access mode is not supported.`,
    )
  }
  if (role !== undefined && !mayPull(role, image)) {
    throw refusal.validation(
      `Role ${request.ExecutionRoleArn} cannot pull ${image}. Ensure that the role exists and the image was granted pull permission.`,
    )
  }
  // With a container engine, or a container that runs already, the image need not be in ECR.
  if (call.containerEngine !== undefined || isLocal(container)) return
  if (!imageExists(call, image)) throw refusal.validation(`Requested image ${image} not found.`)
}

/**
 * The same for model data. Texts: hashicorp/terraform-provider-aws users quote the first; the second is
 * philschmid/llm-sagemaker-sample#2.
 */
const checkData = ({ call, request, role }: Model, data: ModelData): void => {
  const stand = standOfData(call, role, data)
  if (stand === 'there') return
  if (stand === 'missing') throw refusal.validation(`Could not find model data at ${data.uri}.`)
  throw refusal.validation(
    `Could not access model data at ${data.uri}. Please ensure that the role "${request.ExecutionRoleArn}" exists and that its trust relationship policy allows the action "sts:AssumeRole" for the service principal "sagemaker.amazonaws.com". Also ensure that the role has "s3:GetObject" permissions and that the object is located in ${call.region}. If your Model uses multiple models or uncompressed models, please ensure that the role has "s3:ListBucket" permission.`,
  )
}

/** Refuses containers that could not start: no image, or an image or model data out of reach. */
export const checkContainers = (call: Call, request: Input): void => {
  const { PrimaryContainer, Containers } = request
  if (PrimaryContainer !== undefined && Array.isArray(Containers) && Containers.length > 0) {
    throw refusal.validation('Only one of PrimaryContainer and Containers can be given.')
  }
  const containers = containersOf(request)
  if (containers.length === 0) throw refusal.validation('At least one container must be given.')
  const role = modelRole(call, request)
  const model: Model = { call, request, ...(role === undefined ? {} : { role }) }
  for (const container of containers) {
    if (container.Image === undefined && container.ModelPackageName === undefined) {
      throw refusal.validation('A container must have an Image or a ModelPackageName.')
    }
    checkLocal(container)
    if (container.Image !== undefined) checkImage(model, container)
    for (const data of dataOf(container)) checkData(model, data)
  }
}
