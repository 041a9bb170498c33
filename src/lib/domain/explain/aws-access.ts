import type { Explanation } from './rows.ts'

/** Credentials, permissions, and the way to AWS. */
export const AWS_ACCESS_EXPLANATIONS: readonly Explanation[] = [
  {
    id: 'MLC-AWS-001',
    title: 'There are no AWS credentials',
    means:
      'No variables, no profile, no SSO sign-in, no container and no instance role gives any; or the chosen profile gives none.',
    fix: 'Run aws configure sso (or aws configure), pass --profile, or set AWS_PROFILE. Without an account: --sandbox.',
  },
  {
    id: 'MLC-AWS-002',
    title: 'A policy forbids the call explicitly',
    means:
      'An explicit deny wins over every allow. It stands in a service control policy of the organization, a permissions boundary, a session, an identity or a resource policy; the text of AWS says which.',
    fix: 'A service control policy is lifted only by who manages the organization. Elsewhere change the statement that denies.',
  },
  {
    id: 'MLC-AWS-003',
    title: 'A permission is missing',
    means: 'The credentials are good, but no policy allows this action on this resource.',
    fix: 'Have the action in the message allowed; mlctl iam policy prints a policy with all that mlctl needs.',
  },
  {
    id: 'MLC-AWS-004',
    title: 'There is no such AWS profile',
    means: 'Neither the AWS config file nor the credentials file has a section of that name.',
    fix: 'Take one of the names in the message, or make it: aws configure --profile NAME.',
  },
  {
    id: 'MLC-AWS-005',
    title: 'The credentials have expired',
    means: 'Temporary credentials end after a time. What runs on AWS goes on without them.',
    fix: 'Get new ones the way these were got, and run the same line again: finished steps are not repeated.',
  },
  {
    id: 'MLC-AWS-006',
    title: 'The sign-in of the profile has expired',
    means: 'The profile signs in through IAM Identity Center, and its session is over.',
    fix: 'aws sso login --profile NAME, then the same line again.',
  },
  {
    id: 'MLC-AWS-007',
    title: 'AWS does not know these credentials',
    means:
      'The access key was deleted or deactivated, belongs to another partition (China, GovCloud), lacks its session token, or the region is not enabled for the account.',
    fix: 'aws sts get-caller-identity with the same profile and region tells these apart.',
  },
  {
    id: 'MLC-AWS-008',
    title: 'AWS does not accept the signature',
    means:
      'The secret access key does not belong to the access key: often it was cut off or quoted.',
    fix: 'Enter both again: aws configure.',
  },
  {
    id: 'MLC-AWS-009',
    title: 'No AWS region is set',
    means: 'Neither --region, AWS_REGION, AWS_DEFAULT_REGION nor the profile names one.',
    fix: 'Pass --region us-east-1 (or yours), or write region into mlctl.yaml.',
  },
  {
    id: 'MLC-AWS-010',
    title: 'The clock is wrong',
    means: 'AWS refuses signatures that are more than some minutes off.',
    fix: 'Set the clock of this machine (timedatectl set-ntp true), then run the same line again.',
  },
  {
    id: 'MLC-AWS-011',
    title: 'The account is not signed up for the service',
    means: 'The account is new, suspended, or has not enabled the service in this region.',
    fix: 'Open the service in the AWS console of this account and region once.',
  },
  {
    id: 'MLC-AWS-012',
    title: 'Nothing listens at the endpoint',
    means: 'The endpoint is on this machine, and the port is closed.',
    fix: 'Start what should listen there (mlctl sandbox serve), or drop the endpoint: --endpoint-url, AWS_ENDPOINT_URL, the profile.',
  },
  {
    id: 'MLC-AWS-013',
    title: 'AWS cannot be reached',
    means:
      'The name is not found or the network refuses: no connection, a misspelt region, a proxy.',
    fix: 'Check the network and the region. Behind a proxy set HTTPS_PROXY.',
  },
  {
    id: 'MLC-AWS-014',
    title: 'The connection was lost or timed out',
    means: 'No whole answer came. Whether the call took effect is not known.',
    fix: 'Run the same line again: it looks first whether the effect is there. MLCTL_CONNECT_TIMEOUT=30s waits longer.',
  },
  {
    id: 'MLC-AWS-015',
    title: 'A certificate is not trusted',
    means:
      'A proxy that inspects TLS shows a certificate of its own, or the endpoint has a private one.',
    fix: 'Point AWS_CA_BUNDLE at a PEM file with the certificate of its issuer.',
  },
  {
    id: 'MLC-AWS-016',
    title: 'The proxy gives no connection',
    means: 'The proxy in HTTPS_PROXY is not there, asks for a login, or forbids the host.',
    fix: 'Check HTTPS_PROXY (http://user:password@host:port); hosts to be reached directly go into NO_PROXY.',
  },
  {
    id: 'MLC-AWS-017',
    title: 'The endpoint is no URL',
    means: 'An endpoint is the address of a server, with http:// or https://.',
    fix: 'Correct it where the message says it comes from.',
  },
  {
    id: 'MLC-AWS-018',
    title: 'AWS_CA_BUNDLE holds no certificate',
    means: 'The file is there, but it is no PEM file.',
    fix: 'Point it at a PEM file, or unset it.',
  },
  {
    id: 'MLC-AWS-019',
    title: 'MLCTL_CONNECT_TIMEOUT is no duration',
    means: 'It takes a number of seconds or a duration.',
    fix: 'Write it like 10s or 1m.',
  },
  {
    id: 'MLC-AWS-040',
    title: 'IAM is still writing its credential report',
    means: 'The report on all users takes seconds to minutes in an account with many of them.',
    fix: 'Run the same line again in a minute.',
  },
  {
    id: 'MLC-AWS-041',
    title: 'The profile wants an MFA code',
    means:
      'Its role is only assumed with a code of an MFA device (mfa_serial). mlctl asks for it on a terminal; scripts, CI, --no-input and --json cannot be asked.',
    fix: 'Run it on a terminal, or give the run temporary credentials: aws configure export-credentials --format env prints them.',
  },
  {
    id: 'MLC-AWS-042',
    title: 'The MFA code is not accepted',
    means: 'Codes change every 30 seconds and each is good once.',
    fix: 'Wait for the next code. If it fails again, the clock of the device is wrong or mfa_serial names another device.',
  },
  {
    id: 'MLC-AWS-043',
    title: 'The SSO user may not take the role',
    means:
      'The sign-in is good, but the permission set or the account of the profile is not assigned to it.',
    fix: 'Compare sso_account_id and sso_role_name with what the access portal offers, or have the assignment made.',
  },
]
