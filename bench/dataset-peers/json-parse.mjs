// The peer of bench/dataset.mjs: lines cut at line feeds, JSON.parse, the checks of shape that mlctl
// makes, and duplicate records by digest. It sees no bad UTF-8, no half surrogates, no duplicate keys,
// and tells no place.
import { hash } from 'node:crypto'
import { createReadStream } from 'node:fs'

const [path, format] = process.argv.slice(2)

const isText = (value) => typeof value === 'string' && value.trim() !== ''
const isBlocks = (value) =>
  Array.isArray(value) && value.length > 0 && value.every(({ text }) => isText(text))
const CHECKS = {
  converse: ({ system, messages }) =>
    (system === undefined || isBlocks(system)) &&
    Array.isArray(messages) &&
    messages.length > 1 &&
    messages.length % 2 === 0 &&
    messages.every(
      ({ role, content }, i) => role === (i % 2 ? 'assistant' : 'user') && isBlocks(content),
    ),
  'prompt-completion': ({ prompt, completion }) => isText(prompt) && isText(completion),
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
