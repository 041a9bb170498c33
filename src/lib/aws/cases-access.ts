import type { Case, Situation } from './case.ts'

const denied = ({ action, subject }: Situation): string =>
  `Your credentials may not do ${action} (${subject}).`

const signIn = ({ profile }: Situation): string =>
  `Sign in again: aws sso login${profile === undefined ? '' : ` --profile ${profile}`}`

const askForAction = ({ action }: Situation): string =>
  `Ask whoever manages this account to allow ${action}; mlctl iam policy --for finetune prints what mlctl needs.`

/** Who is calling, and what they may do. */
export const ACCESS_CASES: readonly Case[] = [
  {
    id: 'MLC-AWS-041',
    kind: 'access',
    text: /requires multi-factor authentication/,
    says: ({ profile }) =>
      `The AWS profile${profile === undefined ? '' : ` ${profile}`} wants an MFA code, and nobody can be asked for it here.`,
    hint: ({ profile }) =>
      `Run it on a terminal, or give the run a session: eval "$(aws configure export-credentials --format env${profile === undefined ? '' : ` --profile ${profile}`})"`,
  },
  {
    id: 'MLC-AWS-042',
    kind: 'access',
    text: /MultiFactorAuthentication failed/,
    says: () => 'AWS does not accept the MFA code.',
    hint: () =>
      'A code is good once: wait for the next one, and see that the clock of the device is right.',
  },
  {
    id: 'MLC-AWS-043',
    kind: 'access',
    name: /^(CredentialsProviderError|TokenProviderError|ProviderError)$/,
    text: /^ForbiddenException|No access/,
    says: () => 'The SSO user may not take the role of this AWS profile.',
    hint: ({ profile }) =>
      `Compare sso_account_id and sso_role_name of the profile${profile === undefined ? '' : ` ${profile}`} with what the access portal offers.`,
  },
  {
    id: 'MLC-AWS-006',
    kind: 'access',
    text: /sso (session|login|token)|SSO access token|sso-session|Session token not found or invalid|^Token is expired/i,
    name: /^(CredentialsProviderError|TokenProviderError|UnauthorizedException|ProviderError)$/,
    says: () => 'The sign-in of this AWS profile has expired.',
    hint: signIn,
  },
  {
    id: 'MLC-AWS-001',
    kind: 'access',
    name: /^(CredentialsProviderError|TokenProviderError|ProviderError)$/,
    says: ({ profile }) =>
      profile === undefined
        ? 'There are no AWS credentials.'
        : `The AWS profile ${profile} gives no credentials.`,
    hint: ({ profile }) =>
      profile === undefined
        ? 'Run aws configure, pass --profile, or try without an account: --sandbox.'
        : `Check its section in the AWS config (aws configure list --profile ${profile}).`,
  },
  {
    id: 'MLC-AWS-005',
    kind: 'access',
    name: /^(ExpiredToken|ExpiredTokenException|TokenRefreshRequired)$/,
    says: () => 'The AWS credentials have expired.',
    hint: ({ profile }) =>
      profile === undefined
        ? 'Get new ones the way these were got, then run the same line again.'
        : `Renew them (aws sso login --profile ${profile}, if it signs in that way), then run the same line again.`,
  },
  {
    id: 'MLC-AWS-009',
    kind: 'usage',
    text: /^Region is missing/,
    says: () => 'No AWS region is set.',
    hint: () => 'Pass --region us-east-1 (or the region you use), or set AWS_REGION.',
    quiet: true,
  },
  {
    id: 'MLC-AWS-010',
    kind: 'access',
    name: /^(RequestTimeTooSkewed|RequestExpired|RequestInTheFuture)$/,
    says: () => 'The clock of this machine differs too much from the clock of AWS.',
    hint: () => 'Set the clock of this machine, then run the same line again.',
    quiet: true,
  },
  {
    id: 'MLC-AWS-010',
    kind: 'access',
    name: /^(SignatureDoesNotMatch|InvalidSignatureException|InvalidSignature)$/,
    text: /signature (not yet current|expired)/i,
    says: () => 'The clock of this machine differs too much from the clock of AWS.',
    hint: () => 'Set the clock of this machine, then run the same line again.',
    quiet: true,
  },
  {
    id: 'MLC-AWS-008',
    kind: 'access',
    name: /^(SignatureDoesNotMatch|InvalidSignatureException|InvalidSignature|IncompleteSignature(Exception)?)$/,
    says: () => 'AWS does not accept the signature: the secret access key is not the right one.',
    hint: () => 'Compare the secret access key; a cut-off or quoted one looks just like this.',
    quiet: true,
  },
  {
    id: 'MLC-AWS-007',
    kind: 'access',
    name: /^(InvalidClientTokenId|UnrecognizedClientException|InvalidAccessKeyId|AuthFailure|InvalidToken|InvalidTokenId|MissingAuthenticationToken(Exception)?)$/,
    says: () => 'AWS does not know these credentials.',
    hint: () =>
      'The key may be deleted, of another partition, or the region may not be enabled for the account: aws sts get-caller-identity shows more.',
  },
  {
    id: 'MLC-AWS-011',
    kind: 'access',
    name: /^(OptInRequired|SubscriptionRequiredException|NotSignedUp|AccountProblem)$/,
    says: ({ serviceName }) => `This account is not signed up for ${serviceName} in this region.`,
    hint: () => 'Open the service once in the AWS console of this account and region.',
  },
  {
    id: 'MLC-AWS-002',
    kind: 'access',
    text: /explicit deny/i,
    says: ({ action, fault, subject }) =>
      /service control policy/i.test(fault.text)
        ? `Your organization forbids ${action} in this account (${subject}).`
        : `A policy forbids ${action} explicitly (${subject}).`,
    hint: ({ fault }) =>
      /service control policy/i.test(fault.text)
        ? 'No permission in the account can lift a service control policy: ask who manages the organization.'
        : 'An explicit deny wins over every allow: the statement that denies must change.',
  },
  {
    id: 'MLC-AWS-003',
    kind: 'access',
    name: /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|Forbidden|AllAccessDisabled|NotAuthorized|UnauthorizedException|403)$/,
    says: denied,
    hint: askForAction,
  },
  {
    id: 'MLC-AWS-003',
    kind: 'access',
    text: /is not authorized to perform/,
    says: denied,
    hint: askForAction,
  },
  {
    id: 'MLC-AWS-003',
    kind: 'access',
    name: /^(UnknownError|Unknown|\w*ServiceException)$/,
    status: (status) => status === 401 || status === 403,
    says: denied,
    hint: askForAction,
  },
]
