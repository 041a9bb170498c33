import { error, type MethodCase, pages } from '../stage.ts'

const CREATED = new Date('2026-11-02T03:04:05Z')
const TRUST = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*%' }] }
const POLICY = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*' }] }
const encoded = (document: unknown) => encodeURIComponent(JSON.stringify(document))

const role = (RoleName: string) => ({
  Path: '/',
  RoleName,
  RoleId: 'AROAEXAMPLEEXAMPLE12',
  Arn: `arn:aws:iam::123456789012:role/${RoleName}`,
  CreateDate: CREATED,
  AssumeRolePolicyDocument: encoded(TRUST),
})
const summaryView = (roleName: string) => ({
  roleName,
  arn: `arn:aws:iam::123456789012:role/${roleName}`,
  trustPolicy: TRUST,
})

const USER = 'arn:aws:iam::123456789012:user/ci'

export const iamMethods: readonly MethodCase[] = [
  {
    method: 'roles.find with all its policies, over several pages',
    run: (ports) => ports.roles.find('ft'),
    replies: {
      'iam.GetRole': {
        Role: {
          ...role('ft'),
          Tags: [{ Key: 'team', Value: 'risk' }],
          PermissionsBoundary: {
            PermissionsBoundaryType: 'PermissionsBoundaryPolicy',
            PermissionsBoundaryArn: 'arn:aws:iam::123456789012:policy/edge',
          },
        },
      },
      'iam.ListRolePolicies': pages('Marker', [
        { PolicyNames: ['one'], IsTruncated: true, Marker: '1' },
        { PolicyNames: ['two'], IsTruncated: false },
      ]),
      'iam.GetRolePolicy': ({ input }) => ({
        RoleName: 'ft',
        PolicyName: input.PolicyName,
        PolicyDocument: encoded(POLICY),
      }),
      'iam.ListAttachedRolePolicies': pages('Marker', [
        {
          AttachedPolicies: [
            { PolicyName: 'shared', PolicyArn: 'arn:aws:iam::123456789012:policy/shared' },
          ],
          IsTruncated: false,
        },
      ]),
      'iam.GetPolicy': { Policy: { PolicyName: 'shared', DefaultVersionId: 'v3' } },
      'iam.GetPolicyVersion': ({ input }) => ({
        PolicyVersion: { Document: encoded({ ...POLICY, Id: input.VersionId }) },
      }),
    },
    gives: {
      ...summaryView('ft'),
      createdAt: '2026-11-02T03:04:05Z',
      tags: { team: 'risk' },
      permissionsBoundaryArn: 'arn:aws:iam::123456789012:policy/edge',
      permissionsBoundaryPolicy: { ...POLICY, Id: 'v3' },
      inlinePolicies: [
        { name: 'one', policy: POLICY },
        { name: 'two', policy: POLICY },
      ],
      attachedPolicies: [
        {
          name: 'shared',
          arn: 'arn:aws:iam::123456789012:policy/shared',
          policy: { ...POLICY, Id: 'v3' },
        },
      ],
    },
    calls: [
      'GetPolicy',
      'GetPolicy',
      'GetPolicyVersion',
      'GetPolicyVersion',
      'GetRole',
      'GetRolePolicy',
      'GetRolePolicy',
      'ListAttachedRolePolicies',
      'ListRolePolicies',
      'ListRolePolicies',
    ],
  },
  {
    method: 'roles.find of nothing',
    run: (ports) => ports.roles.find('ghost'),
    replies: { 'iam.GetRole': error('NoSuchEntity', 'The role ghost cannot be found.', 404) },
    gives: undefined,
    calls: ['GetRole'],
  },
  {
    method: 'roles.list over several pages',
    run: (ports) => ports.roles.list(),
    replies: {
      'iam.ListRoles': pages('Marker', [
        { Roles: [role('a')], IsTruncated: true, Marker: '1' },
        { Roles: [role('b')], IsTruncated: false },
      ]),
    },
    gives: [summaryView('a'), summaryView('b')],
    calls: ['ListRoles', 'ListRoles'],
  },
  {
    method: 'roles.create',
    run: (ports) =>
      ports.roles.create({
        roleName: 'ft',
        description: 'For customization jobs',
        trustPolicy: TRUST,
        permissionsBoundaryArn: 'arn:aws:iam::123456789012:policy/edge',
        tags: { team: 'risk' },
      }),
    replies: {
      'iam.CreateRole': ({ input }) =>
        input.AssumeRolePolicyDocument === JSON.stringify(TRUST) &&
        JSON.stringify(input.Tags) === '[{"Key":"team","Value":"risk"}]'
          ? { Role: role('ft') }
          : { $error: { code: 'MalformedPolicyDocument', message: JSON.stringify(input) } },
    },
    gives: { arn: 'arn:aws:iam::123456789012:role/ft' },
    calls: ['CreateRole'],
  },
  {
    method: 'roles.updateTrust',
    run: (ports) => ports.roles.updateTrust('ft', TRUST),
    gives: undefined,
    calls: ['UpdateAssumeRolePolicy'],
  },
  {
    method: 'roles.putInlinePolicy',
    run: (ports) => ports.roles.putInlinePolicy('ft', 'mlctl', POLICY),
    gives: undefined,
    calls: ['PutRolePolicy'],
  },
  {
    method:
      'roles.simulate: one call per resource and context, answers in the order of the questions',
    run: (ports) =>
      ports.roles.simulate(USER, [
        { action: 's3:GetObject', resource: 'arn:aws:s3:::data/*' },
        { action: 'iam:PassRole', resource: '*', context: { 'iam:PassedToService': 'x' } },
        { action: 's3:PutObject', resource: 'arn:aws:s3:::data/*' },
      ]),
    replies: {
      'iam.SimulatePrincipalPolicy': ({ input }) => ({
        EvaluationResults: (input.ActionNames as string[]).map((EvalActionName) => ({
          EvalActionName,
          EvalDecision: EvalActionName === 's3:PutObject' ? 'explicitDeny' : 'allowed',
          MissingContextValues: EvalActionName === 'iam:PassRole' ? ['aws:SourceIp'] : [],
        })),
        IsTruncated: false,
      }),
    },
    gives: [
      {
        action: 's3:GetObject',
        resource: 'arn:aws:s3:::data/*',
        decision: 'allowed',
        missingContextKeys: [],
      },
      {
        action: 'iam:PassRole',
        resource: '*',
        context: { 'iam:PassedToService': 'x' },
        decision: 'allowed',
        missingContextKeys: ['aws:SourceIp'],
      },
      {
        action: 's3:PutObject',
        resource: 'arn:aws:s3:::data/*',
        decision: 'explicitDeny',
        missingContextKeys: [],
      },
    ],
    calls: ['SimulatePrincipalPolicy', 'SimulatePrincipalPolicy'],
  },
]
