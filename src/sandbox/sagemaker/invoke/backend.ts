import { generator } from '../../bedrock/stand-in/random.ts'
import { optionalText } from '../../members.ts'
import type { Call, Input } from '../../service.ts'
import type { Route } from '../endpoints/moment.ts'
import { CONTAINER_VARIABLE } from '../models/containers.ts'
import { behaviourOf } from '../traffic/behaviour.ts'
import { normal } from '../traffic/chance.ts'
import { forVariant, profilesOf } from '../traffic/profiles.ts'
import { ask } from './container.ts'
import { standInSays } from './stand-in.ts'

/** A model must answer within 60 seconds (InvokeEndpoint in the API reference). */
const TIMEOUT = 60_000

/** What the model behind a route answered; `status` undefined when it gave no proper answer. */
export type ModelAnswer = {
  readonly status: number | undefined
  readonly body: Uint8Array
  readonly contentType: string
  readonly customAttributes?: string
  readonly latencyMs: number
}

const said = (text: string): Uint8Array => Buffer.from(JSON.stringify({ error: text }))

const fromContainer = async (url: string, input: Input): Promise<ModelAnswer> => {
  const started = performance.now()
  const attributes = optionalText(input, 'CustomAttributes')
  const headers = {
    'content-type': optionalText(input, 'ContentType') ?? 'application/json',
    accept: optionalText(input, 'Accept') ?? '*/*',
    ...(attributes === undefined ? {} : { 'x-amzn-sagemaker-custom-attributes': attributes }),
  }
  const body = input.Body as Uint8Array
  const asked = { method: 'POST', path: '/invocations', headers, body, timeout: TIMEOUT } as const
  const answer = await ask(url, asked)
  const latencyMs = performance.now() - started
  const given = answer?.headers['x-amzn-sagemaker-custom-attributes']
  return {
    status: answer?.status,
    body: answer?.body ?? new Uint8Array(0),
    contentType: answer?.headers['content-type'] ?? 'application/octet-stream',
    ...(given === undefined ? {} : { customAttributes: given }),
    latencyMs,
  }
}

/** The fault profile in force: the model's own, or that of the traffic that is running. */
const profileOf = (call: Call, route: Route, endpointName: string) => {
  const own = behaviourOf(route)
  const now = call.clock.now()
  const running = profilesOf(call.documents, call.region, endpointName).findLast(
    ({ from, to }) => from <= now && now < to,
  )
  return {
    ...own,
    errors5xx: forVariant(running?.errorRates ?? {}, route.variant) ?? own.errors5xx,
    latencyMs: forVariant(running?.latencies ?? {}, route.variant) ?? own.latencyMs,
  }
}

const fromProfile = (
  call: Call,
  route: Route,
  asked: { name: string; input: Input },
): ModelAnswer => {
  const {
    errors5xx,
    errors4xx,
    broken,
    latencyMs: median,
    spread,
  } = profileOf(call, route, asked.name)
  const next = generator(`${call.seed}\n${call.requestId}\n${route.variant}`)
  const latencyMs = median * Math.exp(spread * normal(next))
  const contentType = 'application/json'
  const luck = next()
  if (luck < errors5xx) {
    return { status: 500, body: said('Internal error of the model.'), contentType, latencyMs }
  }
  if (luck < errors5xx + errors4xx) {
    return { status: 400, body: said('The model cannot read this.'), contentType, latencyMs }
  }
  if (luck < errors5xx + errors4xx + broken) {
    return { status: undefined, body: new Uint8Array(0), contentType, latencyMs }
  }
  const body = standInSays(call, route, asked.input.Body as Uint8Array)
  return { status: 200, body, contentType, latencyMs }
}

/** Asks the model behind a route: a local container if the model names one, else its stand-in. */
export const askModel = (
  call: Call,
  route: Route,
  asked: { readonly name: string; readonly input: Input },
): Promise<ModelAnswer> | ModelAnswer => {
  const url = route.environment[CONTAINER_VARIABLE]
  return url === undefined ? fromProfile(call, route, asked) : fromContainer(url, asked.input)
}
