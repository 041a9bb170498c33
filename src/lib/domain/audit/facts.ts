import type { UserView } from '../../ports/account-security.ts'
import type { BucketEncryption, PublicAccessBlock } from '../../ports/bucket-posture.ts'
import type { CustomModelView } from '../../ports/custom-models.ts'
import type { CustomizationJobView } from '../../ports/customization-jobs.ts'
import type { EndpointConfigBody } from '../../ports/endpoint-configs.ts'
import type { EndpointView } from '../../ports/endpoints.ts'
import type { HostedModelView } from '../../ports/hosted-models.ts'
import type { RepositoryView, ScanView } from '../../ports/image-repositories.ts'
import type { InvocationLogTargets } from '../../ports/invocation-logging.ts'
import type { KeyView } from '../../ports/keys.ts'
import type {
  RouteTableView,
  SecurityGroupView,
  SubnetView,
  VpcEndpointView,
  VpcView,
} from '../../ports/network.ts'
import type { NotebookView } from '../../ports/notebooks.ts'
import type { RoleView } from '../../ports/roles.ts'
import type { TrailView } from '../../ports/trails.ts'
import type { TrainingJobView } from '../../ports/training-jobs.ts'
import type { Read, Subject } from './rule.ts'

export type Tags = Readonly<Record<string, string>>

export type BucketFacts = Subject & {
  readonly encryption: Read<BucketEncryption | undefined>
  readonly publicAccessBlock: Read<PublicAccessBlock | undefined>
  readonly isPolicyPublic: Read<boolean>
  readonly policy: Read<{ readonly document: unknown; readonly refusesPlainHttp: boolean }>
  readonly versioning: Read<'Enabled' | 'Suspended' | undefined>
  readonly loggingTarget: Read<string | undefined>
  readonly ownership: Read<string | undefined>
  readonly tags: Read<Tags>
}

export type KeyFacts = Subject & {
  readonly key: Read<KeyView | undefined>
  readonly policy: Read<unknown>
  readonly isRotated: Read<boolean>
}

/** The subnets that a job or an endpoint is placed in, together. */
export type PlacementFacts = Subject & {
  readonly usedBy: readonly string[]
  readonly subnetIds: readonly string[]
  readonly subnets: Read<readonly SubnetView[]>
  /** Endpoints serve requests from here; jobs may live in one zone. */
  readonly hostsEndpoint: boolean
}

export type VpcFacts = Subject & {
  readonly subnetIds: readonly string[]
  readonly vpc: Read<VpcView | undefined>
  readonly routeTables: Read<readonly RouteTableView[]>
  readonly endpoints: Read<readonly VpcEndpointView[]>
  /** Service names that this region offers. */
  readonly offered: Read<readonly string[]>
  /** Security groups of the interface endpoints. */
  readonly endpointGroups: Read<readonly SecurityGroupView[]>
}

export type GroupFacts = Subject & {
  readonly group: Read<SecurityGroupView | undefined>
  /** Jobs of several instances talk to each other inside this group. */
  readonly carriesClusters: boolean
}

export type TrailFacts = Subject & { readonly trails: Read<readonly TrailView[]> }

export type LoggingFacts = Subject & {
  readonly targets: Read<InvocationLogTargets | undefined>
}

/** A text in an environment or a hyperparameter that looks like a secret; never the secret itself. */
export type SecretPlace = { readonly place: string; readonly what: string }

export type EndpointFacts = Subject & {
  readonly endpoint: EndpointView
  readonly config: Read<EndpointConfigBody | undefined>
  readonly models: Read<readonly HostedModelView[]>
  readonly secrets: readonly SecretPlace[]
  readonly tags: Read<Tags>
}

export type NotebookFacts = Subject & {
  readonly notebook: Read<NotebookView | undefined>
  readonly tags: Read<Tags>
}

export type JobFacts = Subject & {
  readonly job: TrainingJobView
  readonly secrets: readonly SecretPlace[]
  readonly tags: Read<Tags>
}

export type RepositoryFacts = Subject & { readonly repository: Read<RepositoryView | undefined> }

export type ImageFacts = Subject & {
  readonly usedBy: readonly string[]
  readonly isPinned: boolean
  /** Digest and scan; undefined where the image is not there or was never scanned. */
  readonly scan: Read<ScanView | undefined>
}

export type RootFacts = Subject & {
  readonly root: Read<{ readonly hasMfa: boolean; readonly hasAccessKeys: boolean }>
}

export type UserFacts = Subject & { readonly user: Read<UserView> }

export type RoleFacts = Subject & { readonly role: Read<RoleView | undefined> }

export type CustomizationFacts = Subject & { readonly job: CustomizationJobView }

export type CustomModelFacts = Subject & { readonly model: CustomModelView }
