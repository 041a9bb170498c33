import type {
  InvokeEndpointWithResponseStreamCommandInput,
  ResponseStream,
} from '@aws-sdk/client-sagemaker-runtime'
import type { EndpointInvocations, EndpointRequest } from '../ports/endpoint-invocations.ts'
import type { AwsSession, What } from './session.ts'
import { present } from './values.ts'

export const endpointInvocationsOf = (aws: AwsSession): EndpointInvocations => ({
  invoke: async (request, signal) => {
    const answer = await aws.sageMakerRuntime(
      what('InvokeEndpoint', request.endpointName),
      (client, sdk) =>
        client.send(
          new sdk.InvokeEndpointCommand({
            ...input(request),
            ...present({ TargetModel: request.targetModel }),
          }),
          abortable(signal),
        ),
    )
    return {
      body: answer.Body ?? new Uint8Array(),
      ...answered(answer),
      ...present({ newSessionId: answer.NewSessionId }),
    }
  },
  invokeStream: async (request, signal) => {
    const asked = what('InvokeEndpointWithResponseStream', request.endpointName)
    const answer = await aws.sageMakerRuntime(asked, (client, sdk) =>
      client.send(
        new sdk.InvokeEndpointWithResponseStreamCommand(input(request)),
        abortable(signal),
      ),
    )
    return { parts: parts(aws, asked, answer.Body ?? nothing()), ...answered(answer) }
  },
  invokeAsync: async (request) => {
    const answer = await aws.sageMakerRuntime(
      what('InvokeEndpointAsync', request.endpointName),
      (client, sdk) =>
        client.send(
          new sdk.InvokeEndpointAsyncCommand({
            EndpointName: request.endpointName,
            InputLocation: request.inputLocation,
            ...present({
              ContentType: request.contentType,
              Accept: request.accept,
              CustomAttributes: request.customAttributes,
              InferenceId: request.inferenceId,
              RequestTTLSeconds: request.requestTtlSeconds,
              InvocationTimeoutSeconds: request.invocationTimeoutSeconds,
            }),
          }),
        ),
    )
    return present({
      inferenceId: answer.InferenceId,
      outputLocation: answer.OutputLocation,
      failureLocation: answer.FailureLocation,
    })
  },
})

const what = (operation: string, endpointName: string): What => ({
  operation,
  subject: `endpoint ${endpointName}`,
})

const abortable = (abortSignal: AbortSignal | undefined) => present({ abortSignal })

const input = (request: EndpointRequest): InvokeEndpointWithResponseStreamCommandInput => ({
  EndpointName: request.endpointName,
  Body: request.body,
  ...present({
    ContentType: request.contentType,
    Accept: request.accept,
    CustomAttributes: request.customAttributes,
    TargetVariant: request.targetVariant,
    TargetContainerHostname: request.targetContainerHostname,
    InferenceComponentName: request.inferenceComponentName,
    InferenceId: request.inferenceId,
    SessionId: request.sessionId,
  }),
})

const answered = (answer: {
  ContentType?: string | undefined
  InvokedProductionVariant?: string | undefined
  CustomAttributes?: string | undefined
}) =>
  present({
    contentType: answer.ContentType,
    invokedProductionVariant: answer.InvokedProductionVariant,
    customAttributes: answer.CustomAttributes,
  })

/** The service's parts; a failure in the middle is explained like one at the start. */
async function* parts(
  aws: AwsSession,
  asked: What,
  stream: AsyncIterable<ResponseStream>,
): AsyncGenerator<Uint8Array> {
  const events = stream[Symbol.asyncIterator]()
  try {
    for (;;) {
      const { done, value } = await aws.sageMakerRuntime(asked, () => events.next())
      if (done) return
      const bytes = value.PayloadPart?.Bytes
      if (bytes !== undefined) yield bytes
      const failure = value.ModelStreamError ?? value.InternalStreamFailure
      if (failure !== undefined) await aws.sageMakerRuntime(asked, () => Promise.reject(failure))
    }
  } finally {
    await events.return?.()
  }
}

async function* nothing(): AsyncGenerator<ResponseStream> {}
