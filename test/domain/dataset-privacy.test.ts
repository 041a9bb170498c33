import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allowList } from '../../src/lib/domain/dataset/privacy/allow-list.ts'
import { luhn, mod97, verhoeff } from '../../src/lib/domain/dataset/privacy/checksums.ts'
import {
  DETECTORS,
  findPrivate,
  mayHoldPrivate,
} from '../../src/lib/domain/dataset/privacy/detect.ts'
import { privacyCheck, privacyRules } from '../../src/lib/domain/dataset/privacy/rules.ts'
import { TRAIT, traitsOf } from '../../src/lib/domain/dataset/privacy/traits.ts'
import { cpuMs } from '../support/cpu-time.ts'
import { BENIGN, TRUE_VALUES, type TrueValue } from '../support/private-values.ts'

const seen = (text: string, minConfidence: 'medium' | 'low' = 'medium') =>
  findPrivate(text, { minConfidence }).map(({ detector, value }) => [detector.id, value])

const named = (rows: readonly TrueValue[]) =>
  rows.map(([id, value, before = '', least]) => ({ id, value, before, least }))

describe.each(Object.entries(TRUE_VALUES))('finds every %s', (_kind, rows) => {
  it.each(named(rows))('$id: $value', ({ id, value, before, least }) => {
    expect(seen(`${before}${value}`, least)).toEqual([[id, value]])
    expect(seen(`Dear team,\n${before}${value}. Thanks`, least)).toEqual([[id, value]])
    expect(seen(`${before}${value}, and more`, least)).toEqual([[id, value]])
  })
})

describe.each(Object.entries(BENIGN))('takes nothing for %s that is none', (_kind, texts) => {
  it.each(texts)('%s', (text) => expect(seen(text)).toEqual([]))
})

it('has at least fifteen true and fifteen false examples for each kind of value', () => {
  for (const [kind, rows] of Object.entries(TRUE_VALUES)) {
    expect(rows.length, kind).toBeGreaterThanOrEqual(15)
    expect(BENIGN[kind]?.length, kind).toBeGreaterThanOrEqual(15)
  }
})

it('finds the password inside a URL, and only that', () => {
  expect(seen('postgres://bob:tr0ub4dor@db.acme.io/x')).toEqual([['password-in-url', 'tr0ub4dor']])
  expect(seen('postgres://bob@db.acme.io:5432/x')).toEqual([['email', 'bob@db.acme.io']])
  expect(seen('https://user:password@host/x')).toEqual([])
})

it('has a true example for each detector', () => {
  const shown = new Set(Object.values(TRUE_VALUES).flatMap((rows) => rows.map(([id]) => id)))
  const unseen = DETECTORS.map(({ id }) => id).filter((id) => !shown.has(id))
  expect(unseen).toEqual(['password-in-url'])
})

it('passes the gate with every true value, as text and as JSON', () => {
  for (const [id, value, before = ''] of Object.values(TRUE_VALUES).flat()) {
    const search = { minConfidence: 'low' } as const
    expect(mayHoldPrivate(before + value, search), id).toBe(true)
    expect(mayHoldPrivate(JSON.stringify({ text: before + value }), search), id).toBe(true)
  }
})

it('looks behind escapes of ASCII characters', () => {
  const line = JSON.stringify({ text: 'anna@firma.de' }).replace('@', '\\u0040')
  expect(mayHoldPrivate(line, { minConfidence: 'medium' })).toBe(true)
})

it.each([
  ['\\u0040', true],
  ['\\u007e', true],
  ['\\/', true],
  ['\\n', false],
  ['\\u00e9', false],
  ['\\\\u0040', false],
])('an escape %s in JSON hides ASCII: %s', (written, hides) => {
  expect((traitsOf(`{"a":"${written}"}`, true) & TRAIT.escape) !== 0).toBe(hides)
  expect(traitsOf(written, false) & TRAIT.escape).toBe(0)
})

it.each([
  ['*@acme.com', 'info@acme.com', true],
  ['*@ACME.com', 'Info@acme.COM', true],
  ['info@*.com', 'info@acme.com', true],
  ['i*@*me.*', 'info@acme.com', true],
  ['info@acme.com', 'info@acme.com', true],
  ['info@acme.com*com', 'info@acme.com', false],
  ['*acme*acme*', 'info@acme.com', false],
  ['info', 'info@acme.com', false],
  ['*.org', 'info@acme.com', false],
])('the pattern %s allows %s: %s', (pattern, value, allowed) => {
  const list = allowList([{ pattern, reason: 'test' }])
  expect(list.allows('email', value)).toBe(allowed)
})

it('sees two values side by side, and one place only once', () => {
  expect(seen('4111 1111 1111 1111 12/26, DE89 3704 0044 0532 0130 00 BIC COBADEFF')).toEqual([
    ['card-number', '4111 1111 1111 1111'],
    ['iban', 'DE89 3704 0044 0532 0130 00'],
  ])
})

