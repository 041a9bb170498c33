import * as v from 'valibot'

const side = v.looseObject({
  observedContentType: v.optional(v.string()),
  data: v.string(),
  encoding: v.string(),
})

/**
 * One line of captured data
 * (https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-data-capture-endpoint.html).
 */
const line = v.looseObject({
  captureData: v.looseObject({
    endpointInput: v.optional(side),
    endpointOutput: v.optional(side),
  }),
  eventMetadata: v.looseObject({
    eventId: v.string(),
    inferenceId: v.optional(v.string()),
    inferenceTime: v.string(),
  }),
})

export type CapturedBody = { readonly contentType: string; readonly text: string }

/** A request that was kept, and what one variant answered. */
export type CapturedAnswer = {
  readonly eventId: string
  /** The caller's own id of the request. */
  readonly inferenceId?: string
  /** ISO-8601, to the second. */
  readonly at: string
  /** Absent where only answers are kept. */
  readonly input?: CapturedBody
  readonly output: CapturedBody
}

/** Undefined for a line that is no captured answer. */
export const readCaptured = (text: string): CapturedAnswer | undefined => {
  const read = v.safeParse(line, parsed(text))
  if (!read.success) return undefined
  const { captureData, eventMetadata } = read.output
  const { endpointInput: input, endpointOutput: output } = captureData
  if (output === undefined) return undefined
  const { eventId, inferenceId, inferenceTime: at } = eventMetadata
  return {
    eventId,
    at,
    ...(inferenceId === undefined ? {} : { inferenceId }),
    ...(input === undefined ? {} : { input: bodyOf(input) }),
    output: bodyOf(output),
  }
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const bodyOf = ({ observedContentType, data, encoding }: v.InferOutput<typeof side>) => ({
  contentType: observedContentType ?? 'application/octet-stream',
  text: encoding === 'BASE64' ? Buffer.from(data, 'base64').toString('utf8') : data,
})
