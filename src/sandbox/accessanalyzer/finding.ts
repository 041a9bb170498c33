import type { JsonNode } from './json-places.ts'

/** A step to a place in a document: the value of a member, or an index. */
export type Step = string | number

export type Finding = {
  readonly type: 'ERROR' | 'SECURITY_WARNING' | 'WARNING' | 'SUGGESTION'
  readonly code: string
  readonly details: string
  readonly path: readonly Step[]
  readonly node: JsonNode
}

/** Makes findings about one place. */
export type At = { readonly path: readonly Step[]; readonly node: JsonNode }

type Row = readonly [type: Finding['type'], details: string]

/**
 * What is said of each issue; `{}` takes a value.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
 */
const ISSUES = {
  JSON_SYNTAX_ERROR: ['ERROR', 'Fix the JSON syntax error at index {} line {} column {}.'],
  DATA_TYPE_MISMATCH: ['ERROR', 'The text does not match the expected JSON data type {}.'],
  INVALID_POLICY_ELEMENT: ['ERROR', 'The policy element {} is not valid.'],
  INVALID_VERSION: [
    'ERROR',
    'The version {} is not valid. Use one of the following versions: 2012-10-17, 2008-10-17',
  ],
  MISSING_STATEMENT: ['ERROR', 'Add a statement to the policy'],
  MISSING_EFFECT: [
    'ERROR',
    'Add an Effect element to the policy statement with a value of Allow or Deny.',
  ],
  INVALID_EFFECT: ['ERROR', 'The effect {} is not valid. Use Allow or Deny.'],
  MISSING_ACTION: ['ERROR', 'Add an Action or NotAction element to the policy statement.'],
  MISSING_RESOURCE: ['ERROR', 'Add a Resource or NotResource element to the policy statement.'],
  MISSING_PRINCIPAL: ['ERROR', 'Add a Principal element to the policy statement.'],
  UNSUPPORTED_PRINCIPAL: [
    'ERROR',
    'The policy type {} does not support the Principal element. Remove the Principal element.',
  ],
  UNSUPPORTED_ELEMENT_COMBINATION: [
    'ERROR',
    'The policy elements {} and {} can not be used in the same statement. Remove one of these elements.',
  ],
  UNIQUE_SIDS_REQUIRED: [
    'ERROR',
    'Duplicate statement IDs are not supported for this policy type. Update the Sid value.',
  ],
  UNSUPPORTED_SID: [
    'ERROR',
    'Update the characters in the Sid element to use one of the following character types: [a-z, A-Z, 0-9]',
  ],
  INVALID_ACTION: ['ERROR', 'The action {} does not exist.'],
  INVALID_SERVICE_IN_ACTION: ['ERROR', 'The service {} specified in the action does not exist.'],
  MISSING_ARN_FIELD: [
    'ERROR',
    'Resource ARNs must include at least 6 fields in the following structure: arn:partition:service:region:account:resource',
  ],
  INVALID_ARN_PREFIX: ['ERROR', 'Add the required prefix (arn) to the resource ARN.'],
  INVALID_PARTITION: [
    'ERROR',
    'The resource ARN for the service {} does not support the partition {}. Use the supported values: aws, aws-cn, aws-us-gov',
  ],
  INVALID_ARN_ACCOUNT: [
    'ERROR',
    'The resource ARN account ID {} is not valid. Provide a 12-digit account ID.',
  ],
  ARN_ACCOUNT_NOT_ALLOWED: [
    'ERROR',
    'The service {} does not support specifying an account ID in the resource ARN.',
  ],
  ARN_REGION_NOT_ALLOWED: [
    'ERROR',
    'The service {} does not support specifying a Region in the resource ARN.',
  ],
  INVALID_PRINCIPAL_KEY: ['ERROR', 'The principal key {} is not valid.'],
  UNSUPPORTED_WILDCARD_IN_PRINCIPAL: [
    'ERROR',
    'Wildcards (*, ?) are not supported with the principal key {}. Replace the wildcard with a valid principal value.',
  ],
  INVALID_CONDITION_OPERATOR: [
    'ERROR',
    'The condition operator {} is not valid. Use a valid condition operator.',
  ],
  NULL_WITH_IF_EXISTS: [
    'ERROR',
    'The Null condition operator cannot be used with the IfExists suffix. Update the operator or the suffix.',
  ],
  INVALID_CONDITION_KEY_FORMAT: [
    'ERROR',
    'The condition key format is not valid. Use the format service:keyname.',
  ],
  INVALID_GLOBAL_CONDITION_KEY: [
    'ERROR',
    'The condition key {} does not exist. Use a valid condition key.',
  ],
  TYPE_MISMATCH: [
    'ERROR',
    'Use the operator type {} instead of operator {} for the condition key {}.',
  ],
  SCP_SYNTAX_ERROR_PRINCIPAL: [
    'ERROR',
    'SCPs do not support specifying principals. Remove the Principal or NotPrincipal element.',
  ],
  MISSING_VERSION: [
    'WARNING',
    'We recommend that you specify the Version element to help you with debugging permission issues.',
  ],
  ALLOW_WITH_NOT_PRINCIPAL: [
    'SECURITY_WARNING',
    'Using Allow with NotPrincipal can be overly permissive. We recommend that you use Principal instead.',
  ],
  PASS_ROLE_WITH_STAR_IN_RESOURCE: [
    'SECURITY_WARNING',
    'Using the iam:PassRole action with wildcards (*) in the resource can be overly permissive because it allows iam:PassRole permissions on multiple resources. We recommend that you specify resource ARNs or add the iam:PassedToService condition key to your statement.',
  ],
  PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE: [
    'SECURITY_WARNING',
    'Using wildcards (*) in the action and the resource can be overly permissive because it allows iam:PassRole permissions on all resources. We recommend that you specify resource ARNs or add the iam:PassedToService condition key to your statement.',
  ],
  CREATE_SLR_WITH_STAR_IN_RESOURCE: [
    'SECURITY_WARNING',
    'Using the iam:CreateServiceLinkedRole action with wildcards (*) in the resource can allow creation of unintended service-linked roles. We recommend that you specify resource ARNs instead.',
  ],
  CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE: [
    'SECURITY_WARNING',
    'Using wildcards (*) in the action and resource can allow creation of unintended service-linked roles because it allows iam:CreateServiceLinkedRole permissions on all resources. We recommend that you specify resource ARNs instead.',
  ],
  RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL: [
    'SECURITY_WARNING',
    'Granting access to a service principal without specifying a source is overly permissive. Use aws:SourceArn, aws:SourceAccount, aws:SourceOrgID, or aws:SourceOrgPaths condition key to grant fine-grained access.',
  ],
  REDUNDANT_ACTION: [
    'SUGGESTION',
    'The {} action(s) are redundant because they provide similar permissions. Update the policy to remove the redundant action such as: {}.',
  ],
  REDUNDANT_RESOURCE: [
    'SUGGESTION',
    'The {} resource ARN(s) are redundant because they reference the same resource. Review the use of wildcards (*)',
  ],
  REDUNDANT_STATEMENT: [
    'SUGGESTION',
    'The statements are redundant because they provide identical permissions. Update the policy to remove the redundant statement.',
  ],
  EMPTY_ARRAY_ACTION: [
    'SUGGESTION',
    'This statement includes no actions and does not affect the policy. Specify actions.',
  ],
  EMPTY_ARRAY_RESOURCE: [
    'SUGGESTION',
    'This statement includes no resources and does not affect the policy. Specify resources.',
  ],
} as const satisfies Readonly<Record<string, Row>>

export type IssueCode = keyof typeof ISSUES

/** A finding at a place; the values take the places of `{}` in order. */
export const finding = (
  code: IssueCode,
  at: At,
  ...values: readonly (string | number)[]
): Finding => {
  const [type, words] = ISSUES[code]
  let next = 0
  const details = words.replaceAll('{}', () => String(values[next++] ?? ''))
  return { type, code, details, ...at }
}

const HEADINGS: Readonly<Record<Finding['type'], string>> = {
  ERROR: 'error',
  SECURITY_WARNING: 'security-warning',
  WARNING: 'general-warning',
  SUGGESTION: 'suggestion',
}

/** The page that explains a finding. */
export const linkOf = ({ type, code }: Finding): string =>
  `https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-${HEADINGS[type]}-${code.toLowerCase().replaceAll('_', '-')}`
