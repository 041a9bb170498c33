// The peer of bench/dataset.mjs: lines cut at line feeds, JSON.parse, the checks of shape that mlctl
// makes, and duplicate records by digest. It sees no bad UTF-8, no half surrogates, no duplicate keys,
// and tells no place.
import { hash } from 'node:crypto'
import { createReadStream } from 'node:fs'

const [path, format] = process.argv.slice(2)

const isText = (value) => typeof value === 'string' && value.trim() !== ''
const isBlocks = (value) =>
  Array.isArray(value) && value.length > 0 && value.every(({ text }) => isText(text))
const isPlace = ({ source }) => /^s3:\/\/[^/]+\/./.test(source.s3Location.uri)
const isBlock = ({ text, image, video, document, reasoningContent, toolUse, toolResult }) => {
  const media = image ?? video ?? document
  if (media !== undefined) return isPlace(media)
  if (reasoningContent !== undefined) return isText(reasoningContent.reasoningText.text)
  if (toolUse !== undefined) return isText(toolUse.toolUseId) && isText(toolUse.name)
  return toolResult === undefined ? isText(text) : isText(toolResult.toolUseId)
}
const isContent = (value) => Array.isArray(value) && value.length > 0 && value.every(isBlock)
const isTalk = (messages, isSaid) =>
  messages.length > 0 &&
  messages.every(
    ({ role, content }, i) => role === (i % 2 ? 'assistant' : 'user') && isSaid(content),
  )
const isSpec = ({ toolSpec }) => isText(toolSpec.name) && 'type' in toolSpec.inputSchema.json
const isFunction = (tool) => tool.type === 'function' && isText(tool.function.name)
const ROLES = ['system', 'user', 'assistant']
const OPERATIONS = ['Converse', 'ConverseStream', 'InvokeModel', 'InvokeModelWithResponseStream']
const CHECKS = {
  converse: ({ system, messages, toolConfig }) =>
    (system === undefined || isBlocks(system)) &&
    (toolConfig === undefined || toolConfig.tools.every(isSpec)) &&
    messages.length % 2 === 0 &&
    isTalk(messages, isContent),
  'prompt-completion': ({ prompt, completion }) => isText(prompt) && isText(completion),
  'distill-prompts': ({ schemaVersion, system, messages }) =>
    schemaVersion === 'bedrock-conversation-2024' &&
    (system === undefined || (isBlocks(system) && system.length === 1)) &&
    isTalk(messages, isBlocks),
  rft: ({ messages, tools = [{ type: 'function', function: { name: 'x' } }] }) =>
    messages.some(({ role }) => role === 'user') &&
    messages.every(({ role, content }) => ROLES.includes(role) && isText(content)) &&
    tools.length > 0 &&
    tools.every(isFunction),
  'invocation-log': ({ schemaType, modelId, operation, input, output, requestMetadata = {} }) =>
    schemaType === 'ModelInvocationLog' &&
    typeof modelId === 'string' &&
    OPERATIONS.includes(operation) &&
    input.inputBodyJson.messages.length === 1 &&
    isTalk(input.inputBodyJson.messages, isBlocks) &&
    typeof output.outputBodyJson === 'object' &&
    Object.values(requestMetadata).every((value) => value.length <= 256),
  'continued-pre-training': ({ input, text }) => isText(input ?? text),
  haiku: ({ system = 'x', messages }) => isText(system) && isTalk(messages, isText),
  'image-caption': ({ 'image-ref': uri, caption }) =>
    /^s3:\/\/[^/]+\/.+\.(png|jpe?g)$/i.test(uri) && caption.length > 2 && caption.length <= 1_024,
}
const isGood = CHECKS[format]

let rest = Buffer.alloc(0)
let bad = 0
let twice = 0
let characters = 0
const seen = new Set()
const check = (line) => {
  try {
    const text = line.toString('utf8')
    characters += text.length
    const digest = hash('sha1', line, 'latin1').slice(0, 8)
    if (seen.has(digest)) twice++
    seen.add(digest)
    if (!isGood(JSON.parse(text))) bad++
  } catch {
    bad++
  }
}
for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
  const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
  let start = 0
  for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
    check(bytes.subarray(start, end))
    start = end + 1
  }
  rest = bytes.subarray(start)
}
if (rest.length > 0) check(rest)
console.log(JSON.stringify({ bad, twice, characters }))
