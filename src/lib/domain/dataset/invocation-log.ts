import { countOf } from '../core/count.ts'
import type { RecordLimits } from './limits.ts'
import { isObject, type JsonObject, kindOf, NONE, type Place, type RecordRule } from './rule.ts'

const LOGGING = 'https://docs.aws.amazon.com/bedrock/latest/userguide/model-invocation-logging.html'
const DISTILL =
  'https://docs.aws.amazon.com/bedrock/latest/userguide/distillation-prepare-datasets.html'
const API = 'Bedrock API model: InvocationLogsConfig, RequestMetadataMap'

/** Operations that Bedrock logs (user guide, model invocation logging). */
export const OPERATIONS: readonly string[] = [
  'Converse',
  'ConverseStream',
  'InvokeModel',
  'InvokeModelWithResponseStream',
]
/** What the API takes at most. */
export const METADATA = { pairs: 16, characters: 256 }

const body = { messages: [{ role: 'user', content: [{ text: 'amount=214.90 EUR; country=BR' }] }] }
/** One logged call. */
export const LOG_SAMPLE = {
  schemaType: 'ModelInvocationLog',
  schemaVersion: '1.0',
  timestamp: '2026-11-20T10:00:00Z',
  accountId: '123456789012',
  region: 'us-east-1',
  requestId: '5e2b7a0c-0c7e-4a55-9a38-1d6a4a1f0b11',
  operation: 'Converse',
  modelId: 'us.amazon.nova-pro-v1:0',
  input: { inputContentType: 'application/json', inputBodyJson: body, inputTokenCount: 14 },
  output: {
    outputContentType: 'application/json',
    outputBodyJson: {
      output: { message: { role: 'assistant', content: [{ text: 'fraud' }] } },
      stopReason: 'end_turn',
    },
    outputTokenCount: 2,
  },
  requestMetadata: { team: 'risk' },
}

/** As many matching calls as a distillation needs (Bedrock quotas). */
export const LOG_LIMITS: RecordLimits = { min: 100 }

const text =
  (name: string): RecordRule['check'] =>
  ({ root }) =>
    typeof root[name] === 'string'
      ? NONE
      : [
          {
            pointer: root[name] === undefined ? '' : `/${name}`,
            message: `${name} is ${kindOf(root[name])}`,
          },
        ]

/** Calls that Bedrock logged, as input of distillation or reinforcement fine-tuning. */
export const LOG_RULES: readonly RecordRule[] = [
  {
    id: 'invocation-log.schema-type',
    severity: 'error',
    what: 'schemaType is "ModelInvocationLog"',
    why: 'Other files in the log bucket are no calls.',
    fix: 'Name the prefix of the logs alone.',
    source: LOGGING,
    check: ({ root: { schemaType } }) =>
      schemaType === 'ModelInvocationLog'
        ? NONE
        : [
            {
              pointer: schemaType === undefined ? '' : '/schemaType',
              message: `schemaType is ${JSON.stringify(schemaType) ?? 'missing'}`,
            },
          ],
    example: { accepted: LOG_SAMPLE, refused: { ...LOG_SAMPLE, schemaType: 'Audit' } },
  },
  {
    id: 'invocation-log.model',
    severity: 'error',
    what: 'modelId is a string',
    why: 'Answers are used only when the teacher is the model that was called.',
    fix: 'Drop the record.',
    source: DISTILL,
    check: text('modelId'),
    example: { accepted: LOG_SAMPLE, refused: { ...LOG_SAMPLE, modelId: null } },
  },
  {
    id: 'invocation-log.operation',
    severity: 'warning',
    what: `operation is one of ${OPERATIONS.join(', ')}`,
    why: 'These are the calls that are logged; others are probably skipped.',
    fix: 'Drop the record.',
    source: LOGGING,
    check: ({ root: { operation } }) =>
      typeof operation === 'string' && OPERATIONS.includes(operation)
        ? NONE
        : [
            {
              pointer: operation === undefined ? '' : '/operation',
              message: `operation is ${JSON.stringify(operation) ?? 'missing'}`,
            },
          ],
    example: { accepted: LOG_SAMPLE, refused: { ...LOG_SAMPLE, operation: 'Rerank' } },
  },
  {
    id: 'invocation-log.input',
    severity: 'error',
    what: 'input.inputBodyJson is an object',
    why: 'Large bodies are logged elsewhere (inputBodyS3Path), and a call without its body has no prompt.',
    fix: 'Drop the record.',
    source: LOGGING,
    check: ({ root }) => bodyPlaces(root, 'input'),
    example: { accepted: LOG_SAMPLE, refused: { ...LOG_SAMPLE, input: { inputTokenCount: 3 } } },
  },
  {
    id: 'invocation-log.output',
    severity: 'warning',
    what: 'output.outputBodyJson is there',
    why: 'With usePromptResponse the answers are used too; without it this does not matter.',
    fix: 'Drop the record, or train with usePromptResponse false.',
    source: DISTILL,
    check: ({ root }) => bodyPlaces(root, 'output'),
    example: { accepted: LOG_SAMPLE, refused: { ...LOG_SAMPLE, output: {} } },
  },
  {
    id: 'invocation-log.single-turn',
    severity: 'warning',
    what: 'the logged prompt is one user turn of text',
    why: 'Distillation from logs is single-turn and text-only; other calls are skipped.',
    fix: 'Count on fewer records, or filter the logs with requestMetadataFilters.',
    source: DISTILL,
    check: ({ root }) => turnPlaces(root),
    example: {
      accepted: LOG_SAMPLE,
      refused: {
        ...LOG_SAMPLE,
        input: {
          inputBodyJson: { messages: [...body.messages, { role: 'assistant', content: [] }] },
        },
      },
    },
  },
  {
    id: 'invocation-log.failed-call',
    severity: 'warning',
    what: 'the call did not fail',
    why: 'A failed call has no answer.',
    fix: 'Drop the record.',
    source: LOGGING,
    check: ({ root: { errorCode } }) =>
      errorCode === undefined || errorCode === null
        ? NONE
        : [{ pointer: '/errorCode', message: `errorCode is ${JSON.stringify(errorCode)}` }],
    example: { accepted: LOG_SAMPLE, refused: { ...LOG_SAMPLE, errorCode: 'ThrottlingException' } },
  },
  {
    id: 'invocation-log.request-metadata',
    severity: 'error',
    what: `requestMetadata has at most ${METADATA.pairs} pairs of text, of ${METADATA.characters} characters each`,
    why: 'The API takes no others, so that no filter could match.',
    fix: 'Shorten or remove the pair.',
    source: API,
    check: ({ root }) => metadataPlaces(root.requestMetadata),
    example: { accepted: LOG_SAMPLE, refused: { ...LOG_SAMPLE, requestMetadata: { team: 7 } } },
  },
]

