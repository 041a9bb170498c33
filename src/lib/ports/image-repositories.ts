/** ECR: repositories, what is in them, and the way in. */
export interface ImageRepositories {
  /** Undefined when there is none. */
  find(name: string): Promise<RepositoryView | undefined>
  /** All of the registry. */
  list(): Promise<readonly RepositoryView[]>
  /** Tags that cannot be moved from now on; exceptions of an earlier setting end. */
  makeImmutable(name: string): Promise<void>
  scanOnPush(name: string): Promise<void>
  /** A repository that is there already is no failure: it is answered as it is. */
  create(repository: NewRepository): Promise<RepositoryView>
  /** The text of its lifecycle policy; undefined when it has none. */
  lifecycle(name: string): Promise<string | undefined>
  putLifecycle(name: string, policy: string): Promise<void>
  /** Undefined when the repository or the image is not there. */
  image(name: string, id: ImageId): Promise<ImageView | undefined>
  /** A scan that is under way or was made today is no failure. */
  startScan(name: string, digest: string): Promise<void>
  /** Undefined when the image was never scanned. */
  scan(name: string, digest: string): Promise<ScanView | undefined>
  /** User name and password for the registry, good for twelve hours. */
  login(): Promise<RegistryLogin>
}

/** By digest or by tag. */
export type ImageId = { readonly digest: string } | { readonly tag: string }

export type TagMutability =
  | 'MUTABLE'
  | 'IMMUTABLE'
  | 'MUTABLE_WITH_EXCLUSION'
  | 'IMMUTABLE_WITH_EXCLUSION'

export type NewRepository = {
  readonly name: string
  readonly mutability: TagMutability
  /** Wildcards of the tags that are excepted: `latest*`. */
  readonly exclusions: readonly string[]
  readonly scanOnPush: boolean
  /** Encrypts with this key; with ECR's own otherwise. */
  readonly kmsKey?: string
  readonly tags: Readonly<Record<string, string>>
}

export type RepositoryView = {
  readonly name: string
  readonly arn: string
  /** `<account>.dkr.ecr.<region>.amazonaws.com/<name>`. */
  readonly uri: string
  readonly account: string
  readonly mutability: TagMutability
  readonly exclusions: readonly string[]
  readonly scanOnPush: boolean
  readonly encryption: string
}

export type ImageView = {
  readonly digest: string
  readonly tags: readonly string[]
  /** Of the manifest: what decides whether SageMaker takes the image. */
  readonly mediaType: string
  /** Of its layers, as stored. */
  readonly sizeBytes: number
  readonly pushedAt: string
}

export type ScanView = {
  readonly status: string
  readonly why?: string
  readonly completedAt?: string
  readonly findings: readonly ScanFinding[]
  /** Findings by severity. */
  readonly counts: Readonly<Record<string, number>>
}

export type ScanFinding = {
  readonly id: string
  readonly severity: string
  readonly package?: string
  readonly version?: string
  readonly uri?: string
  readonly description?: string
}

export type RegistryLogin = {
  readonly username: string
  readonly password: string
  /** Host name, without a scheme. */
  readonly host: string
  readonly expiresAt: string
}
