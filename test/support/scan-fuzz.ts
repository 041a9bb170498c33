import { Buffer } from 'node:buffer'
import { FORMATS } from '../../src/lib/domain/dataset/formats.ts'
import type { RecordLimits } from '../../src/lib/domain/dataset/limits.ts'
import { privacyCheck } from '../../src/lib/domain/dataset/privacy/rules.ts'
import type { ScanRules } from '../../src/lib/domain/dataset/scan.ts'
import { chunksOf } from './chunks.ts'
import { type Dice, diceFrom, pick } from './dice.ts'
import { mayRefuse, scannerVerdicts, walkerVerdict } from './json-verdict.ts'
import { jsonValue, recordOf } from './random-records.ts'
import { fastLog, plainLog } from './scan-log.ts'

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
export const jsonRound = async (seed: number): Promise<readonly string[]> => {
  const dice = diceFrom(seed)
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
  { reservedWords: NOVA, allows: ['image', 'video'], mediaInDataBucket: true },
  { allows: ['document', 'reasoning', 'tools', 'video', 'image'] },
  { captionLength: { min: 0, max: 20 } },
]
const PRIVACY = privacyCheck('warn', { minConfidence: 'medium' })

/** Random records: both paths must tell the same; answers what differs. */
export const recordRound = async (seed: number): Promise<readonly string[]> => {
  const dice = diceFrom(seed)
  const format = pick(dice, FORMATS)
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
