import { digestOf } from '../core/digest.ts'

/** API model of IAM: RoleName is 1–64 of `[\w+=,.@-]`. */
const ROLE_NAME = /^[\w+=,.@-]{1,64}$/
const MAX_ROLE_NAME = 64

/** What is wrong with a role name; undefined when nothing is. */
export const roleNameProblem = (name: string): string | undefined =>
  ROLE_NAME.test(name)
    ? undefined
    : 'A role name has 1 to 64 letters, digits or any of _ + = , . @ - (no path, no ARN).'

/**
 * How default names begin: AmazonBedrockFullAccess lets its holders pass only roles with `AmazonBedrock`
 * in the name, AmazonSageMakerFullAccess hands only `AmazonSageMaker` roles to services beside SageMaker.
 * Source: the text of these policies, https://docs.aws.amazon.com/aws-managed-policy/latest/reference/.
 */
export type RoleNameStyle = 'mlctl' | 'aws'

const AWS_NAMES: Readonly<Record<string, string>> = { bedrock: 'AmazonBedrock-mlctl' }

/**
 * `mlctl-bedrock-<project or bucket>`, cut to 64 characters with a digest of the whole, so that two
 * long names never become one role. The area is the word of the role's kind.
 */
export const defaultRoleName = (
  projectOrBucket: string,
  { area = 'bedrock', style = 'mlctl' }: { area?: string; style?: RoleNameStyle } = {},
): string => {
  const prefix = style === 'mlctl' ? 'mlctl' : (AWS_NAMES[area] ?? 'AmazonSageMaker-mlctl')
  const infix = style === 'mlctl' || area !== 'bedrock' ? `-${area}` : ''
  const name = `${prefix}${infix}-${projectOrBucket.replace(/[^\w+=,.@-]+/g, '-')}`
  if (name.length <= MAX_ROLE_NAME) return name
  return `${name.slice(0, MAX_ROLE_NAME - 9)}-${digestOf(name).slice(0, 8)}`
}

/** The ARN of a role without a path. */
export const roleArnOf = (account: string, partition: string, name: string): string =>
  `arn:${partition}:iam::${account}:role/${name}`

/**
 * The role's name from a role ARN (with or without a path), an assumed-role ARN (what
 * GetCallerIdentity answers) or a plain name.
 */
export const roleNameOf = (nameOrArn: string): string => {
  const assumed = /^arn:[a-z-]+:sts::\d{12}:assumed-role\/([^/]+)\//.exec(nameOrArn)
  if (assumed?.[1] !== undefined) return assumed[1]
  return /^arn:[a-z-]+:iam::\d{12}:role\//.test(nameOrArn)
    ? nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1)
    : nameOrArn
}

/** Who a caller ARN is, for SimulatePrincipalPolicy, which knows users and roles but no sessions. */
export const principalOf = (
  callerArn: string,
):
  | { readonly kind: 'user'; readonly arn: string }
  | { readonly kind: 'role'; readonly roleName: string }
  | { readonly kind: 'root' | 'other' } => {
  if (/^arn:[a-z-]+:iam::\d{12}:root$/.test(callerArn)) return { kind: 'root' }
  if (/^arn:[a-z-]+:iam::\d{12}:user\//.test(callerArn)) return { kind: 'user', arn: callerArn }
  if (/^arn:[a-z-]+:(sts::\d{12}:assumed-role|iam::\d{12}:role)\//.test(callerArn)) {
    return { kind: 'role', roleName: roleNameOf(callerArn) }
  }
  return { kind: 'other' }
}
