import type { RecordFormatName } from '../../src/lib/domain/dataset/limits.ts'
import { type Dice, pick } from './dice.ts'

/** As they stand between quotes. */
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

/** Any JSON value, mostly sound. */
export const jsonValue = (dice: Dice, depth: number): string => {
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

/** Texts that show traits of private values, or hide what they are. */
const TELLING = [
  '4111 1111 1111 1111',
  'a@b.co',
  '2026-11-20 10:30',
  '\\u0041',
  'No 1234567890',
  '\\/',
]
const URIS = [
  's3://data/a.png',
  's3://data/b/c-01.jpeg',
  's3://other/20261120_101500.mp4',
  's3://data/a b.png',
  's3:\\/\\/data/a.png',
  's3://data/é.jpg',
  'https://example.org/a.png',
]

/** Makes members of records as JSON, with odd ones among them. */
const writer = (dice: Dice) => {
  const seldom = (often: number) => dice(often) === 0
  const text = () => `"${pick(dice, TEXTS)}${seldom(12) ? pick(dice, TELLING) : pick(dice, TEXTS)}"`
  const any = () => (seldom(12) ? `"${pick(dice, TELLING)}"` : jsonValue(dice, 3))
  const object = (...members: readonly (readonly [string, string] | undefined)[]) => {
    const given = members.flatMap((member) => (member === undefined ? [] : [member]))
    if (seldom(6)) given.reverse()
    if (seldom(40)) given.splice(dice(given.length + 1), 0, [`k${dice(3)}`, any()])
    const space = pick(dice, ['', '', ' '])
    return `{${given.map(([name, value]) => `${space}"${name}":${space}${value}`).join(',')}}`
  }
  const array = (items: readonly string[]) => `[${items.join(pick(dice, [',', ', ']))}]`
  const maybe = <T>(value: T): T | undefined => (seldom(2) ? value : undefined)
  return { seldom, text, any, object, array, maybe }
}

type Writer = ReturnType<typeof writer>

/** A block of the conversation format, mostly of a kind that its side may have. */
const blockOf = (
  dice: Dice,
  side: 'user' | 'assistant',
  { text, any, object, array, seldom }: Writer,
) => {
  const source = () =>
    object([
      's3Location',
      object(
        ['uri', `"${pick(dice, URIS)}"`],
        seldom(6) ? ['bucketOwner', pick(dice, ['"123456789012"', '"1"', '7'])] : undefined,
      ),
    ])
  const media = (kind: string, formats: readonly string[]) =>
    object([kind, object(['format', `"${pick(dice, formats)}"`], ['source', source()])])
  const id = () => `"t${dice(3)}"`
  const asked = [
    () => media('image', ['png', 'jpeg', 'webp', 'bmp']),
    () => media('image', ['png']),
    () => media('video', ['mp4', 'webm']),
    () => media('document', ['pdf', 'txt']),
    () =>
      object([
        'toolResult',
        object(['toolUseId', id()], ['content', array([object(['json', any()])])]),
      ]),
  ]
  const answered = [
    () => object(['reasoningContent', object(['reasoningText', object(['text', text()])])]),
    () =>
      object(['toolUse', object(['toolUseId', id()], ['name', `"f${dice(3)}"`], ['input', any()])]),
  ]
  if (!seldom(3)) return object(['text', text()])
  return pick(dice, seldom(8) !== (side === 'user') ? asked : answered)()
}

const toolConfig = (dice: Dice, { object, array, text, seldom }: Writer) => {
  const schema = () => object(['json', object(['type', '"object"'], ['properties', '{}'])])
  const spec = (_: unknown, i: number) =>
    object([
      'toolSpec',
      object(
        ['name', `"f${seldom(9) ? 0 : i}"`],
        seldom(3) ? ['description', text()] : undefined,
        seldom(12) ? undefined : ['inputSchema', schema()],
      ),
    ])
  return object(['tools', array(Array.from({ length: dice(4) }, spec))])
}

const conversation = (dice: Dice, format: RecordFormatName): string => {
  const make = writer(dice)
  const { object, array, text, maybe, seldom } = make
  const isRich = format === 'converse' && seldom(2)
  const block = (side: 'user' | 'assistant') =>
    isRich ? blockOf(dice, side, make) : object(['text', text()])
  const content = (side: 'user' | 'assistant') =>
    format === 'haiku' ? text() : array(Array.from({ length: 1 + dice(2) }, () => block(side)))
  const turn = (side: 'user' | 'assistant') =>
    object(['role', `"${side}"`], ['content', content(side)])
  const both = Array.from({ length: 1 + dice(2) }, () => [turn('user'), turn('assistant')]).flat()
  const turns = format === 'distill-prompts' ? both.slice(0, 1 + dice(both.length)) : both
  const system = format === 'haiku' ? text() : array([object(['text', text()])])
  return object(
    maybe(['schemaVersion', '"bedrock-conversation-2024"']),
    maybe(['system', system]),
    ['messages', array(turns)],
    isRich ? maybe(['toolConfig', toolConfig(dice, make)]) : undefined,
  )
}

const graded = (dice: Dice): string => {
  const { object, array, text, any, maybe, seldom } = writer(dice)
  const turn = () =>
    object(
      ['role', `"${pick(dice, ['user', 'user', 'system', 'assistant'])}"`],
      ['content', text()],
      seldom(6) ? ['name', any()] : undefined,
    )
  const tool = () => object(['type', '"function"'], ['function', object(['name', text()])])
  return object(
    maybe(['id', seldom(6) ? any() : text()]),
    ['messages', array(Array.from({ length: 1 + dice(3) }, turn))],
    seldom(8) ? undefined : ['reference_answer', any()],
    seldom(4) ? ['tools', array([tool(), tool()].slice(dice(3)))] : undefined,
    seldom(20) ? [pick(dice, ['system', 'toolConfig']), any()] : undefined,
    maybe([`extra ${dice(9)}`, any()]),
    maybe(['more', any()]),
  )
}

const logged = (dice: Dice): string => {
  const make = writer(dice)
  const { object, array, text, any, maybe, seldom } = make
  const said = () =>
    seldom(2) ? text() : array([object(maybe(['type', '"text"']), ['text', text()])])
  const turn = () => object(['role', '"user"'], ['content', seldom(12) ? any() : said()])
  const body = object(
    maybe(['system', said()]),
    seldom(6) ? undefined : ['messages', array(seldom(9) ? [turn(), turn()] : [turn()])],
    seldom(4) ? ['toolConfig', toolConfig(dice, make)] : undefined,
    maybe(['inferenceConfig', any()]),
  )
  const operation = pick(dice, [
    'Converse',
    'InvokeModel',
    'InvokeModelWithResponseStream',
    'Rerank',
  ])
  return object(
    ['schemaType', '"ModelInvocationLog"'],
    maybe(['timestamp', '"2026-11-20T10:00:00Z"']),
    maybe(['accountId', '"123456789012"']),
    ['modelId', seldom(12) ? any() : text()],
    ['operation', `"${operation}"`],
    ['input', object(['inputBodyJson', body], maybe(['inputTokenCount', any()]))],
    ['output', object(['outputBodyJson', seldom(9) ? any() : object(['output', any()])])],
    maybe(['requestMetadata', object(['team', seldom(8) ? any() : text()])]),
    seldom(20) ? ['errorCode', any()] : undefined,
  )
}

/** A record of a format as a line without its ending, mostly a good one. */
export const recordOf = (dice: Dice, format: RecordFormatName): string => {
  const { object, text, seldom } = writer(dice)
  switch (format) {
    case 'prompt-completion':
      return object(['prompt', text()], ['completion', text()])
    case 'continued-pre-training':
      return object([seldom(5) ? 'text' : 'input', text()])
    case 'image-caption':
      return object(['image-ref', `"${pick(dice, URIS)}"`], ['caption', text()])
    case 'rft':
      return graded(dice)
    case 'invocation-log':
      return logged(dice)
    default:
      return conversation(dice, format)
  }
}
