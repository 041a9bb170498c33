import { parseS3Uri } from '../../domain/core/arn.ts'
import { OutcomeError, StateError, UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { EndpointRequest } from '../../ports/endpoint-invocations.ts'
import { waitUntil } from '../poll.ts'
import { type Body, requestBody } from './request-body.ts'

export type InvokeRequest = {
  readonly endpointName: string
  readonly body: string | undefined
  readonly file: string | undefined
  readonly contentType: string | undefined
  readonly accept: string | undefined
  readonly variant: string | undefined
  readonly component: string | undefined
  readonly targetModel: string | undefined
  readonly stream: boolean
  /** S3 URI of the request: the endpoint is asynchronous. */
  readonly asyncInput: string | undefined
  /** How often the same request is sent: shows who answers. */
  readonly repeat: number
  readonly out: string | undefined
  readonly wait: boolean
  readonly timeoutMs: number | undefined
}

export type InvokeAnswer = {
  readonly endpointName: string
  /** The variant that answered; with several requests, the last one's. */
  readonly invokedProductionVariant?: string
  readonly contentType?: string
  readonly latencyMs?: number
  readonly bytes: number
  /** The answer as text; absent where it is none, was kept in a file, or is not there yet. */
  readonly text?: string
  readonly out?: string
  readonly streamed: boolean
  /** How many requests each variant answered. */
  readonly answeredBy?: Readonly<Record<string, number>>
  readonly outputLocation?: string
  readonly failureLocation?: string
}

/**
 * Asks an endpoint: at once, in parts, or by way of S3.
 * @throws UsageError MLC-HOST-034 for what cannot be sent; OutcomeError MLC-HOST-010 when the model
 * fails, MLC-HOST-036 when an asynchronous request does.
 */
export const invokeEndpoint = async (
  ports: Ports,
  request: InvokeRequest,
): Promise<InvokeAnswer> => {
  if (request.asyncInput !== undefined) return invokeAsync(ports, request, request.asyncInput)
  if (request.variant !== undefined && request.component !== undefined) {
    throw new UsageError('MLC-HOST-034', '--variant and --component exclude each other.')
  }
  const body = await requestBody(ports, request)
  const asked = requestOf(request, body)
  const answer = request.stream
    ? await invokeStream(ports, request, asked)
    : await invokeWhole(ports, request, asked)
  ports.io.note(
    `answered by ${answer.invokedProductionVariant ?? 'an unnamed variant'} in ${answer.latencyMs ?? '?'} ms`,
  )
  return answer
}

const requestOf = (request: InvokeRequest, { bytes, contentType }: Body): EndpointRequest => ({
  endpointName: request.endpointName,
  body: bytes,
  contentType,
  ...(request.accept === undefined ? {} : { accept: request.accept }),
  ...(request.variant === undefined ? {} : { targetVariant: request.variant }),
  ...(request.component === undefined ? {} : { inferenceComponentName: request.component }),
  ...(request.targetModel === undefined ? {} : { targetModel: request.targetModel }),
})

const invokeWhole = async (
  ports: Ports,
  request: InvokeRequest,
  asked: EndpointRequest,
): Promise<InvokeAnswer> => {
  const answeredBy: Record<string, number> = {}
  for (let sent = 1; ; sent++) {
    const before = ports.clock.now()
    const answer = await ports.endpointInvocations.invoke(asked, ports.io.signal)
    const latencyMs = ports.clock.now() - before
    const who = answer.invokedProductionVariant ?? 'unknown'
    answeredBy[who] = (answeredBy[who] ?? 0) + 1
    if (sent < request.repeat) continue
    return {
      endpointName: request.endpointName,
      ...(answer.invokedProductionVariant === undefined
        ? {}
        : { invokedProductionVariant: answer.invokedProductionVariant }),
      ...(answer.contentType === undefined ? {} : { contentType: answer.contentType }),
      latencyMs,
      bytes: answer.body.length,
      streamed: false,
      ...(await kept(ports, request.out, answer.body)),
      ...(request.repeat > 1 ? { answeredBy } : {}),
    }
  }
}

const invokeStream = async (
  ports: Ports,
  request: InvokeRequest,
  asked: EndpointRequest,
): Promise<InvokeAnswer> => {
  const before = ports.clock.now()
  const { parts, invokedProductionVariant, contentType } =
    await ports.endpointInvocations.invokeStream(asked, ports.io.signal)
  const decoder = new TextDecoder()
  const live = ports.dialogue.live && request.out === undefined
  const chunks: Uint8Array[] = []
  for await (const part of parts) {
    chunks.push(part)
    if (live) ports.dialogue.write(decoder.decode(part, { stream: true }))
  }
  if (live) ports.dialogue.write('\n')
  const body = joined(chunks)
  return {
    endpointName: request.endpointName,
    ...(invokedProductionVariant === undefined ? {} : { invokedProductionVariant }),
    ...(contentType === undefined ? {} : { contentType }),
    latencyMs: ports.clock.now() - before,
    bytes: body.length,
    streamed: live,
    ...(await kept(ports, request.out, body)),
  }
}

const joined = (chunks: readonly Uint8Array[]): Uint8Array => {
  const all = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0))
  let at = 0
  for (const chunk of chunks) {
    all.set(chunk, at)
    at += chunk.length
  }
  return all
}