/** The body of the call that was logged; undefined when it is not in the record. */
export const loggedBody = (root: JsonObject): JsonObject | undefined => {
  const found = isObject(root.input) ? root.input.inputBodyJson : undefined
  return isObject(found) ? found : undefined
}

const bodyPlaces = (root: JsonObject, side: 'input' | 'output'): readonly Place[] => {
  const at = root[side]
  if (!isObject(at)) return [{ pointer: '', message: `${side} is ${kindOf(at)}` }]
  const found = at[`${side}BodyJson`]
  if (isObject(found) || (side === 'output' && Array.isArray(found))) return NONE
  const elsewhere = at[`${side}BodyS3Path`] === undefined ? '' : '; the body is in an own object'
  return [{ pointer: `/${side}`, message: `${side}BodyJson is ${kindOf(found)}${elsewhere}` }]
}

/** Bodies of InvokeModel have the form of each model; only those with messages can be judged. */
const turnPlaces = (root: JsonObject): readonly Place[] => {
  const messages = loggedBody(root)?.messages
  if (!Array.isArray(messages)) return NONE
  const pointer = '/input/inputBodyJson/messages'
  if (messages.length !== 1)
    return [{ pointer, message: `the prompt has ${countOf(messages.length, 'turn')}` }]
  const [turn]: unknown[] = messages
  const content: unknown = isObject(turn) ? turn.content : undefined
  const isText =
    typeof content === 'string' ||
    (Array.isArray(content) &&
      content.every((block: unknown) => isObject(block) && typeof block.text === 'string'))
  return isText ? NONE : [{ pointer: `${pointer}/0`, message: 'the turn is not text alone' }]
}

const metadataPlaces = (metadata: unknown): readonly Place[] => {
  const pointer = '/requestMetadata'
  if (metadata === undefined) return NONE
  if (!isObject(metadata)) return [{ pointer, message: `requestMetadata is ${kindOf(metadata)}` }]
  const pairs = Object.entries(metadata)
  if (pairs.length > METADATA.pairs) {
    return [{ pointer, message: `requestMetadata has ${pairs.length} pairs` }]
  }
  return pairs.flatMap(([name, value]) =>
    name !== '' &&
    name.length <= METADATA.characters &&
    typeof value === 'string' &&
    value.length <= METADATA.characters
      ? []
      : { pointer, message: `the pair ${JSON.stringify(name)} is not one the API takes` },
  )
}
