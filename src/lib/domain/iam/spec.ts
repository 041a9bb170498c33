/** What a customization job will do with its service role: from this the policies are made. */
export type RoleSpec = {
  /** At most 64 characters. */
  readonly roleName: string
  /** 12 digits. */
  readonly account: string
  readonly partition: string
  readonly region: string
  /** Training and validation data: S3 URIs of files, or of folders (ending in `/`). */
  readonly reads: readonly string[]
  /** The S3 folder the job writes its results to. */
  readonly output: string
  /** Keys that the data and output buckets are encrypted with. */
  readonly dataKmsKeyArns?: readonly string[]
  /** The key that will encrypt the custom model. */
  readonly modelKmsKeyArn?: string
  readonly vpcConfig?: {
    readonly subnetIds: readonly string[]
    readonly securityGroupIds: readonly string[]
  }
  readonly permissionsBoundaryArn?: string
  readonly tags?: Readonly<Record<string, string>>
}

/** The one inline policy that mlctl writes to a role; others are never touched. */
export const INLINE_POLICY_NAME = 'mlctl-bedrock-customization'

/** Marks the roles that mlctl made. */
export const MADE_BY_TAG = 'mlctl:made-by'

/** The only principal that may use the role. */
export const BEDROCK_SERVICE = 'bedrock.amazonaws.com'

/** Every job of the account in the region; the job's own ARN is not known before it exists. */
export const jobArnPattern = (spec: Pick<RoleSpec, 'partition' | 'region' | 'account'>): string =>
  `arn:${spec.partition}:bedrock:${spec.region}:${spec.account}:model-customization-job/*`
