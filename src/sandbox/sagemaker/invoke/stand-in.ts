import { readStandIn } from '../../bedrock/models/kept-stand-ins.ts'
import { answer } from '../../bedrock/stand-in/answer.ts'
import { hashText } from '../../bedrock/stand-in/random.ts'
import type { Call } from '../../service.ts'
import type { Route } from '../endpoints/moment.ts'

/** Names a custom model of the sandbox's Bedrock whose fitted stand-in answers for the container. */
const MODEL_VARIABLE = 'SANDBOX_CUSTOM_MODEL'

const promptOf = (body: string): string => {
  try {
    const value: unknown = JSON.parse(body)
    if (typeof value === 'string') return value
    const members = (value ?? {}) as Record<string, unknown>
    const prompt = members.inputs ?? members.prompt ?? members.text
    return typeof prompt === 'string' ? prompt : body
  } catch {
    return body
  }
}

/** A score from 0 to 1 that the same model gives to the same input. */
const scoreOf = (route: Route, body: string): number =>
  Number((hashText(`${route.modelName}\n${body}`) / 2 ** 32).toFixed(4))

/**
 * What the stand-in says: the completion of a model fitted on the user's records, where the model's
 * environment names one; else a score that is computed from the input and means nothing.
 */
export const standInSays = (call: Call, route: Route, body: Uint8Array): Uint8Array => {
  const said = Buffer.from(body).toString('utf8')
  const arn = route.environment[MODEL_VARIABLE]
  const fitted = arn === undefined ? undefined : readStandIn(call, arn)
  const options = { maxTokens: 400, temperature: 0, stopSequences: [], seed: call.requestId }
  const value =
    fitted === undefined
      ? { predictions: [{ score: scoreOf(route, said) }], sandbox: true }
      : { generated_text: answer(fitted, promptOf(said), options).text, sandbox: true }
  return Buffer.from(JSON.stringify(value))
}
