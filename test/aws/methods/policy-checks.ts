import { error, type MethodCase } from '../stage.ts'

const POLICY = { Version: '2012-10-17', Statement: [] }

const FOUND = {
  findingType: 'SECURITY_WARNING',
  issueCode: 'PASS_ROLE_WITH_STAR_IN_RESOURCE',
  findingDetails: 'Using the iam:PassRole action with wildcards…',
  learnMoreLink: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/x.html',
  locations: [
    {
      path: [{ value: 'Statement' }, { index: 0 }, { value: 'Action' }, { index: 1 }],
      span: {
        start: { line: 1, column: 0, offset: 0 },
        end: { line: 1, column: 1, offset: 1 },
      },
    },
  ],
}

const DENIED =
  'User: arn:aws:iam::123456789012:user/ci is not authorized to perform: access-analyzer:ValidatePolicy on resource: arn:aws:access-analyzer:us-east-1:123456789012:*'

/** Judged by the models of src/sandbox: ../shared/aws-models does not have Access Analyzer. */
export const policyCheckMethods: readonly MethodCase[] = [
  {
    method: 'policyChecks.validate over several pages',
    run: (ports) =>
      ports.policyChecks.validate({
        document: POLICY,
        type: 'RESOURCE_POLICY',
        resourceType: 'AWS::S3::Bucket',
      }),
    replies: {
      'accessanalyzer.ValidatePolicy': ({ input }) =>
        input.policyDocument !== JSON.stringify(POLICY)
          ? { findings: [] }
          : input.nextToken === undefined
            ? { findings: [FOUND], nextToken: '1' }
            : { findings: [{ ...FOUND, locations: [] }] },
    },
    gives: [
      {
        type: 'SECURITY_WARNING',
        issueCode: 'PASS_ROLE_WITH_STAR_IN_RESOURCE',
        details: FOUND.findingDetails,
        link: FOUND.learnMoreLink,
        path: 'Statement/0/Action/1',
      },
      {
        type: 'SECURITY_WARNING',
        issueCode: 'PASS_ROLE_WITH_STAR_IN_RESOURCE',
        details: FOUND.findingDetails,
        link: FOUND.learnMoreLink,
      },
    ],
    calls: ['ValidatePolicy', 'ValidatePolicy'],
  },
  {
    method: 'policyChecks.validate by somebody who may not ask',
    run: (ports) =>
      ports.policyChecks
        .validate({ document: POLICY, type: 'IDENTITY_POLICY' })
        .catch(({ exitCode, details }) => [exitCode, details.iamAction]),
    replies: { 'accessanalyzer.ValidatePolicy': error('AccessDeniedException', DENIED, 403) },
    gives: [4, 'access-analyzer:ValidatePolicy'],
    calls: ['ValidatePolicy'],
  },
]
