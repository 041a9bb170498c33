import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { accountIn, SANDBOX_ACCOUNT } from './account.ts'
import { answerFront, isForFront } from './ecr/front.ts'
import { authorize } from './iam/authorize.ts'
import { noteKeyUse } from './iam/key-use.ts'
import { refusalOf } from './model/refusal.ts'
import { createNeighbours } from './neighbours.ts'
import { type Call, type Documents, ServiceError } from './service.ts'
import { loadService } from './services.ts'
import { recordCall } from './state/audit.ts'
import { requireKnownFormat } from './state/claim.ts'
import { clockError, createClock, parseClock, type RunningClock } from './state/clock.ts'
import { createDocuments } from './state/documents.ts'
import { type FaultRule, parseFaults, takeFault } from './state/faults.ts'
import { readSeed } from './state/seed.ts'
import { SandboxStateError } from './state/state-error.ts'
import { callerOf } from './sts/callers.ts'
import { decodeInput, readForm } from './wire/decode.ts'
import { encodeOutput } from './wire/encode.ts'
import { encodeError } from './wire/encode-error.ts'
import { faultAnswer } from './wire/fault-answer.ts'
import { identify, signatureOf, type Target } from './wire/identify.ts'
import { ConnectionResetError, type WireRequest, type WireResponse } from './wire/message.ts'

export type EngineOptions = {
  /** The state directory; made when the first call changes something. */
  readonly directory: string
  /** Overrides the persisted clock (`MLCTL_SANDBOX_CLOCK`). */
  readonly clock?: string | undefined
  /** Rules in JSON besides the persisted ones (`MLCTL_SANDBOX_FAULTS`). */
  readonly faults?: string | undefined
  /** Command of a container engine that may run jobs (`MLCTL_SANDBOX_ENGINE`). */
  readonly containerEngine?: string | undefined
}

/** The sandbox: answers AWS requests from the files of one directory. Holds nothing in memory. */
export type Engine = {
  readonly directory: string
  readonly documents: Documents
  readonly clock: RunningClock
  readonly extraFaults: readonly FaultRule[]
  readonly containerEngine?: string
  /**
   * Answers one request. Rejects with SandboxStateError when the directory cannot be used and with
   * ConnectionResetError when a fault says that no answer arrives.
   */
  handle(request: WireRequest): Promise<WireResponse>
}

/** Signing names of services that are asked by forms, at least by some clients. */
const QUERY_SERVICES = ['iam', 'sts', 'monitoring', 'ec2']

/** An engine over a state directory. Throws RangeError for a clock or faults it cannot read. */
export const createEngine = (options: EngineOptions): Engine => {
  const documents = createDocuments(options.directory)
  if (options.clock && parseClock(options.clock) === undefined) throw clockError(options.clock)
  const parts = {
    directory: options.directory,
    documents,
    clock: createClock(documents, options.clock),
    extraFaults: options.faults ? parseFaults(options.faults) : [],
    ...(options.containerEngine ? { containerEngine: options.containerEngine } : {}),
  }
  return {
    ...parts,
    handle: async (request) =>
      isForFront(request) ? answerFront(parts, request) : handle(parts, request),
  }
}

type Parts = Omit<Engine, 'handle'>

const handle = async (parts: Parts, raw: WireRequest): Promise<WireResponse> => {
  const requestId = randomUUID()
  const signed = signatureOf(raw)
  const isQuery = QUERY_SERVICES.includes(signed?.service ?? '')
  const form = isQuery ? await readForm(raw) : undefined
  const target = await identify(raw, form)
  const record = (status: number, errorCode?: string) =>
    recordCall(parts.directory, {
      time: new Date(parts.clock.now()).toISOString(),
      service: target?.model.service ?? signed?.service ?? 'unknown',
      operation: target?.operation ?? `${raw.method} (unknown)`,
      region: signed?.region ?? '',
      caller: callerOf(parts.documents, signed?.accessKeyId ?? '').arn,
      requestId,
      status,
      ...(errorCode === undefined ? {} : { errorCode }),
    })
  try {
    requireKnownFormat(parts.directory)
    const { response, code } =
      target === undefined
        ? { response: strayAnswer(raw, requestId), code: 'UnknownService' }
        : await answerTarget(parts, target, { form, requestId })
    record(response.status, code)
    return { ...response, headers: { date: new Date().toUTCString(), ...response.headers } }
  } catch (error) {
    // Nothing was answered; the log still tells what was asked, and perhaps done.
    if (error instanceof ConnectionResetError) record(0, 'ConnectionReset')
    if (error instanceof SandboxStateError && target !== undefined) {
      error.answer = stateAnswer(target, error, requestId)
    }
    throw error
  }
}

/** What a client of the service can read of a state directory that cannot be used. */
const stateAnswer = (
  { model, operation, request }: Target,
  error: SandboxStateError,
  requestId: string,
): WireResponse => {
  const code = model.protocol === 'rest-xml' ? 'InternalError' : 'InternalFailure'
  const known = new ServiceError(code, error.message, 500)
  return encodeError(model, { operation, error: known, requestId, method: request.method })
}

