import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { usd } from '../../src/lib/domain/core/money.ts'
import { evaluate, isCorrect, normalized } from '../../src/lib/domain/invoke/evaluation.ts'
import { firstRecord, recordOfJson, systemOf } from '../../src/lib/domain/invoke/records.ts'
import { targetForm } from '../../src/lib/domain/invoke/target.ts'
import { answerCost } from '../../src/lib/domain/invoke/usage.ts'

const ARN = 'arn:aws:bedrock:us-east-1:111122223333'

describe('what a target is', () => {
  it.each([
    [`${ARN}:custom-model-deployment/abcdefghijkl`, 'deployment-arn'],
    [`${ARN}:provisioned-model/abcdefghijkl`, 'provisioned-arn'],
    [`${ARN}:custom-model/amazon.nova-micro-v1:0:128k/abcdefghijkl`, 'custom-model-arn'],
    [`${ARN}:inference-profile/us.amazon.nova-micro-v1:0`, 'profile'],
    [`${ARN}:application-inference-profile/abcdefghijkl`, 'profile'],
    ['us.amazon.nova-micro-v1:0', 'profile'],
    ['global.amazon.nova-2-lite-v1:0', 'profile'],
    ['amazon.nova-micro-v1:0:128k', 'customization-id'],
    ['arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-micro-v1:0:24k', 'customization-id'],
    ['amazon.nova-micro-v1:0', 'base-id'],
    ['meta.llama3-3-70b-instruct-v1:0', 'base-id'],
    ['nova-micro', 'name'],
    ['fraud-v2', 'name'],
    ['Fraud_2', 'name'],
  ])('%s is a %s', (text, kind) => expect(targetForm(text).kind).toBe(kind))
})

describe('records', () => {
  const line = (value: unknown, fields = {}) => recordOfJson(JSON.stringify(value), 7, fields)
  it.each([
    [{ prompt: 'p' }, { line: 7, prompt: 'p' }],
    [
      { prompt: 'p', completion: 'c' },
      { line: 7, prompt: 'p', expected: 'c' },
    ],
    [
      { prompt: 'p', expected: 1, completion: 'c' },
      { line: 7, prompt: 'p', expected: '1' },
    ],
    [
      {
        system: [{ text: 'a' }, { text: 'b' }],
        messages: [
          { role: 'user', content: [{ text: 'q' }] },
          { role: 'assistant', content: [{ text: 'r' }] },
        ],
      },
      { line: 7, prompt: 'q', system: 'a\nb', expected: 'r' },
    ],
    [{ messages: [{ role: 'user', content: 'q' }] }, { line: 7, prompt: 'q' }],
    [{ messages: [{ role: 'assistant', content: 'q' }] }, { line: 7, message: expect.any(String) }],
    [{ question: 'p' }, { line: 7, message: 'has neither "prompt" nor "messages"' }],
    [['p'], { line: 7, message: 'is no JSON object' }],
    [{ prompt: '\n' }, { line: 7, message: 'has an empty prompt' }],
  ])('%j is read as %j', (value, expected) => expect(line(value)).toEqual(expected))

  it.each([
    [
      { q: 'p', a: 'x' },
      { prompt: 'q', expect: 'a' },
      { line: 7, prompt: 'p', expected: 'x' },
    ],
    [{ q: 'p' }, { prompt: 'q', expect: 'a' }, { line: 7, message: 'has no "a"' }],
    [{ a: 'x' }, { prompt: 'q' }, { line: 7, message: 'has no "q"' }],
  ])('%j by the fields %j', (value, fields, expected) =>
    expect(line(value, fields)).toEqual(expected),
  )

  it.each([
    ['{"system":[{"text":"s"}]}\n{"x":', 's'],
    ['\uFEFF{"system":"s"}', 's'],
    ['{"system":[{"text":"s"', undefined],
    ['', undefined],
    ['{"prompt":"p"}', undefined],
  ])('the system prompt of %j is %j', (head, system) =>
    expect(systemOf(firstRecord(head))).toBe(system),
  )
})

describe('evaluation', () => {
  it.each([
    ['fraud', 'Fraud', true],
    ['fraud', ' fraud.\n', true],
    ['a  b', 'a b', true],
    ['fraud', 'fraud, because', false],
    ['1', '10', false],
  ])('%j answered %j is correct: %s', (expected, answer, correct) =>
    expect(isCorrect({ expected, answer })).toBe(correct),
  )

  it('gives precision, recall and f1 of each label', () => {
    const judged = [
      ...Array.from({ length: 6 }, () => ({ expected: 'a', answer: 'a' })),
      ...Array.from({ length: 2 }, () => ({ expected: 'a', answer: 'b' })),
      ...Array.from({ length: 1 }, () => ({ expected: 'b', answer: 'a' })),
      ...Array.from({ length: 1 }, () => ({ expected: 'b', answer: '?' })),
    ]
    const { confusion, accuracy, baseline } = evaluate(judged)
    expect({ accuracy, baseline }).toEqual({ accuracy: 0.6, baseline: 0.8 })
    expect(confusion?.rows).toEqual([
      [6, 2, 0],
      [1, 0, 1],
    ])
    expect(confusion?.perLabel[0]).toEqual({
      label: 'a',
      records: 8,
      precision: 6 / 7,
      recall: 6 / 8,
      f1: 12 / 15,
    })
    expect(confusion?.perLabel[1]).toMatchObject({ precision: 0, recall: 0, f1: 0 })
  })

  it('has no figure without judged records, and no table for free texts', () => {
    expect(evaluate([])).toEqual({ judged: 0, correct: 0 })
    const texts = Array.from({ length: 30 }, (_, at) => ({ expected: `text ${at}`, answer: 'x' }))
    expect(evaluate(texts)).toEqual({ judged: 30, correct: 0, accuracy: 0 })
  })

  it('its table holds every judged record once, and its diagonal the correct ones', () => {
    const label = fc.constantFrom('a', 'b', 'c', 'A.', 'zzz')
    const one = fc.record({ expected: label, answer: fc.oneof(label, fc.string()) })
    fc.assert(
      fc.property(fc.array(one, { minLength: 1, maxLength: 60 }), (judged) => {
        const { confusion, correct, accuracy } = evaluate(judged)
        expect(accuracy).toBe(correct / judged.length)
        if (confusion === undefined) return
        const cells = confusion.rows.flat()
        expect(cells.reduce((sum, count) => sum + count, 0)).toBe(judged.length)
        const diagonal = confusion.rows.reduce((sum, row, at) => sum + (row[at] ?? 0), 0)
        expect(diagonal).toBe(correct)
      }),
    )
  })

  it('judges the same whatever the white space around a text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(normalized(`  ${normalized(text)}\n`)).toBe(normalized(normalized(text)))
      }),
    )
  })
})

describe('the cost of answers', () => {
  const usage = { inputTokens: 2_000_000, outputTokens: 1_000 }
  it.each([
    [{ inputPer1k: 35, outputPer1k: 140 }, usd(0.07014)],
    [{ inputPer1k: 0, outputPer1k: 0 }, 0],
    [{ inputPer1k: 35 }, undefined],
    [{}, undefined],
  ])('at %j is %s', (prices, cost) => expect(answerCost(usage, prices)).toBe(cost))

  it('needs no price for what was not used', () => {
    expect(answerCost({ inputTokens: 0, outputTokens: 0 }, {})).toBe(0)
  })
})
