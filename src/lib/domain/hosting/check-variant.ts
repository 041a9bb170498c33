import type { EndpointConfigBody, ProductionVariant } from '../../ports/endpoint-configs.ts'
import { finding, type HostingFinding, range } from './findings.ts'
import { familyOf, instanceParts } from './instances.ts'
import { hostingNameProblem } from './names.ts'

/** Bounds of a variant's numbers (SageMaker API model). */
const BOUNDS = [
  ['VolumeSizeInGB', 1, 512],
  ['ModelDataDownloadTimeoutInSeconds', 60, 3600],
  ['ContainerStartupHealthCheckTimeoutInSeconds', 60, 3600],
  ['VariantInstanceProvisionTimeoutInSeconds', 300, 3600],
] as const

const ROUTING = ['RANDOM', 'LEAST_OUTSTANDING_REQUESTS']

/** One variant by itself. */
export const checkVariant = (
  variant: ProductionVariant,
  path: string,
  body: EndpointConfigBody,
): readonly HostingFinding[] => [
  ...checkName(variant, path),
  ...checkCapacityKind(variant, path),
  ...checkComponents(variant, path, body),
  ...instanceTypes(variant).flatMap(({ at, type }) => checkInstanceType(type, `${path}.${at}`)),
  ...checkPools(variant, path),
  ...BOUNDS.flatMap(([member, min, max]) =>
    range(`variant.${member}`, `${path}.${member}`, variant[member], { min, max }),
  ),
  ...checkWeight(variant, path),
  ...(variant.RoutingConfig === undefined || ROUTING.includes(variant.RoutingConfig.RoutingStrategy)
    ? []
    : [
        finding(
          'error',
          'variant.routing',
          `${path}.RoutingConfig`,
          `One of ${ROUTING.join(', ')} is needed.`,
        ),
      ]),
]

const checkName = ({ VariantName }: ProductionVariant, path: string): readonly HostingFinding[] => {
  const problem = hostingNameProblem(VariantName ?? '')
  return problem === undefined
    ? []
    : [finding('error', 'variant.name', `${path}.VariantName`, `${VariantName}: ${problem}`)]
}

const checkCapacityKind = (variant: ProductionVariant, path: string): readonly HostingFinding[] => {
  const { InstanceType, InstancePools, ServerlessConfig, InitialInstanceCount: count } = variant
  const kinds = [InstanceType, InstancePools, ServerlessConfig].filter((kind) => kind !== undefined)
  if (kinds.length !== 1) {
    return [
      finding(
        'error',
        'variant.capacity',
        path,
        'Exactly one of InstanceType, InstancePools and ServerlessConfig is needed.',
      ),
    ]
  }
  if (ServerlessConfig !== undefined) {
    return count === undefined
      ? []
      : [finding('error', 'variant.count', path, 'A serverless variant has no instances.')]
  }
  const managed = variant.ManagedInstanceScaling !== undefined
  return Number.isInteger(count) && Number(count) >= (managed ? 0 : 1)
    ? []
    : [
        finding(
          'error',
          'variant.count',
          `${path}.InitialInstanceCount`,
          `${count ?? 'nothing'}: at least one instance is needed.`,
        ),
      ]
}

/** A variant without a model holds inference components; then the config names the role. */
const checkComponents = (
  variant: ProductionVariant,
  path: string,
  body: EndpointConfigBody,
): readonly HostingFinding[] => {
  if (variant.ModelName !== undefined) {
    return variant.ManagedInstanceScaling === undefined
      ? []
      : [
          finding(
            'error',
            'variant.managed-scaling',
            `${path}.ManagedInstanceScaling`,
            'Managed instance scaling is for variants of inference components: without ModelName.',
          ),
        ]
  }
  return body.ExecutionRoleArn !== undefined
    ? []
    : [
        finding(
          'error',
          'variant.model',
          `${path}.ModelName`,
          'A model is needed; for inference components, ExecutionRoleArn of the config instead.',
        ),
      ]
}

const instanceTypes = (
  variant: ProductionVariant,
): readonly { readonly at: string; readonly type: string }[] => [
  ...(variant.InstanceType === undefined
    ? []
    : [{ at: 'InstanceType', type: variant.InstanceType }]),
  ...(variant.InstancePools ?? []).map((pool, at) => ({
    at: `InstancePools[${at}].InstanceType`,
    type: String(pool.InstanceType),
  })),
]

const checkInstanceType = (type: string, path: string): readonly HostingFinding[] => {
  if (instanceParts(type) === undefined) {
    return [
      finding('error', 'instance.form', path, `${type} is no instance type, like ml.m5.xlarge.`),
    ]
  }
  const family = familyOf(type)
  if (family === undefined) {
    return [finding('warning', 'instance.unknown', path, `${type} is not known here: AWS decides.`)]
  }
  return [
    ...(family.old
      ? [
          finding(
            'warning',
            'instance.old',
            path,
            `${type} is of an old family that may not be had, nor scaled automatically.`,
          ),
        ]
      : []),
    ...(family.arch === 'arm64'
      ? [finding('advice', 'instance.arm', path, `${type} is Graviton: its image must be arm64.`)]
      : []),
  ]
}

const checkPools = (variant: ProductionVariant, path: string): readonly HostingFinding[] => {
  const pools = variant.InstancePools
  if (pools === undefined) return []
  const at = `${path}.InstancePools`
  const priorities = pools.map(({ Priority }) => Priority)
  return [
    ...(pools.length >= 1 && pools.length <= 5
      ? []
      : [finding('error', 'pools.count', at, `${pools.length} pools; 1 to 5 are allowed.`)]),
    ...(priorities.every((one) => Number.isInteger(one) && Number(one) >= 1 && Number(one) <= 5)
      ? []
      : [finding('error', 'pools.priority', at, 'Each pool has a Priority from 1 (first) to 5.')]),
    ...(variant.RoutingConfig?.RoutingStrategy === 'LEAST_OUTSTANDING_REQUESTS'
      ? []
      : [
          finding(
            'advice',
            'pools.routing',
            at,
            'Instances of different speed share best by LEAST_OUTSTANDING_REQUESTS.',
          ),
        ]),
  ]
}

const checkWeight = (variant: ProductionVariant, path: string): readonly HostingFinding[] => {
  const weight = variant.InitialVariantWeight
  return weight === undefined || (Number.isFinite(weight) && weight >= 0)
    ? []
    : [
        finding(
          'error',
          'variant.weight',
          `${path}.InitialVariantWeight`,
          `${weight}: a weight is 0 or more.`,
        ),
      ]
}
