import type { AwsOptions } from '../lib/aws/options.ts'
import type { AwsSession } from '../lib/aws/session.ts'
import type { AwsTarget } from '../lib/aws/target.ts'
import type { Ports } from '../lib/ports/all.ts'
import { lazyPort } from './lazy.ts'

export type AwsPorts = Pick<
  Ports,
  | 'accountSecurity'
  | 'alarms'
  | 'bucketPosture'
  | 'endpointConfigs'
  | 'endpointInvocations'
  | 'endpoints'
  | 'hostedModels'
  | 'inferenceComponents'
  | 'inferenceExperiments'
  | 'imageBuilds'
  | 'imageRepositories'
  | 'imageUploads'
  | 'metrics'
  | 'recommendations'
  | 'logs'
  | 'network'
  | 'trails'
  | 'notebooks'
  | 'invocationLogging'
  | 'keys'
  | 'policyChecks'
  | 'processingJobs'
  | 'trainingJobs'
  | 'transformJobs'
  | 'tuningJobs'
  | 'scaling'
  | 'customModels'
  | 'customizationJobs'
  | 'deployments'
  | 'foundationModels'
  | 'identity'
  | 'invocations'
  | 'objects'
  | 'provisionedModels'
  | 'quotas'
  | 'roles'
>

/**
 * The AWS ports of one run. Nothing is loaded or read before a port's first call; all ports share one
 * client per service. `awsTarget` says where the calls will go, without sending any.
 */
export const awsPorts = (
  options: AwsOptions,
  open: () => Promise<AwsSession> = async () =>
    (await import('../lib/aws/session.ts')).awsSession(options),
): AwsPorts & {
  readonly awsTarget: () => Promise<AwsTarget>
  readonly elsewhere: (region: string) => AwsPorts
} => {
  let made: Promise<AwsSession> | undefined
  const session = (): Promise<AwsSession> => {
    made ??= open()
    return made
  }
  return {
    awsTarget: async () => (await session()).target(),
    elsewhere: (region) => awsPorts(options, async () => (await session()).inRegion(region)),
    accountSecurity: lazyPort(async () =>
      (await import('../lib/aws/account-security.ts')).accountSecurityOf(
        await session(),
        options.sleep ?? atOnce,
      ),
    ),
    bucketPosture: lazyPort(async () =>
      (await import('../lib/aws/bucket-posture.ts')).bucketPostureOf(await session()),
    ),
    alarms: lazyPort(async () => (await import('../lib/aws/alarms.ts')).alarmsOf(await session())),
    endpointConfigs: lazyPort(async () =>
      (await import('../lib/aws/endpoint-configs.ts')).endpointConfigsOf(await session()),
    ),
    endpointInvocations: lazyPort(async () =>
      (await import('../lib/aws/endpoint-invocations.ts')).endpointInvocationsOf(await session()),
    ),
    endpoints: lazyPort(async () =>
      (await import('../lib/aws/endpoints.ts')).endpointsOf(await session()),
    ),
    hostedModels: lazyPort(async () =>
      (await import('../lib/aws/hosted-models.ts')).hostedModelsOf(await session()),
    ),
    imageBuilds: lazyPort(async () =>
      (await import('../lib/aws/image-builds.ts')).imageBuildsOf(await session()),
    ),
    imageRepositories: lazyPort(async () =>
      (await import('../lib/aws/ecr-repositories.ts')).imageRepositoriesOf(await session()),
    ),
    imageUploads: lazyPort(async () =>
      (await import('../lib/aws/ecr-uploads.ts')).ecrUploadsOf(await session()),
    ),
    inferenceComponents: lazyPort(async () =>
      (await import('../lib/aws/inference-components.ts')).inferenceComponentsOf(await session()),
    ),
    inferenceExperiments: lazyPort(async () =>
      (await import('../lib/aws/inference-experiments.ts')).inferenceExperimentsOf(await session()),
    ),
    metrics: lazyPort(async () =>
      (await import('../lib/aws/metrics.ts')).metricsOf(await session()),
    ),
    recommendations: lazyPort(async () =>
      (await import('../lib/aws/recommendations.ts')).recommendationsOf(await session()),
    ),
    scaling: lazyPort(async () =>
      (await import('../lib/aws/scaling.ts')).scalingOf(await session()),
    ),
    keys: lazyPort(async () => (await import('../lib/aws/keys.ts')).keysOf(await session())),
    policyChecks: lazyPort(async () =>
      (await import('../lib/aws/policy-checks.ts')).policyChecksOf(await session()),
    ),
    logs: lazyPort(async () => (await import('../lib/aws/logs.ts')).logsOf(await session())),
    network: lazyPort(async () =>
      (await import('../lib/aws/network.ts')).networkOf(await session()),
    ),
    trails: lazyPort(async () => (await import('../lib/aws/trails.ts')).trailsOf(await session())),
    notebooks: lazyPort(async () =>
      (await import('../lib/aws/notebooks.ts')).notebooksOf(await session()),
    ),
    invocationLogging: lazyPort(async () =>
      (await import('../lib/aws/invocation-logging.ts')).invocationLoggingOf(await session()),
    ),
    processingJobs: lazyPort(async () =>
      (await import('../lib/aws/processing-jobs.ts')).processingJobsOf(await session()),
    ),
    trainingJobs: lazyPort(async () =>
      (await import('../lib/aws/training-jobs.ts')).trainingJobsOf(await session()),
    ),
    transformJobs: lazyPort(async () =>
      (await import('../lib/aws/transform-jobs.ts')).transformJobsOf(await session()),
    ),
    tuningJobs: lazyPort(async () =>
      (await import('../lib/aws/tuning-jobs.ts')).tuningJobsOf(await session()),
    ),
    customModels: lazyPort(async () =>
      (await import('../lib/aws/custom-models.ts')).customModelsOf(await session()),
    ),
    customizationJobs: lazyPort(async () =>
      (await import('../lib/aws/customization-jobs.ts')).customizationJobsOf(await session()),
    ),
    deployments: lazyPort(async () =>
      (await import('../lib/aws/deployments.ts')).deploymentsOf(await session()),
    ),
    foundationModels: lazyPort(async () =>
      (await import('../lib/aws/foundation-models.ts')).foundationModelsOf(await session()),
    ),
    identity: lazyPort(async () =>
      (await import('../lib/aws/identity.ts')).identityOf(await session()),
    ),
    invocations: lazyPort(async () =>
      (await import('../lib/aws/invocations.ts')).invocationsOf(await session()),
    ),
    objects: lazyPort(async () =>
      (await import('../lib/aws/objects.ts')).objectsOf(await session()),
    ),
    provisionedModels: lazyPort(async () =>
      (await import('../lib/aws/provisioned-models.ts')).provisionedModelsOf(await session()),
    ),
    quotas: lazyPort(async () => (await import('../lib/aws/quotas.ts')).quotasOf(await session())),
    roles: lazyPort(async () => (await import('../lib/aws/roles.ts')).rolesOf(await session())),
  }
}

/** For callers without a clock: the count of tries ends a wait. */
const atOnce = (): Promise<void> => Promise.resolve()
