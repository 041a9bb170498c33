import type { PolicyBundle } from './documents.ts'

/**
 * The bundle as a CloudFormation template: AWS::IAM::ManagedPolicy, or AWS::IAM::Role with its inline
 * policies. Members: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_IAM.html.
 */
export const cloudFormationOf = ({
  policies,
  role,
}: PolicyBundle): Readonly<Record<string, unknown>> => ({
  AWSTemplateFormatVersion: '2010-09-09',
  Description: role === undefined ? 'Policies for users of mlctl' : role.description,
  Resources:
    role === undefined ? managed(policies) : { [logicalId(role.name)]: roleOf(policies, role) },
})

const managed = (policies: PolicyBundle['policies']) =>
  Object.fromEntries(
    policies.map(({ name, document }) => [
      logicalId(`mlctl-${name}`),
      {
        Type: 'AWS::IAM::ManagedPolicy',
        Properties: { ManagedPolicyName: `mlctl-${name}`, PolicyDocument: document },
      },
    ]),
  )

const roleOf = (policies: PolicyBundle['policies'], role: NonNullable<PolicyBundle['role']>) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    RoleName: role.name,
    Description: role.description,
    AssumeRolePolicyDocument: role.trust,
    ...(role.boundary === undefined ? {} : { PermissionsBoundary: role.boundary }),
    Policies: policies.map(({ document }) => ({
      PolicyName: role.policyName,
      PolicyDocument: document,
    })),
    Tags: Object.entries(role.tags).map(([Key, Value]) => ({ Key, Value })),
  },
})

/** Logical ids have letters and digits alone. */
const logicalId = (name: string): string =>
  name
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')
    .map((word) => `${word[0]?.toUpperCase() ?? ''}${word.slice(1)}`)
    .join('')
