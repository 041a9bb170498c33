import type { AccountSecurity } from './account-security.ts'
import type { Alarms } from './alarms.ts'
import type { AwsSetup } from './aws-setup.ts'
import type { BucketPosture } from './bucket-posture.ts'
import type { Clock } from './clock.ts'
import type { ContainerEngines } from './container-engine.ts'
import type { CustomModels } from './custom-models.ts'
import type { CustomizationJobs } from './customization-jobs.ts'
import type { Deployments } from './deployments.ts'
import type { Dialogue } from './dialogue.ts'
import type { EndpointConfigs } from './endpoint-configs.ts'
import type { EndpointInvocations } from './endpoint-invocations.ts'
import type { Endpoints } from './endpoints.ts'
import type { Files } from './files.ts'
import type { Folders } from './folders.ts'
import type { FoundationModels } from './foundation-models.ts'
import type { HostedModels } from './hosted-models.ts'
import type { Http } from './http.ts'
import type { Identity } from './identity.ts'
import type { ImageBuilds } from './image-builds.ts'
import type { ImageRepositories } from './image-repositories.ts'
import type { ImageSources } from './image-sources.ts'
import type { ImageRegistries, ImageUploads } from './image-uploads.ts'
import type { InferenceComponents } from './inference-components.ts'
import type { InferenceExperiments } from './inference-experiments.ts'
import type { InvocationLogging } from './invocation-logging.ts'
import type { Invocations } from './invocations.ts'
import type { Io } from './io.ts'
import type { Journal } from './journal.ts'
import type { Keys } from './keys.ts'
import type { Logs } from './logs.ts'
import type { Machine } from './machine.ts'
import type { Metrics } from './metrics.ts'
import type { Network } from './network.ts'
import type { Notebooks } from './notebooks.ts'
import type { Objects } from './objects.ts'
import type { PolicyChecks } from './policy-checks.ts'
import type { Processes } from './processes.ts'
import type { ProcessingJobs } from './processing-jobs.ts'
import type { ProvisionedModels } from './provisioned-models.ts'
import type { Quotas } from './quotas.ts'
import type { Recommendations } from './recommendations.ts'
import type { Roles } from './roles.ts'
import type { SandboxControl } from './sandbox-control.ts'
import type { Scaling } from './scaling.ts'
import type { ScratchFolders } from './scratch-folders.ts'
import type { Settings } from './settings.ts'
import type { Sql } from './sql.ts'
import type { Target } from './target.ts'
import type { Trails } from './trails.ts'
import type { TrainingJobs } from './training-jobs.ts'
import type { TransformJobs } from './transform-jobs.ts'
import type { TuningJobs } from './tuning-jobs.ts'

/**
 * Everything the outside offers. A flow asks for the few it needs: `Pick<Ports, 'io' | 'roles'>`.
 * Each AWS port is built at its first call.
 */
export interface Ports {
  readonly clock: Clock
  readonly io: Io
  readonly dialogue: Dialogue
  readonly files: Files
  readonly folders: Folders
  readonly processes: Processes
  readonly containerEngines: ContainerEngines
  readonly scratchFolders: ScratchFolders
  readonly http: Http
  readonly settings: Settings
  readonly sql: Sql
  readonly journal: Journal
  readonly machine: Machine
  readonly awsSetup: AwsSetup
  readonly target: () => Promise<Target>
  /** The same account elsewhere: calls to AWS go to that region, and all else is shared. */
  readonly inRegion: (region: string) => Ports
  /** Requests sent to AWS so far, pages and repeats included. */
  readonly apiCalls: () => number
  readonly identity: Identity
  readonly objects: Objects
  readonly roles: Roles
  readonly foundationModels: FoundationModels
  readonly customizationJobs: CustomizationJobs
  readonly customModels: CustomModels
  readonly deployments: Deployments
  readonly provisionedModels: ProvisionedModels
  readonly quotas: Quotas
  readonly invocations: Invocations
  readonly endpoints: Endpoints
  readonly endpointConfigs: EndpointConfigs
  readonly hostedModels: HostedModels
  readonly inferenceComponents: InferenceComponents
  readonly endpointInvocations: EndpointInvocations
  readonly metrics: Metrics
  readonly alarms: Alarms
  readonly scaling: Scaling
  readonly inferenceExperiments: InferenceExperiments
  readonly recommendations: Recommendations
  readonly imageBuilds: ImageBuilds
  readonly imageRepositories: ImageRepositories
  readonly imageUploads: ImageUploads
  readonly imageRegistries: ImageRegistries
  readonly imageSources: ImageSources
  readonly trainingJobs: TrainingJobs
  readonly tuningJobs: TuningJobs
  readonly processingJobs: ProcessingJobs
  readonly transformJobs: TransformJobs
  readonly logs: Logs
  readonly network: Network
  readonly trails: Trails
  readonly notebooks: Notebooks
  readonly invocationLogging: InvocationLogging
  readonly keys: Keys
  readonly policyChecks: PolicyChecks
  readonly bucketPosture: BucketPosture
  readonly accountSecurity: AccountSecurity
  readonly sandbox: SandboxControl
}
