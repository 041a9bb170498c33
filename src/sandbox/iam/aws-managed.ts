import known from './aws-managed.json' with { type: 'json' }
import { ADMINISTRATOR } from './records.ts'

const everything = (actions: readonly string[]): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
  })

/** Documents as AWS published them, with their version of October 2026 in the file. */
const published = Object.entries(known).map(([arn, { document }]): [string, string] => [
  arn,
  JSON.stringify(document),
])

/**
 * The AWS managed policies that the sandbox knows, by ARN.
 * Source: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/
 */
export const AWS_MANAGED: Readonly<Record<string, string>> = {
  [ADMINISTRATOR]: everything(['*']),
  'arn:aws:iam::aws:policy/AmazonS3FullAccess': everything(['s3:*', 's3-object-lambda:*']),
  'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess': everything([
    's3:Get*',
    's3:List*',
    's3:Describe*',
    's3-object-lambda:Get*',
    's3-object-lambda:List*',
  ]),
  ...Object.fromEntries(published),
}
