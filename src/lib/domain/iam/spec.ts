import { kindOf, type RolePurpose } from './roles/purposes.ts'

/** Where a role lives, and what it is for; a Bedrock customization when that is not said. */
export type RoleScope = {
  /** 12 digits. */
  readonly account: string
  readonly partition: string
  readonly region: string
  readonly purpose?: RolePurpose
  /** Of CodeBuild: the one whose builds take the role on; that of mlctl when absent. */
  readonly buildProject?: string
}

/** What a role works with, whatever it is for. */
export type RoleResources = RoleScope & {
  /** At most 64 characters. */
  readonly roleName: string
  /** What is read: S3 URIs of files, or of folders (ending in `/`). */
  readonly reads: readonly string[]
  /** Keys that the data and output buckets are encrypted with. */
  readonly dataKmsKeyArns?: readonly string[]
  /** The key that will encrypt the custom model, or the volumes of SageMaker's instances. */
  readonly modelKmsKeyArn?: string
  readonly vpcConfig?: {
    readonly subnetIds: readonly string[]
    readonly securityGroupIds: readonly string[]
  }
  /** ARNs of the repositories that images are pulled from; all of the account when absent. */
  readonly repositoryArns?: readonly string[]
  /** ARNs of the repositories that builds push to. */
  readonly pushedRepositoryArns?: readonly string[]
  /** ARNs of models and profiles that are called: teachers, judges, evaluated ones. */
  readonly modelArns?: readonly string[]
  /** ARNs of Lambda functions that grade. */
  readonly graderArns?: readonly string[]
  /** ARNs of roles that are handed on to SageMaker or Bedrock. */
  readonly passedRoleArns?: readonly string[]
  readonly permissionsBoundaryArn?: string
  readonly tags?: Readonly<Record<string, string>>
}

/** What a customization job will do with its service role: from this the policies are made. */
export type RoleSpec = RoleResources & {
  readonly purpose?: 'customization'
  /** The S3 folder the job writes its results to. */
  readonly output: string
}

/** The same of any service role. */
export type AnyRoleSpec =
  | RoleSpec
  | (RoleResources & {
      readonly purpose: Exclude<RolePurpose, 'customization'>
      readonly output?: string
    })

/** Marks the roles that mlctl made. */
export const MADE_BY_TAG = 'mlctl:made-by'

const sourceArn = (scope: RoleScope, resource: string): string =>
  `arn:${scope.partition}:${kindOf(scope).source.service}:${scope.region}:${scope.account}:${resource}`

/** Every job of the account in the region; the job's own ARN is not known before it exists. */
export const jobArnPattern = (scope: RoleScope): string =>
  sourceArn(scope, buildProjectOf(scope) ?? kindOf(scope).source.pattern)

/** One job that the pattern covers, to ask about. */
export const jobArnProbe = (scope: RoleScope): string =>
  sourceArn(scope, buildProjectOf(scope) ?? kindOf(scope).source.probe)

/** A build acts for its project, and the project's name is known. */
const buildProjectOf = ({ buildProject }: RoleScope): string | undefined =>
  buildProject === undefined ? undefined : `project/${buildProject}`
