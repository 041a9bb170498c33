import { Buffer } from 'node:buffer'
import { FORMATS } from '../../src/lib/domain/dataset/formats.ts'
import type { RecordLimits } from '../../src/lib/domain/dataset/limits.ts'
import { privacyCheck } from '../../src/lib/domain/dataset/privacy/rules.ts'
import type { ScanRules } from '../../src/lib/domain/dataset/scan.ts'
import { chunksOf } from './chunks.ts'
import { mayRefuse, scannerVerdicts, walkerVerdict } from './json-verdict.ts'
import { fastLog, plainLog } from './scan-log.ts'

/** A whole number from 0 to below `below`. */
export type Dice = (below: number) => number

/** Mulberry32: the same seed throws the same numbers. */
export const diceFrom = (seed: number): Dice => {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let x = Math.imul(state ^ (state >>> 15), state | 1)
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61)
    return Math.floor((((x ^ (x >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex')

/** What random bytes would take too long to spell. */
const PIECES: readonly Uint8Array[] = [
  ...['"', '\\', '{', '}', '[', ']', ',', ':', ' ', '\t', '\r', '\n', '0', '-', '.', 'e', 'E+'],
  ...['true', 'false', 'null', '1.5e-3', '""', '"a":', '\\u', '\\ud83d', '\\ude00', '\\u0041'],
  ...['\\u003a', '\\n', '\\/', 'é', '日', '😀', '\u00a0', '\u3000', '\u2028', '\ufeff'],
  ...['User:', 'bOt:', '[EOS]', '<image>', 'Thought:', '<unk>', '<thinking>', 'Human:'],
  ...['4111 1111 1111 1111', '555-12-3456', 'a@b.co', 'GB82 WEST 1234 5698 7654 32', '12ab', '\\/'],
  ...['+44 20 7946 0958', 'AKIA', 'password: kV9s2hQ7zP', 'ABCPE1234F', '030 12345678'],
  ...['"role":"user"', '"role":"assistant"', '"content":[{"text":"x"}]', '"text":" "', '[['],
]
  .map((text) => Buffer.from(text))
  .concat(
    [
      '80',
      'c080',
      'c1bf',
      'e08080',
      'eda080',
      'f0808080',
      'f4908080',
      'f5',
      'ff',
      'e3 80',
      '00',
    ].map(hex),
  )

const TEXTS = [
  'a',
  '',
  '  ',
  'über',
  '日本',
  '\\ud83d\\ude00',
  '\\u00e9',
  'a: b',
  '\\"q\\"',
  'x'.repeat(40),
]

const pick = <T>(dice: Dice, list: readonly T[]): T => {
  const found = list[dice(list.length)]
  if (found === undefined) throw new Error('nothing to pick from')
  return found
}

/** Any JSON value, mostly sound. */
const jsonValue = (dice: Dice, depth: number): string => {
  const space = () => pick(dice, ['', '', ' ', '\t'])
  const items = (make: (i: number) => string) =>
    Array.from({ length: dice(4) }, (_, i) => `${space()}${make(i)}${space()}`).join(',')
  switch (dice(depth > 5 ? 4 : 6)) {
    case 0:
      return pick(dice, ['true', 'false', 'null'])
    case 1:
      return pick(dice, ['0', '-0', '12', '-3.25', '1e9', '1E-2', '0.5e+10'])
    case 2:
    case 3:
      return `"${pick(dice, TEXTS)}"`
    case 4:
      return `[${items(() => jsonValue(dice, depth + 1))}]`
    default:
      return `{${items((i) => `"k${dice(8) === 0 ? 0 : i}"${space()}:${space()}${jsonValue(dice, depth + 1)}`)}}`
  }
}

const recordOf = (dice: Dice, format: string): string => {
  const text = () => `"${pick(dice, TEXTS)}${pick(dice, TEXTS)}"`
  const blocks = () =>
    `[${Array.from({ length: 1 + dice(2) }, () => `{"text":${text()}}`).join(',')}]`
  const content = () => (format === 'haiku' ? text() : blocks())
  const turn = (role: string) =>
    dice(4) === 0
      ? `{"content":${content()},"role":"${role}"}`
      : `{"role":"${role}", "content": ${content()}}`
  const both = Array.from({ length: 1 + dice(2) }, () => [turn('user'), turn('assistant')]).flat()
  const turns = format === 'distill-prompts' && dice(4) > 0 ? both.slice(0, 1) : both
  const members = [`"messages":[${turns.join(',')}]`]
  if (dice(2) === 0) members.splice(dice(2), 0, `"system":${content()}`)
  if (dice(2) === 0) members.unshift('"schemaVersion":"bedrock-conversation-2024"')
  if (format === 'prompt-completion') return `{"prompt":${text()},"completion":${text()}}`
  return format === 'continued-pre-training' ? `{"input":${text()}}` : `{${members.join(',')}}`
}

/** The bytes with a few random changes. */
const mutated = (dice: Dice, bytes: Uint8Array, changes: number): Uint8Array => {
  let now = Buffer.from(bytes)
  for (let i = 0; i < changes; i++) {
    const at = dice(now.length + 1)
    const cut = at + dice(4) * dice(2)
    const piece = dice(3) === 0 ? Uint8Array.of(dice(256)) : pick(dice, PIECES)
    const far = dice(now.length + 1)
    const moved = dice(8) === 0 ? now.subarray(far, far + dice(30)) : piece
    now = Buffer.concat([
      now.subarray(0, at),
      dice(4) === 0 ? new Uint8Array() : moved,
      now.subarray(cut),
    ])
  }
  return now
}

const cutsOf = (dice: Dice, length: number): readonly number[] =>
  Array.from({ length: dice(6) }, () => dice(length + 1)).sort((a, b) => a - b)

const linesOf = (bytes: Uint8Array): readonly Uint8Array[] => {
  const text = Buffer.from(bytes).toString('latin1')
  const parts = text.endsWith('\n') ? text.slice(0, -1).split('\n') : text.split('\n')
  return text === '' ? [] : parts.map((part) => Buffer.from(part, 'latin1'))
}

/** Random JSON against the walker; answers what differs. */
export const jsonRound = async (dice: Dice): Promise<readonly string[]> => {
  const sound = Array.from({ length: 40 }, () => jsonValue(dice, 0)).join('\n')
  const bytes = mutated(dice, Buffer.from(sound), dice(30))
  const verdicts = await scannerVerdicts(bytes, cutsOf(dice, bytes.length))
  const lines = linesOf(bytes)
  if (lines.length !== verdicts.length)
    return [`${verdicts.length} verdicts for ${lines.length} lines`]
  return lines.flatMap((line, i) => {
    const [scanner, walker] = [verdicts[i], walkerVerdict(line)]
    if (scanner === walker || (walker && mayRefuse(line))) return []
    return [`scanner ${scanner}, walker ${walker}: ${Buffer.from(line).toString('hex')}`]
  })
}

const NOVA = ['User:', 'Bot:', 'Assistant:', 'System:', '<image>', '<video>', '[EOS]']
const LIMITS: readonly RecordLimits[] = [
  {},
  { reservedWords: NOVA },
  { schemaVersion: 'bedrock-conversation-2024', systemItems: 'one' },
  { maxTokensPerRecord: 30, allows: [] },
  { maxLineBytes: 150, turns: 'one' },
]
const PRIVACY = privacyCheck('warn', { minConfidence: 'medium' })

/** Formats that the scanner knows a shape for. */
export const SCANNED_FORMATS = FORMATS.filter(({ name }) =>
  ['converse', 'distill-prompts', 'prompt-completion', 'continued-pre-training', 'haiku'].includes(
    name,
  ),
)

/** Random records: both paths must tell the same; answers what differs. */
export const recordRound = async (dice: Dice): Promise<readonly string[]> => {
  const format = pick(dice, SCANNED_FORMATS)
  const records = Array.from({ length: 20 }, () => recordOf(dice, format.name)).join('\n')
  const bytes = mutated(dice, Buffer.from(records + pick(dice, ['', '\n'])), dice(12))
  const rules: ScanRules = {
    format,
    limits: pick(dice, LIMITS),
    maxLineBytes: 200 + dice(2_000),
    prompts: dice(3) === 0,
    ...(PRIVACY === undefined || dice(2) === 0 ? {} : { privacy: PRIVACY }),
  }
  const cuts = cutsOf(dice, bytes.length)
  const plain = await plainLog(bytes, rules)
  const { log } = await fastLog({ chunks: chunksOf(bytes, cuts) }, rules)
  if (plain.join('\n') === log.join('\n')) return []
  const at = plain.findIndex((told, i) => told !== log[i])
  return [
    `${format.name} ${JSON.stringify(rules.limits)} cut at ${cuts.join()}: plain "${plain[at]}", scanner "${log[at]}": ${bytes.toString()}`,
  ]
}
