import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judgeAgreement, ofShadow } from '../../src/lib/domain/shadow/agreement.ts'
import { compareAnswers } from '../../src/lib/domain/shadow/answers.ts'
import { type CapturedAnswer, readCaptured } from '../../src/lib/domain/shadow/captured.ts'
import { pairAnswers } from '../../src/lib/domain/shadow/pairs.ts'
import { comparedSpan, worstOf } from '../../src/lib/domain/shadow/span.ts'

const answer = (eventId: string, text: string, more: Partial<CapturedAnswer> = {}) => ({
  eventId,
  at: '2026-11-22T10:00:00Z',
  output: { contentType: 'application/json', text },
  ...more,
})

const input = (text: string) => ({ input: { contentType: 'application/json', text } })

/** One answer each of production and shadow to the same request. */
const compared = (mine: string, theirs: string, tolerance = 0, ignore: readonly string[] = []) =>
  compareAnswers(pairAnswers([answer('1', mine)], [answer('1', theirs)]), {
    tolerance,
    ignore,
    examples: 3,
  })

const line = (output: object, more: object = {}) =>
  JSON.stringify({
    captureData: { endpointOutput: { mode: 'OUTPUT', ...output } },
    eventMetadata: { eventId: 'e', inferenceTime: '2026-11-22T10:00:00Z', ...more },
    eventVersion: '0',
  })

describe('a line of captured data', () => {
  it('gives its answer as it was, also from Base64', () => {
    const data = Buffer.from('{"a":1}').toString('base64')
    const read = readCaptured(line({ data, encoding: 'BASE64' }, { inferenceId: 'mine' }))
    expect(read).toMatchObject({ eventId: 'e', inferenceId: 'mine', output: { text: '{"a":1}' } })
  })

  it.each([
    'not JSON',
    '{}',
    line({ encoding: 'JSON' }),
    line({}).replace('endpointOutput', 'other'),
  ])('%s is no answer', (text) => expect(readCaptured(text)).toBeUndefined())
})

describe('answers are paired', () => {
  it('by the id of the caller before that of the event before the input', () => {
    const production = [
      answer('p1', 'a', { inferenceId: 'i', ...input('x') }),
      answer('same', 'b', input('y')),
      answer('p3', 'c', input('z')),
      answer('p4', 'd', input('alone')),
    ]
    const shadow = [
      answer('s3', 'C', input('z')),
      answer('same', 'B', input('x')),
      answer('s1', 'A', { inferenceId: 'i', ...input('y') }),
    ]
    const { pairs, unpaired } = pairAnswers(production, shadow)
    const told = pairs.map(({ production: p, shadow: s, by }) => [p.output.text, s.output.text, by])
    expect(told).toEqual([
      ['a', 'A', 'inferenceId'],
      ['b', 'B', 'eventId'],
      ['c', 'C', 'input'],
    ])
    expect(unpaired).toEqual({ production: 1, shadow: 0 })
  })

  it('without using one twice, whatever the ids are', () => {
    const ids = fc.array(fc.constantFrom('1', '2', '3'), { maxLength: 12 })
    fc.assert(
      fc.property(ids, ids, (mine, theirs) => {
        const left = mine.map((id) => answer(id, 'a'))
        const right = theirs.map((id) => answer(id, 'b'))
        const { pairs, unpaired } = pairAnswers(left, right)
        expect(new Set(pairs.map(({ shadow }) => shadow)).size).toBe(pairs.length)
        expect(pairs.length + unpaired.production).toBe(left.length)
        expect(pairs.length + unpaired.shadow).toBe(right.length)
      }),
    )
  })
})

