import { generator } from '../../bedrock/stand-in/random.ts'
import { defined } from '../../members.ts'
import type { Call, Input, Output } from '../../service.ts'
import type { Route } from '../endpoints/moment.ts'
import { runtimeRefusal } from '../errors.ts'
import { behaviourOf } from '../traffic/behaviour.ts'
import { binomial } from '../traffic/chance.ts'
import { recordRequest } from '../traffic/requests.ts'
import { askModel, type ModelAnswer } from './backend.ts'
import { captureFor, keepCapture } from './capture.ts'
import { type Routed, routed } from './routing.ts'

/** The longest text of a model's error that is passed on (OriginalMessage in the API model). */
const LONGEST_MESSAGE = 2048

const logStreamOf = (call: Call, { record, route }: Routed): string =>
  `arn:aws:logs:${call.region}:${call.accountId}:log-group:/aws/sagemaker/Endpoints/${record.name}:log-stream:${route.variant}/i-sandbox`

const count = (
  call: Call,
  { record }: Routed,
  { route, answer }: { route: Route; answer: ModelAnswer },
): void =>
  recordRequest(call.documents, {
    region: call.region,
    endpointName: record.name,
    variant: route.variant,
    configName: route.configName,
    ...(route.component === undefined ? {} : { component: route.component }),
    at: call.clock.now(),
    latencyMs: answer.latencyMs,
    status: answer.status,
  })

/** What becomes of an answer besides being given: it is counted, and captured where that is wanted. */
type Witness = (of: { readonly route: Route; readonly answer: ModelAnswer }) => void

const witnessOf = (call: Call, target: Routed, input: Input): Witness => {
  const config = captureFor(call, target.now)
  const endpointName = target.record.name
  return ({ route, answer }) => {
    count(call, target, { route, answer })
    if (config === undefined) return
    keepCapture(call, config, { endpointName, input, route, answer })
  }
}

type Mirrored = { readonly input: Input; readonly witness: Witness }

/** Shadow variants get their copy of a request; their answers go nowhere but into the captured data. */
const mirror = async (call: Call, target: Routed, { input, witness }: Mirrored): Promise<void> => {
  const next = generator(`${call.seed}\n${call.requestId}\nmirror`)
  for (const route of target.now.mirrors) {
    if (binomial(1, route.sampling / 100, next) === 0) continue
    witness({ route, answer: await askModel(call, route, { name: target.record.name, input }) })
  }
}

/** Asks the model that a request is routed to; throws ModelError when it does not answer well. */
export const answered = async (call: Call, target: Routed, input: Input): Promise<ModelAnswer> => {
  const { route, record } = target
  if (behaviourOf(route).capacity <= 0) {
    throw runtimeRefusal.unavailable(`Variant ${route.variant} of ${record.name} has no instances.`)
  }
  const witness = witnessOf(call, target, input)
  const answer = await askModel(call, route, { name: record.name, input })
  witness({ route, answer })
  await mirror(call, target, { input, witness })
  if (answer.status !== undefined && answer.status >= 200 && answer.status < 300) return answer
  const said =
    answer.status === undefined
      ? 'Your invocation timed out while waiting for a response from container primary.'
      : Buffer.from(answer.body).toString('utf8').slice(0, LONGEST_MESSAGE)
  throw runtimeRefusal.model(answer.status ?? 0, said, logStreamOf(call, target))
}

/** Answers one request to an endpoint. */
export const invokeEndpoint = async (call: Call, input: Input): Promise<Output> => {
  const target = routed(call, input)
  const answer = await answered(call, target, input)
  return defined({
    Body: answer.body,
    ContentType: answer.contentType,
    InvokedProductionVariant: target.route.variant,
    CustomAttributes: answer.customAttributes,
  })
}

/** Bytes of one part of a streamed answer. */
const PART = 1024

async function* partsOf(body: Uint8Array): AsyncGenerator<Output> {
  for (let start = 0; start < body.length; start += PART) {
    yield { PayloadPart: { Bytes: body.subarray(start, start + PART) } }
  }
}

/** Answers one request as a stream of parts. */
export const invokeEndpointWithResponseStream = async (
  call: Call,
  input: Input,
): Promise<Output> => {
  const target = routed(call, input)
  const answer = await answered(call, target, input)
  return defined({
    Body: partsOf(answer.body),
    ContentType: answer.contentType,
    InvokedProductionVariant: target.route.variant,
    CustomAttributes: answer.customAttributes,
  })
}