describe('checksums', () => {
  const digits = (min: number, max: number) =>
    fc
      .array(fc.integer({ min: 0, max: 9 }), { minLength: min, maxLength: max })
      .map((d) => d.join(''))
  const completions = (number: string) => [...'0123456789'].filter((d) => luhn(number + d))

  it('Luhn: every number has one check digit, and one wrong digit is seen', () => {
    fc.assert(
      fc.property(digits(5, 18), fc.nat(), fc.integer({ min: 1, max: 9 }), (number, where, add) => {
        const [check = ''] = completions(number)
        expect(completions(number)).toHaveLength(1)
        const whole = [...number, check]
        const at = where % whole.length
        whole[at] = String((Number(whole[at]) + add) % 10)
        expect(luhn(whole.join(''))).toBe(false)
      }),
    )
  })

  it('mod 97: no exchange of two neighbours goes unseen', () => {
    fc.assert(
      fc.property(digits(12, 26), fc.nat(), (number, where) => {
        const at = where % (number.length - 1)
        const [a = '', b = ''] = [number[at], number[at + 1]]
        fc.pre(a !== b)
        const swapped = number.slice(0, at) + b + a + number.slice(at + 2)
        expect(mod97(swapped)).not.toBe(mod97(number))
      }),
    )
  })

  it('mod 97 agrees with big integers', () => {
    fc.assert(
      fc.property(digits(1, 40), (n) => {
        expect(mod97(n)).toBe(Number(BigInt(n) % 97n))
      }),
    )
  })

  it('Verhoeff: one wrong digit is seen', () => {
    fc.assert(
      fc.property(digits(5, 15), fc.nat(), fc.integer({ min: 1, max: 9 }), (number, where, add) => {
        const whole = [...number, [...'0123456789'].find((d) => verhoeff(number + d)) ?? '']
        expect(verhoeff(whole.join(''))).toBe(true)
        const at = where % whole.length
        whole[at] = String((Number(whole[at]) + add) % 10)
        expect(verhoeff(whole.join(''))).toBe(false)
      }),
    )
  })
})

describe('hostile text takes linear time', () => {
  const HOSTILE: readonly (readonly [string, string])[] = [
    ['at signs', '@'],
    ['addresses without end', 'a@a.'],
    ['dotted domain', 'x@a.a.a.a.a.a.a.a.a.a.a.a.'],
    [
      'letters before at',
      'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@',
    ],
    ['digits', '1'],
    ['digits and spaces', '1 '],
    ['digits and dashes', '12-'],
    ['plus signs', '+1'],
    ['card groups', '4111 '],
    ['IBAN starts', 'DE89'],
    ['IBAN starts apart', 'GB82 '],
    ['token marks', 'eyJ'],
    ['token marks and dots', 'eyJeyJeyJeyJ.'],
    ['OpenAI marks', 'sk-'],
    ['AWS marks', 'AKIA'],
    ['key headers', '-----BEGIN PRIVATE KEY-----'],
    ['key headers and text', '-----BEGIN PRIVATE KEY-----AAAA'],
    ['key ends', '-----END PRIVATE KEY-----'],
    ['assignments', 'password=password='],
    ['secret words', 'secret'],
    ['URLs', '://a:'],
    ['colons', 'a:'],
    ['double colons', '::'],
    ['octets', '1.'],
    ['words for telephone', 'tel '],
    ['open brackets', '('],
    ['capital letters', 'ABCDEF12A'],
  ]
  const timeOf = (text: string): number => cpuMs(() => findPrivate(text, { minConfidence: 'low' }))
  it.each(HOSTILE)('%s', (_name, part) => {
    const text = (length: number) => part.repeat(Math.ceil(length / part.length))
    timeOf(text(20_000))
    // Quadratic work at this length would take minutes; linear work takes a fraction of this.
    expect(timeOf(text(1_000_000))).toBeLessThan(5_000)
  })
})

describe('as a rule', () => {
  const check = privacyCheck('warn', { minConfidence: 'medium' })
  const secret = 'AKIAQ3EGRZXW5TBHJ7KP'

  it('never shows a whole value, in message or excerpt', () => {
    for (const [id, value, before = ''] of Object.values(TRUE_VALUES).flat()) {
      const text = `${before}${value} and ${secret}`
      const faults = privacyCheck('warn', { minConfidence: 'low' })?.faults({ text }) ?? []
      expect(faults.length, id).toBeGreaterThan(0)
      for (const { place, shown } of faults) {
        for (const hidden of [value, secret]) {
          expect(place.message).not.toContain(hidden)
          expect(shown().excerpt.text).not.toContain(hidden)
        }
      }
    }
  })

  it('marks the place', () => {
    const [fault] = check?.faults({ messages: [{ content: [{ text: `key ${secret}` }] }] }) ?? []
    expect(fault).toMatchObject({
      rule: { id: 'privacy.aws-access-key-id', severity: 'warning' },
      place: { pointer: '/messages/0/content/0/text', within: 4 },
    })
    expect(fault?.shown().excerpt).toEqual({ text: 'key AKIA********', mark: 4 })
  })

  it('also looks at names and numbers, and not at media', () => {
    const root = { 'anna@firma.de': 1, n: 5555555555554444, bytes: 'anna@firma.de' }
    expect(check?.faults(root).map(({ place, shown }) => [shown().pointer, place.key])).toEqual([
      ['/an********', true],
      ['/n', undefined],
    ])
  })

  it('is an error where that is wished, and silent when off', () => {
    expect(privacyRules('error').every(({ severity }) => severity === 'error')).toBe(true)
    expect(privacyCheck('off', { minConfidence: 'low' })).toBeUndefined()
  })
})