describe('two answers', () => {
  it.each([
    ['{"a":1,"b":[2,{"c":"x"}]}', '{"b":[2,{"c":"x"}],"a":1}', 0],
    ['{"score":0.5}', '{"score":0.505}', 0.01],
    ['{"score":1000}', '{"score":1009}', 0.01],
    ['plain text', 'plain text', 0],
  ])('%s and %s agree within %s', (mine, theirs, tolerance) =>
    expect(compared(mine, theirs, tolerance).agreed).toBe(1),
  )

  it.each([
    ['{"score":0.5}', '{"score":0.52}', 'score'],
    ['{"p":[{"label":"a"}]}', '{"p":[{"label":"b"}]}', 'p[0].label'],
    ['{"a":1}', '{"a":"1"}', 'a'],
    ['{"a":[]}', '{}', 'a'],
    ['yes', 'no', ''],
  ])('%s and %s differ first at "%s"', (mine, theirs, where) => {
    const { agreed, examples } = compared(mine, theirs, 0.01)
    expect(agreed).toBe(0)
    expect(examples[0]?.where).toBe(where)
  })

  it('may differ where nobody looks', () => {
    const ignore = ['p[].id']
    expect(compared('{"p":[{"id":1,"v":2}]}', '{"p":[{"id":9,"v":2}]}', 0, ignore).agreed).toBe(1)
  })

  it('of CSV are compared cell by cell', () => {
    const csv = (eventId: string, text: string) =>
      answer(eventId, text, { output: { contentType: 'text/csv; charset=utf-8', text } })
    const pairing = pairAnswers([csv('1', '0.1,b\n')], [csv('1', '0.3,b')])
    const { examples, numbers } = compareAnswers(pairing, { tolerance: 0, ignore: [], examples: 1 })
    expect(examples[0]).toMatchObject({ where: '[0]', production: '0.1', shadow: '0.3' })
    expect(numbers?.meanDifference).toBeCloseTo(0.2)
  })
})

it('closeness tells how far numbers are apart, and examples are bounded', () => {
  const scores = [0, 1, 2, 3]
  const mine = scores.map((score) => answer(String(score), JSON.stringify({ score })))
  const theirs = scores.map((score) => answer(String(score), JSON.stringify({ score: 2 * score })))
  const rules = { tolerance: 0, ignore: [], examples: 2 }
  const { agreed, numbers, examples } = compareAnswers(pairAnswers(mine, theirs), rules)
  expect(agreed).toBe(1)
  expect(examples).toHaveLength(2)
  expect(numbers).toEqual({
    compared: 4,
    meanDifference: 1.5,
    medianDifference: 1.5,
    largestDifference: 3,
    correlation: expect.closeTo(1),
  })
})

describe('agreement', () => {
  it.each([
    [[0.96, 0.99], 'pass'],
    [[0.9, 0.94], 'fail'],
    [[0.9, 0.97], 'inconclusive'],
  ] as const)('with an interval of %j against 95 %% is a %s', (interval, verdict) =>
    expect(judgeAgreement({ agreed: 19, pairs: 20, interval }, 0.95).verdict).toBe(verdict),
  )
})

describe('the time that is compared', () => {
  const asked = { from: 0, to: 600_000 }
  const minute = (at: number, complete = true) => ({ at: at * 60_000, invocations: 5, complete })

  it('leaves out the shadow’s first minute and those that still arrive', () => {
    const minutes = [minute(2), minute(3), minute(4), minute(5, false)]
    expect(comparedSpan(minutes, asked)).toEqual({
      inner: { from: 180_000, to: 300_000 },
      outer: { from: 120_000, to: 600_000 },
    })
  })

  it('is all that there is where nothing would be left, or nothing came', () => {
    expect(comparedSpan([minute(2)], asked).inner).toEqual({ from: 120_000, to: 180_000 })
    expect(comparedSpan([], asked).inner).toEqual(asked)
  })
})

it('the worst judgement speaks, and is said of shadow and production', () => {
  const of = (metric: string, verdict: 'pass' | 'fail' | 'inconclusive') => ({
    metric,
    verdict,
    reason: metric,
  })
  expect(worstOf([of('a', 'pass'), of('b', 'fail'), of('c', 'inconclusive')]).reason).toBe('b')
  expect(worstOf([of('a', 'pass'), of('errors', 'pass')]).reason).toBe('errors')
  expect(worstOf([]).verdict).toBe('inconclusive')
  expect(ofShadow("The canary's requests; the baseline failed")).toBe(
    "The shadow's requests; production failed",
  )
})
