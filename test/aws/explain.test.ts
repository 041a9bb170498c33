import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { AwsCall } from '../../src/lib/aws/case.ts'
import { explain } from '../../src/lib/aws/explain.ts'
import { AWS_EXPLANATIONS } from '../../src/lib/domain/explain/aws.ts'
import { UsageError } from '../../src/lib/errors.ts'

const CALL: AwsCall = {
  service: 'bedrock',
  operation: 'CreateModelCustomizationJob',
  subject: 'customization job fraud-1',
}

/** As the SDK throws: `name` and `message`, the rest in hidden or `$` members. */
const thrown = (
  name: string,
  message: string,
  more: { status?: number; code?: string; headers?: Record<string, string> } = {},
): Error =>
  Object.assign(new Error(message), {
    name,
    $metadata: { httpStatusCode: more.status, requestId: 'r-1' },
    ...(more.code === undefined ? {} : { code: more.code }),
    ...(more.headers === undefined ? {} : { $response: { headers: more.headers } }),
  })

const SCP =
  'User: arn:aws:sts::1:assumed-role/r is not authorized to perform: bedrock:CreateModelCustomizationJob with an explicit deny in a service control policy'

describe('a failure of AWS', () => {
  it.each([
    // Keys and policies
    [5, '036', thrown('DisabledException', 'arn:… is disabled.', { status: 400 })],
    [5, '036', thrown('KMSInvalidStateException', 'arn:… is pending deletion.', { status: 409 })],
    [5, '036', thrown('KMS.DisabledException', 'arn:… is disabled.', { status: 400 })],
    [5, '024', thrown('AlreadyExistsException', 'An alias with the name …', { status: 400 })],
    // Permission
    [4, '003', thrown('AccessDenied', 'Access Denied', { status: 403 })],
    [4, '003', thrown('AccessDeniedException', 'no', { status: 403 })],
    [4, '003', thrown('UnauthorizedOperation', 'no', { status: 403 })],
    [4, '003', thrown('UnknownError', '', { status: 403 })],
    [4, '003', thrown('Oddity', 'X is not authorized to perform: s3:GetObject on resource: y')],
    [4, '002', thrown('AccessDeniedException', SCP, { status: 403 })],
    [4, '002', thrown('AccessDenied', 'with an explicit deny in an identity-based policy')],
    // Credentials
    [4, '001', thrown('CredentialsProviderError', 'Could not load credentials from any providers')],
    [
      4,
      '006',
      thrown(
        'CredentialsProviderError',
        'The SSO session associated with this profile has expired. To refresh this SSO session run aws sso login',
      ),
    ],
    [
      4,
      '006',
      thrown(
        'TokenProviderError',
        "Token is expired. To refresh this SSO session run 'aws sso login'",
      ),
    ],
    [4, '005', thrown('ExpiredToken', 'The provided token has expired.', { status: 400 })],
    [
      4,
      '005',
      thrown('ExpiredTokenException', 'The security token included in the request is expired'),
    ],
    [
      4,
      '007',
      thrown('InvalidClientTokenId', 'The security token included in the request is invalid'),
    ],
    [
      4,
      '007',
      thrown('UnrecognizedClientException', 'The security token is invalid', { status: 403 }),
    ],
    [4, '007', thrown('InvalidAccessKeyId', 'no such key', { status: 403 })],
    [
      4,
      '008',
      thrown('SignatureDoesNotMatch', 'The request signature we calculated does not match', {
        status: 403,
      }),
    ],
    [
      4,
      '010',
      thrown('SignatureDoesNotMatch', 'Signature expired: 20261122T100000Z is now earlier than', {
        status: 403,
      }),
    ],
    [4, '010', thrown('RequestTimeTooSkewed', 'too large', { status: 403 })],
    [4, '011', thrown('OptInRequired', 'not subscribed', { status: 403 })],
    [2, '009', thrown('Error', 'Region is missing')],
    // Temporary
    [75, '031', thrown('ThrottlingException', 'Rate exceeded', { status: 429 })],
    [75, '031', thrown('Throttling', 'Rate exceeded', { status: 400 })],
    [75, '031', thrown('TooManyRequestsException', 'slower', { status: 429 })],
    [75, '031', thrown('SlowDown', 'Please reduce your request rate.', { status: 503 })],
    [75, '032', thrown('InternalServerException', 'oops', { status: 500 })],
    [75, '032', thrown('InternalFailure', 'oops', { status: 500 })],
    [75, '032', thrown('ServiceUnavailableException', 'busy', { status: 503 })],
    [75, '032', thrown('SyntaxError', 'Unexpected token < in JSON at position 0', { status: 503 })],
    [75, '033', thrown('SyntaxError', 'Unexpected token < in JSON at position 0', { status: 200 })],
    [
      75,
      '033',
      thrown('TypeError', 'Invalid RFC-3339 value\n  Deserialization error', { status: 200 }),
    ],
    [75, '014', thrown('TimeoutError', 'socket hang up', { code: 'ECONNRESET' })],
    [75, '014', thrown('Error', 'read ECONNRESET', { code: 'ECONNRESET' })],
    [75, '014', thrown('Error', 'write EPIPE', { code: 'EPIPE' })],
    [
      75,
      '013',
      thrown('Error', 'getaddrinfo ENOTFOUND bedrock.us-moon-1.amazonaws.com', {
        code: 'ENOTFOUND',
      }),
    ],
    [75, '013', thrown('Error', 'connect ECONNREFUSED 10.0.0.1:443', { code: 'ECONNREFUSED' })],
    [75, '016', thrown('Error', 'the proxy answered 407', { code: 'EPROXY' })],
    [2, '015', thrown('Error', 'self-signed certificate', { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })],
    [2, '015', thrown('Error', 'unable to verify', { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' })],
    // Not there, or not in this state
    [5, '020', thrown('ResourceNotFoundException', 'Could not find it', { status: 404 })],
    [5, '020', thrown('NoSuchEntityException', 'The role cannot be found.', { status: 404 })],
    [5, '020', thrown('NoSuchBucket', 'none', { status: 404 })],
    [5, '020', thrown('NotFound', '', { status: 404 })],
    [5, '020', thrown('ValidationException', 'Could not find endpoint "x".', { status: 400 })],
    [
      5,
      '021',
      thrown('ValidationException', 'The provided model identifier is invalid.', { status: 400 }),
    ],
    [
      5,
      '022',
      thrown(
        'ValidationException',
        "Invocation of model ID x with on-demand throughput isn't supported. Retry",
        { status: 400 },
      ),
    ],
    [5, '024', thrown('ConflictException', 'exists', { status: 400 })],
    [5, '024', thrown('EntityAlreadyExistsException', 'exists', { status: 409 })],
    [5, '025', thrown('PermanentRedirect', 'elsewhere', { status: 301 })],
    [5, '027', thrown('ModelNotReadyException', 'wait', { status: 429 })],
    [
      5,
      '028',
      thrown(
        'ValidationException',
        'Could not validate GetObject permissions to access Amazon S3 bucket: B at key K',
        { status: 400 },
      ),
    ],
    [
      5,
      '028',
      thrown(
        'ValidationException',
        'Amazon S3 perms missing (PutObject): Could not validate PutObject permissions',
        { status: 400 },
      ),
    ],
    [5, '029', thrown('BucketAlreadyExists', 'taken', { status: 409 })],
    [5, '034', thrown('ValidationException', '1 validation error detected', { status: 400 })],
    [5, '034', thrown('MalformedPolicyDocument', 'bad', { status: 400 })],
    [
      8,
      '023',
      thrown(
        'ServiceQuotaExceededException',
        'Your account does not currently have any no commitment model units reserved for x.',
        { status: 400 },
      ),
    ],
    [8, '023', thrown('LimitExceeded', 'too many roles', { status: 409 })],
    [130, '030', thrown('AbortError', 'Request aborted')],
    [1, '099', thrown('TypeError', 'x is not a function')],
    [1, '099', 'a thrown text'],
  ])('exit %i, MLC-AWS-%s: %s', (exitCode, id, error) => {
    const explained = explain(error, CALL)
    expect([explained.code, explained.exitCode]).toEqual([`MLC-AWS-${id}`, exitCode])
    expect(explained.cause).toBe(error)
  })

  it('keeps the text of the service, its request id and the IAM action', () => {
    const explained = explain(thrown('AccessDeniedException', 'not yours', { status: 403 }), CALL)
    expect(explained.why).toBe('not yours')
    expect(explained.requestId).toBe('r-1')
    expect(explained.message).toContain('bedrock:CreateModelCustomizationJob')
    expect(explained.hint).toContain('bedrock:CreateModelCustomizationJob')
    expect(explained.details).toMatchObject({ awsError: 'AccessDeniedException', httpStatus: 403 })
  })

  it.each([
    ['s3', 'HeadBucket', 's3:ListBucket'],
    ['s3', 'UploadPart', 's3:PutObject'],
    ['bedrock-runtime', 'ConverseStream', 'bedrock:InvokeModelWithResponseStream'],
    ['service-quotas', 'GetServiceQuota', 'servicequotas:GetServiceQuota'],
  ] as const)('%s.%s needs %s', (service, operation, action) => {
    const denied = thrown('AccessDenied', 'Access Denied', { status: 403 })
    const explained = explain(denied, { service, operation, subject: 'it' })
    expect(explained.details?.iamAction).toBe(action)
  })

  it('names the action that AWS names: a job is refused for iam:PassRole', () => {
    const text = 'User: u is not authorized to perform: iam:PassRole on resource: r'
    const explained = explain(thrown('AccessDeniedException', text, { status: 403 }), CALL)
    expect(explained.message).toContain('iam:PassRole')
  })

  it('names the profile to sign in with', () => {
    const expired = thrown('CredentialsProviderError', 'The SSO session has expired')
    expect(explain(expired, { ...CALL, profile: 'dev' }).hint).toBe(
      'Sign in again: aws sso login --profile dev',
    )
  })

  it('says that nothing listens at a refused loopback endpoint, localhost in both families too', () => {
    const endpoint = 'http://localhost:4566'
    const both = Object.assign(new AggregateError([new Error('a')], ''), { code: 'ECONNREFUSED' })
    const explained = explain(both, { ...CALL, endpoint })
    expect([explained.code, explained.message]).toEqual([
      'MLC-AWS-012',
      'Nothing listens at http://localhost:4566.',
    ])
  })

  it('says where the bucket is', () => {
    const headers = { 'x-amz-bucket-region': 'eu-west-1' }
    const explained = explain(thrown('UnknownError', '', { status: 301, headers }), CALL)
    expect(explained.message).toContain('eu-west-1')
    expect(explained.details?.bucketRegion).toBe('eu-west-1')
  })

  it('passes on what is explained already', () => {
    const own = new UsageError('MLC-AWS-009', 'No AWS region is set.')
    expect(explain(own, CALL)).toBe(own)
  })

  it.each([
    'https://b.s3.amazonaws.com/k?X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F2026&X-Amz-Signature=s3cr3t&X-Amz-Security-Token=s3cr3t',
    'canonical: x-amz-security-token:s3cr3t\nhost:x',
    'Authorization: AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/x, Signature=s3cr3t',
    'The key AKIAIOSFODNN7EXAMPLE is bad; aws_secret_access_key = s3cr3t',
  ])('shows no secret of %s', (text) => {
    const shown = JSON.stringify(explain(thrown('Oddity', text, { status: 400 }), CALL))
    const { message, why, hint } = explain(thrown('Oddity', text, { status: 400 }), CALL)
    expect(`${shown}${message}${why}${hint}`).not.toMatch(/s3cr3t|IOSFODNN7/)
  })
})

it('every id of the AWS edge has an explanation, and none has two', () => {
  const folder = join(import.meta.dirname, '../../src/lib/aws')
  const used = readdirSync(folder)
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => readFileSync(join(folder, file), 'utf8').match(/MLC-AWS-\d{3}/g) ?? [])
  const explained = AWS_EXPLANATIONS.map(({ id }) => id)
  expect([...new Set(used)].sort()).toEqual([...explained].sort())
})

it('a bucket that is not there is called a bucket, whatever was looked for in it', () => {
  const call = {
    service: 's3',
    operation: 'PutObject',
    subject: 'object s3://acme-ml/a.jsonl',
  } as const
  const error = explain(
    thrown('NoSuchBucket', 'The specified bucket does not exist', { status: 404 }),
    call,
  )
  expect(error.message).toBe('There is no bucket for the object s3://acme-ml/a.jsonl.')
  expect(error).toMatchObject({
    code: 'MLC-AWS-020',
    hint: expect.stringContaining('Check the name'),
  })
})
