import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { explain } from '../../src/lib/aws/explain.ts'
import { HOSTING_EXPLANATIONS } from '../../src/lib/domain/explain/hosting.ts'
import type { MlctlError } from '../../src/lib/errors.ts'
import { portsAt } from './stage.ts'

type Answer = { readonly status: number; readonly type: string; readonly body: unknown }

const open: { close: () => void }[] = []
afterEach(() => {
  for (const server of open.splice(0)) server.close()
})

/** A service of a later day than the SDK: it writes and reads whatever members it likes. */
const serve = async (
  answer: (operation: string, body: string) => Answer,
): Promise<{ readonly url: string; readonly bodies: readonly string[] }> => {
  const bodies: string[] = []
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let body = ''
    for await (const chunk of request) body += chunk
    bodies.push(body)
    const operation = String(request.headers['x-amz-target'] ?? request.url)
    const { status, type, body: said } = answer(operation, body)
    response.writeHead(status, {
      'content-type': 'application/x-amz-json-1.1',
      'x-amzn-errortype': type,
    })
    response.end(JSON.stringify(said))
  }
  const server = createServer((request, response) => void handle(request, response))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  open.push({
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, bodies }
}

const BODY = {
  ProductionVariants: [{ VariantName: 'a', ModelName: 'm', NewSwitch: { Depth: 3 } }],
  FutureConfig: { On: true },
}

describe('an endpoint config', () => {
  it('is read and cloned with members that the SDK does not know', async () => {
    const { url, bodies } = await serve((operation) =>
      operation.endsWith('DescribeEndpointConfig')
        ? {
            status: 200,
            type: '',
            body: {
              EndpointConfigName: 'one',
              EndpointConfigArn: 'arn',
              CreationTime: 1_700_000_000,
              ...BODY,
            },
          }
        : { status: 200, type: '', body: { EndpointConfigArn: 'arn:two' } },
    )
    const ports = portsAt(url)
    const found = await ports.endpointConfigs.find('one')
    expect(found?.body).toEqual(BODY)
    const { endpointConfigArn } = await ports.endpointConfigs.create({
      endpointConfigName: 'two',
      body: found?.body ?? { ProductionVariants: [] },
      tags: {},
    })
    expect(endpointConfigArn).toBe('arn:two')
    expect(JSON.parse(bodies[1] ?? '')).toEqual({ EndpointConfigName: 'two', ...BODY, Tags: [] })
  })
})

it('a model that fails is quoted, with its status and where its log is', async () => {
  const { url } = await serve(() => ({
    status: 424,
    type: 'ModelError',
    body: { OriginalStatusCode: 500, OriginalMessage: 'out of memory', LogStreamArn: 'arn:log' },
  }))
  const failure: MlctlError = await portsAt(url)
    .endpointInvocations.invoke({ endpointName: 'fraud', body: new Uint8Array([1]) })
    .then(
      () => expect.unreachable(),
      (error: MlctlError) => error,
    )
  expect(failure.message).toBe(
    'The model behind the endpoint fraud failed (HTTP 500): out of memory.',
  )
  expect([failure.code, failure.exitCode]).toEqual(['MLC-HOST-010', 6])
  expect(failure.hint).toContain('arn:log')
  expect(failure.details).toMatchObject({
    originalStatusCode: 500,
    originalMessage: 'out of memory',
  })
})

it.each([
  ['Could not find model "arn:aws:sagemaker:us-east-1:1:model/nope".', 'model nope'],
  ['Could not find endpoint configuration "x".', 'endpoint configuration x'],
])('what SageMaker did not find is named by its own text: %s', (text, named) => {
  const thrown = Object.assign(new Error(text), { name: 'ValidationException' })
  const call = { service: 'sagemaker', operation: 'CreateEndpointConfig' } as const
  const failure = explain(thrown, { ...call, subject: 'endpoint config fraud-1' })
  expect(failure.message).toContain(`no ${named} here`)
})

describe('a refusal of hosting', () => {
  const ARN = 'arn:aws:sagemaker:us-east-1:1:endpoint/fraud'
  it.each([
    [
      'sagemaker',
      'ValidationException',
      `Cannot update in-progress endpoint "${ARN}".`,
      'HOST-001',
      5,
    ],
    ['sagemaker', 'ValidationException', `Could not find endpoint "${ARN}".`, 'AWS-020', 5],
    [
      'sagemaker',
      'ValidationException',
      'Could not find endpoint configuration "x".',
      'AWS-020',
      5,
    ],
    [
      'sagemaker',
      'ValidationException',
      `Cannot create already existing endpoint "${ARN}".`,
      'HOST-002',
      5,
    ],
    ['sagemaker', 'ThrottlingException', 'Rate exceeded', 'AWS-031', 75],
    ['sagemaker', 'ValidationException', 'Rate exceeded', 'AWS-031', 75],
    ['sagemaker', 'ResourceLimitExceeded', 'The account-level service limit', 'HOST-005', 8],
    [
      'sagemaker',
      'ValidationException',
      'ManagedInstanceScaling is only supported for inference component endpoints.',
      'HOST-004',
      5,
    ],
    [
      'sagemaker',
      'ValidationException',
      'The variant name(s) "x" is/are not present within endpoint configuration "y".',
      'HOST-006',
      5,
    ],
    [
      'sagemaker',
      'ValidationException',
      'An Application AutoScaling scalable target exists for a variant being deleted, and the IAM identity does not have application-autoscaling:DeregisterScalableTarget',
      'HOST-003',
      4,
    ],
    ['sagemaker-runtime', 'ValidationError', 'Endpoint x of account 1 not found.', 'AWS-020', 5],
    ['sagemaker-runtime', 'ModelNotReadyException', 'loading', 'HOST-007', 75],
    ['application-autoscaling', 'ObjectNotFoundException', 'No scalable target', 'AWS-020', 5],
    ['application-autoscaling', 'ConcurrentUpdateException', 'again', 'HOST-008', 75],
    ['application-autoscaling', 'FailedResourceAccessException', 'no role', 'HOST-009', 4],
  ] as const)('%s %s: %s is MLC-%s', (service, name, message, id, exitCode) => {
    const thrown = Object.assign(new Error(message), { name, $metadata: { httpStatusCode: 400 } })
    const explained = explain(thrown, { service, operation: 'UpdateEndpoint', subject: 'it' })
    expect([explained.code, explained.exitCode]).toEqual([`MLC-${id}`, exitCode])
  })

  it('has an explanation for each id', () => {
    const ids = HOSTING_EXPLANATIONS.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
  })
})
