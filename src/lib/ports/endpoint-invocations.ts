/**
 * SageMaker runtime: ask an endpoint. A model that answers with an error is an OutcomeError
 * MLC-HOST-010 whose details carry what the model said: `originalStatusCode`, `originalMessage`,
 * `logStreamArn`, each where it is known.
 */
export interface EndpointInvocations {
  invoke(request: EndpointRequest, signal?: AbortSignal): Promise<EndpointAnswer>
  /** The parts of the answer as they arrive. */
  invokeStream(request: EndpointRequest, signal?: AbortSignal): Promise<EndpointAnswerStream>
  /** Queues a request; the answer is written to S3. */
  invokeAsync(request: AsyncEndpointRequest): Promise<AsyncEndpointAnswer>
}

export type EndpointRequest = {
  readonly endpointName: string
  /** At most 6,291,456 bytes. */
  readonly body: Uint8Array
  readonly contentType?: string
  readonly accept?: string
  readonly customAttributes?: string
  /** Sends the request to this variant, whatever the weights. */
  readonly targetVariant?: string
  /** The model of a multi-model endpoint. */
  readonly targetModel?: string
  readonly targetContainerHostname?: string
  readonly inferenceComponentName?: string
  /** An id that data capture writes beside the request. */
  readonly inferenceId?: string
  readonly sessionId?: string
}

type Answered = {
  readonly contentType?: string
  /** The variant that answered. */
  readonly invokedProductionVariant?: string
  readonly customAttributes?: string
}

export type EndpointAnswer = Answered & {
  readonly body: Uint8Array
  readonly newSessionId?: string
}

export type EndpointAnswerStream = Answered & { readonly parts: AsyncIterable<Uint8Array> }

export type AsyncEndpointRequest = {
  readonly endpointName: string
  readonly inputLocation: string
  readonly contentType?: string
  readonly accept?: string
  readonly customAttributes?: string
  readonly inferenceId?: string
  readonly requestTtlSeconds?: number
  readonly invocationTimeoutSeconds?: number
}

export type AsyncEndpointAnswer = {
  readonly inferenceId?: string
  /** S3 URI where the answer will be. */
  readonly outputLocation?: string
  /** S3 URI where a failure will be described. */
  readonly failureLocation?: string
}
