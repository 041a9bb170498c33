import { Buffer } from 'node:buffer'
import { gzipSync } from 'node:zlib'
import { expect, it, onTestFinished } from 'vitest'
import { privacyCheck } from '../../src/lib/domain/dataset/privacy/rules.ts'
import { dataTarget } from '../../src/lib/flows/dataset/model.ts'
import { validateDataset } from '../../src/lib/flows/dataset/validate.ts'
import { dataPorts } from '../support/data-ports.ts'

const talk = (question: string, answer = 'fine') =>
  JSON.stringify({
    schemaVersion: 'bedrock-conversation-2024',
    messages: [
      { role: 'user', content: [{ text: question }] },
      { role: 'assistant', content: [{ text: answer }] },
    ],
  })

const LINES = [
  talk('one'),
  talk('two'),
  talk('User: three'),
  talk('two'),
  talk('my card is 4111 1111 1111 1111'),
  '{"messages":[]}',
  '{',
  '',
  talk('日本語 😀'),
  ` ${talk('one')}`,
]

/** What the environment says for the length of a test. */
const environment = (name: string, value: string) => {
  const before = process.env[name]
  process.env[name] = value
  onTestFinished(() => {
    if (before === undefined) delete process.env[name]
    else process.env[name] = before
  })
}

const reportOf = async (
  content: string | Uint8Array,
  options: { readonly validation?: string } = {},
) => {
  const { ports, write } = dataPorts()
  const { validation } = options
  const files = [write('train.jsonl', content)]
  const privacy = privacyCheck('warn', { minConfidence: 'medium' })
  return validateDataset(ports, {
    ...(await dataTarget(ports, { model: 'nova-micro' })),
    files,
    maxFindings: 0,
    ...(privacy === undefined ? {} : { privacy }),
    ...(validation === undefined ? {} : { validation: write('valid.jsonl', validation) }),
  })
}

it.each([
  ['a file', LINES.join('\n')],
  ['a packed file', gzipSync(LINES.join('\n'))],
  ['a file of UTF-16', Buffer.from(LINES.join('\n'), 'utf16le')],
  ['a file of zero bytes', ''],
])('reports the same of %s with the scanner and without', async (_, content) => {
  const fast = await reportOf(content)
  environment('MLCTL_NO_WASM', '1')
  expect(await reportOf(content)).toEqual(fast)
})

it('reports the same leaks with the scanner and without', async () => {
  const words = Array.from({ length: 60 }, (_, i) => `word${i}`).join(' ')
  const training = [...LINES, talk(words), talk(words.replace('word30', 'another'), 'new')]
  const validation = `${talk(words, 'other')}\n${talk('one')}\n${talk(' TWO ', 'x')}\n{}\n`
  const fast = await reportOf(training.join('\n'), { validation })
  const rules = new Set(fast.findings.map(({ rule }) => rule))
  expect([...rules].filter((rule) => rule.startsWith('leak.')).sort()).toEqual([
    'leak.near',
    'leak.prompt',
    'leak.record',
  ])
  environment('MLCTL_NO_WASM', '1')
  expect(await reportOf(training.join('\n'), { validation })).toEqual(fast)
})

it('finds duplicates among lines that the scanner accepts and lines that it does not', async () => {
  const { findings } = await reportOf(LINES.join('\n'))
  const twice = findings.filter(({ rule }) => rule === 'record.duplicate')
  expect(twice.map(({ line }) => line)).toEqual([4, 10])
})

it('sees leaks into the validation data whatever the scanner accepts', async () => {
  const { findings } = await reportOf(LINES.join('\n'), {
    validation: `${talk(' TWO ', 'other')}\n`,
  })
  const leaks = findings.filter(({ rule }) => rule === 'leak.prompt')
  expect(leaks.map(({ line }) => line)).toEqual([2, 4])
})

it('reports the same with workers as without', async () => {
  const one = await reportOf(LINES.join('\n'))
  environment('MLCTL_SCAN_WORKERS', '2')
  expect(await reportOf(LINES.join('\n'))).toEqual(one)
})