/** The answer in its file, or as text where it is some. */
const kept = async (
  ports: Pick<Ports, 'files'>,
  out: string | undefined,
  body: Uint8Array,
): Promise<Pick<InvokeAnswer, 'out' | 'text'>> => {
  if (out !== undefined) {
    await ports.files.writeBytes(out, body)
    return { out }
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(body) }
  } catch {
    throw new UsageError('MLC-HOST-034', `The answer is no text (${body.length} bytes).`, {
      hint: 'Keep it in a file: --out <file>',
    })
  }
}

const invokeAsync = async (
  ports: Ports,
  request: InvokeRequest,
  inputLocation: string,
): Promise<InvokeAnswer> => {
  if (parseS3Uri(inputLocation) === undefined || request.stream || request.repeat > 1) {
    throw new UsageError('MLC-HOST-034', '--async-input takes the S3 URI of one request, alone.')
  }
  const queued = await ports.endpointInvocations.invokeAsync({
    endpointName: request.endpointName,
    inputLocation,
    ...(request.contentType === undefined ? {} : { contentType: request.contentType }),
    ...(request.accept === undefined ? {} : { accept: request.accept }),
  })
  const { outputLocation, failureLocation } = queued
  const where = {
    ...(outputLocation === undefined ? {} : { outputLocation }),
    ...(failureLocation === undefined ? {} : { failureLocation }),
  }
  const { endpointName } = request
  if (!request.wait) return { endpointName, bytes: 0, streamed: false, ...where }
  const text = await awaited(ports, { outputLocation, failureLocation }, request)
  const bytes = new TextEncoder().encode(text)
  const { out, ...rest } = await kept(ports, request.out, bytes)
  return {
    endpointName,
    bytes: bytes.length,
    streamed: false,
    ...where,
    ...rest,
    ...(out === undefined ? {} : { out }),
  }
}

type Locations = {
  readonly outputLocation: string | undefined
  readonly failureLocation: string | undefined
}

const awaited = async (
  ports: Ports,
  { outputLocation, failureLocation }: Locations,
  { timeoutMs, endpointName }: InvokeRequest,
): Promise<string> => {
  const output = parseS3Uri(outputLocation ?? '')
  if (output === undefined) {
    throw new StateError('MLC-HOST-034', `${endpointName} did not say where its answer will be.`)
  }
  const failure = parseS3Uri(failureLocation ?? '')
  const { failed } = await waitUntil(ports, {
    what: `the answer of ${endpointName}`,
    resume: `aws s3 cp ${outputLocation} -`,
    timeoutMs,
    everyMs: 5_000,
    read: async () => ({
      done: (await ports.objects.head(output)) !== undefined,
      failed: failure !== undefined && (await ports.objects.head(failure)) !== undefined,
    }),
    isOver: ({ done, failed: over }) => done || over,
  })
  if (!failed || failure === undefined) return ports.objects.getText(output)
  throw new OutcomeError('MLC-HOST-036', `${endpointName} failed on the request.`, {
    why: await ports.objects.getText(failure),
    hint: `Its log: CloudWatch log group /aws/sagemaker/Endpoints/${endpointName}`,
  })
}