/** Nothing the sandbox knows was asked: unsigned, or signed for a service it does not have. */
const strayAnswer = (request: WireRequest, requestId: string): WireResponse => {
  const service = signatureOf(request)?.service
  const code = service === undefined ? 'MissingAuthenticationToken' : 'UnknownOperationException'
  const message =
    service === undefined ? 'Missing Authentication Token' : `The sandbox does not have ${service}.`
  return {
    status: service === undefined ? 403 : 404,
    headers: {
      'content-type': 'application/json',
      'x-amzn-errortype': code,
      'x-amzn-requestid': requestId,
    },
    body: Buffer.from(JSON.stringify({ __type: code, message })),
  }
}

type Asked = { readonly form: URLSearchParams | undefined; readonly requestId: string }
type Answer = { readonly response: WireResponse; readonly code?: string }

const answerTarget = async (parts: Parts, target: Target, asked: Asked): Promise<Answer> => {
  const { model, operation, request } = target
  try {
    if (operation === undefined) throw unknownOperation(target)
    const name = `${model.service}.${operation}`
    const fault = takeFault(parts.documents, parts.extraFaults, name)
    if (fault?.kind === 'delay') await sleep((fault.seconds ?? 1) * 1000)
    const planned = fault && faultAnswer(model, operation, { fault, requestId: asked.requestId })
    if (planned !== undefined) return planned
    const response = await perform(parts, target, { ...asked, operation })
    if (fault?.kind === 'lost') throw new ConnectionResetError()
    return { response }
  } catch (error) {
    if (error instanceof SandboxStateError || error instanceof ConnectionResetError) throw error
    const known = error instanceof ServiceError ? error : bugAnswer(error)
    const failure = { operation, error: known, requestId: asked.requestId, method: request.method }
    return { response: encodeError(model, failure), code: known.code }
  }
}

/** A mistake of the sandbox itself is worded as the service's internal failure, with its cause. */
const bugAnswer = (error: unknown): ServiceError => {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return new ServiceError('InternalFailure', `The sandbox failed: ${text}`, 500)
}

const unknownOperation = ({ model, request }: Target): ServiceError =>
  model.protocol === 'rest-xml'
    ? new ServiceError(
        'NotImplemented',
        'A header you provided implies functionality that is not implemented',
        501,
      )
    : new ServiceError(
        model.protocol === 'query' || model.protocol === 'ec2'
          ? 'InvalidAction'
          : 'UnknownOperationException',
        `The sandbox does not have this operation of ${model.service} (${request.method} ${request.path}).`,
        model.protocol === 'rest-json' ? 404 : 400,
      )

const perform = async (
  parts: Parts,
  target: Target,
  asked: Asked & { readonly operation: string },
): Promise<WireResponse> => {
  const { model } = target
  const { operation, requestId } = asked
  const described = model.operations[operation]
  const service = await loadService(model.service, parts)
  const run = service?.operations[operation]
  if (described === undefined || run === undefined) throw unknownOperation(target)
  const input = await decodeInput(model, described, { ...target, form: asked.form })
  const refusal = refusalOf(model, operation, input)
  if (refusal !== undefined) throw refusal
  const call = callOf(parts, target, { operation, requestId })
  requireHome(call)
  authorize(call, input)
  noteKeyUse(call)
  return encodeOutput(model, operation, { output: await run(call, input), requestId })
}

/** What the sandbox has of accounts other than its own. */
const ABROAD: ReadonlySet<string> = new Set(['s3', 'kms', 'sts'])

const requireHome = ({ accountId, service }: Call): void => {
  if (accountId === SANDBOX_ACCOUNT || ABROAD.has(service)) return
  const reason = `The sandbox has S3, KMS and STS for account ${accountId}, and no ${service}.`
  throw new ServiceError('UnknownOperationException', reason)
}

const callOf = (
  parts: Parts,
  target: Target,
  about: { readonly operation: string; readonly requestId: string },
): Call => {
  const signed = signatureOf(target.request)
  const caller = callerOf(parts.documents, signed?.accessKeyId ?? '')
  if (caller.expiresAt !== undefined && caller.expiresAt <= parts.clock.now()) {
    throw new ServiceError(
      'ExpiredToken',
      'The security token included in the request is expired',
      403,
    )
  }
  if (caller.isInactive) {
    const reason = 'The security token included in the request is invalid.'
    throw new ServiceError('InvalidClientTokenId', reason, 403)
  }
  return {
    service: target.model.service,
    operation: about.operation,
    requestId: about.requestId,
    host: target.request.headers.host ?? '',
    region: signed?.region ?? 'us-east-1',
    accountId: accountIn(caller.arn),
    caller,
    clock: parts.clock,
    documents: parts.documents,
    neighbours: createNeighbours(parts),
    seed: readSeed(parts.documents),
    ...(parts.containerEngine === undefined ? {} : { containerEngine: parts.containerEngine }),
  }
}
