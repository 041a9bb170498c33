import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseArn, parseS3Uri } from '../../src/lib/domain/core/arn.ts'
import { budgetObjections } from '../../src/lib/domain/core/budget.ts'
import { commandLine, shellWord } from '../../src/lib/domain/core/command-line.ts'
import { demandsOf } from '../../src/lib/domain/core/consent.ts'
import { countOf } from '../../src/lib/domain/core/count.ts'
import { canonicalJson, clientToken, digestOf } from '../../src/lib/domain/core/digest.ts'
import { durationFlag, formatDuration, parseDuration } from '../../src/lib/domain/core/duration.ts'
import { identifierProblem } from '../../src/lib/domain/core/identifier.ts'
import { decimal, dollars, parseUsd, usd } from '../../src/lib/domain/core/money.ts'
import { nearest } from '../../src/lib/domain/core/nearest.ts'
import { totalCost } from '../../src/lib/domain/core/plan.ts'
import { table } from '../../src/lib/domain/core/table.ts'

describe('money', () => {
  it.each([
    [60.5, '60.50', '$60.50'],
    [44165, '44165.00', '$44,165.00'],
    [0.000378, '0.000378', '$0.00038'],
    [0, '0.00', '$0.00'],
    [1.95, '1.95', '$1.95'],
    [0.115, '0.115', '$0.115'],
    [0.7364, '0.7364', '$0.7364'],
  ])('%d dollars are %s in JSON and %s for people', (amount, json, text) => {
    expect(decimal(usd(amount))).toBe(json)
    expect(dollars(usd(amount))).toBe(text)
  })

  it('sums exactly: decimal text read back gives the same amount', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 10 ** 14 }),
        (micro) => parseUsd(decimal(micro)) === micro,
      ),
    )
  })

  it.each(['', '-1', '1e3', '1,000', 'free', '1.1234567'])('%j is no amount', (text) =>
    expect(parseUsd(text)).toBeUndefined(),
  )
})

describe('durations', () => {
  it.each([
    ['90s', 90_000],
    ['45m', 2_700_000],
    ['1h30m', 5_400_000],
    ['0', 0],
    ['500ms', 500],
    ['10', undefined],
    ['h', undefined],
    ['1h garbage', undefined],
  ])('%s is %s ms', (text, ms) => expect(parseDuration(text)).toBe(ms))

  it.each([
    [8_000, '8s'],
    [250_000, '4m 10s'],
    [3_840_000, '1h 04m'],
    [183_600_000, '2d 03h'],
    [-5, '0s'],
  ])('%d ms read %s', (ms, text) => expect(formatDuration(ms)).toBe(text))

  it.each([
    [600_000, '10m'],
    [14_400_000, '4h'],
    [5_400_000, '1h30m'],
    [0, '0'],
  ])('%d ms are typed as %s', (ms, text) => expect(durationFlag(ms)).toBe(text))

  it('are read as they are typed', () => {
    fc.assert(
      fc.property(fc.nat(10 ** 10), (ms) => {
        expect(parseDuration(durationFlag(ms))).toBe(ms)
      }),
    )
  })
})

describe('content identity', () => {
  it('does not depend on the order of members', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const reversed = Object.fromEntries(Object.entries(value).reverse())
        return canonicalJson(value) === canonicalJson(reversed)
      }),
    )
  })

  it('gives tokens that Bedrock takes: letters, digits and dashes', () =>
    expect(clientToken({ any: 'content' })).toMatch(/^[a-zA-Z0-9-]{1,256}$/))

  it('differs for different content', () => expect(digestOf({ a: 1 })).not.toBe(digestOf({ a: 2 })))
})

describe('command lines', () => {
  it('leaves out what was not set and repeats lists', () =>
    expect(
      commandLine(['a', 'b'], { x: 1, no: undefined, flag: true, off: false, tag: ['k=v', 'a b'] }),
    ).toBe("mlctl a b --x 1 --flag --tag k=v --tag 'a b'"))

  it.each([
    ['plain', 'plain'],
    ["it's", `'it'\\''s'`],
    ['$HOME', "'$HOME'"],
    ['', "''"],
  ])('%j becomes the shell word %s', (text, word) => expect(shellWord(text)).toBe(word))
})

describe('addresses', () => {
  it.each([
    [
      'arn:aws:iam::111122223333:role/x',
      { service: 'iam', account: '111122223333', resource: 'role/x' },
    ],
    [
      'arn:aws:bedrock:us-east-1::foundation-model/a:b',
      { region: 'us-east-1', account: '', resource: 'foundation-model/a:b' },
    ],
  ])('%s is read', (text, parts) => expect(parseArn(text)).toMatchObject(parts))
  it.each(['', 'role/x', 'arn:aws:iam'])('%j is no ARN', (text) =>
    expect(parseArn(text)).toBeUndefined(),
  )
  it('splits S3 URIs at the first slash', () =>
    expect(parseS3Uri('s3://b/k/e/y')).toEqual({ bucket: 'b', key: 'k/e/y' }))
})

describe('did you mean', () => {
  it.each([
    ['regoin', ['region', 'profile'], ['region']],
    ['nova-mirco', ['nova-micro', 'nova-pro'], ['nova-micro']],
    ['zzz', ['region'], []],
    ['sttaus', ['start', 'status', 'stop'], ['status']],
    ['stat', ['status', 'stop'], ['status']],
    ['bar', ['buy', 'list', 'update'], []],
    ['list', ['test', 'lint'], ['lint']],
    ['xy', ['add', 'run'], []],
    ['', ['run', 'list'], []],
  ])('%s among %j suggests %j', (word, candidates, expected) =>
    expect(nearest(word, candidates)).toEqual(expected),
  )
})

describe('what can be the name of something', () => {
  const arn = (kind: string) => `arn:aws:bedrock:us-east-1:111122223333:${kind}/abcdefghij12`
  it.each([
    ['foo', 'deployment'],
    [arn('custom-model-deployment'), 'deployment'],
    ['fraud-pt', 'purchase'],
    [arn('provisioned-model'), 'purchase'],
    ['amazon.nova-micro-v1:0:128k', 'model'],
    [arn('custom-model/amazon.nova-micro-v1:0:128k'), 'model'],
    ['arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-micro-v1:0', 'model'],
    ['job-1.a+b', 'job'],
    [arn('model-customization-job/amazon.nova-micro-v1:0'), 'job'],
  ] as const)('%s may be a %s', (text, kind) =>
    expect(identifierProblem(text, kind)).toBeUndefined(),
  )
  it.each([
    ['foo bar', 'deployment'],
    ['', 'deployment'],
    ['a.b', 'deployment'],
    [arn('provisioned-model'), 'deployment'],
    ['-x', 'purchase'],
    ['foo bar', 'purchase'],
    ['foo bar', 'model'],
    ['arn:aws:s3:::bucket', 'model'],
    ['foo\n', 'model'],
    ['a_b', 'job'],
    ['foo bar', 'job'],
  ] as const)('%j cannot be a %s', (text, kind) =>
    expect(identifierProblem(text, kind)).toEqual(expect.any(String)),
  )
})

describe('counting', () => {
  it.each([
    [0, '0 rows'],
    [1, '1 row'],
    [2, '2 rows'],
    [12_345, '12,345 rows'],
  ])('%d is %s', (n, text) => expect(countOf(n, 'row')).toBe(text))
  it('takes another plural', () =>
    expect([1, 3].map((n) => countOf(n, 'job is', 'jobs are'))).toEqual(['1 job is', '3 jobs are']))
})

describe('the confirmation ladder', () => {
  const step = (danger: Parameters<typeof demandsOf>[0][number]['danger']) => ({
    danger,
    summary: 'do it',
  })
  const commitment = step({ level: 'commitment', name: 'pt', term: 'OneMonth' })
  const hourly = step({ level: 'hourly', name: 'pt', perHour: usd(60.5) })
  const unknownHourly = step({ level: 'hourly', name: 'pt', perHour: 'unknown' })
  const severe = step({ level: 'severe', name: 'model-x' })
  const moderate = step({ level: 'moderate' })

  it.each([
    ['nothing for harmless steps', [step({ level: 'none' })], { yes: false }, []],
    ['--yes for moderate ones', [moderate], { yes: false }, ['yes']],
    ['nothing more with --yes', [moderate, moderate], { yes: true }, []],
    ['a typed name for severe ones, whatever --yes says', [severe], { yes: true }, ['type-name']],
    ['the right name', [severe], { yes: true, confirm: 'model-y' }, ['type-name']],
    ['nothing with --confirm', [severe], { yes: true, confirm: 'model-x' }, []],
    [
      'the term for a commitment',
      [commitment],
      { yes: true, acceptHourlyCost: usd(99) },
      ['type-name'],
    ],
    ['the same term', [commitment], { yes: true, acceptCommitment: 'SixMonths' }, ['type-name']],
    [
      'nothing with the accepted term',
      [commitment],
      { yes: false, acceptCommitment: 'OneMonth' },
      [],
    ],
    ['an accepted amount for hourly capacity', [hourly], { yes: true }, ['type-name']],
    [
      'an amount that covers the price',
      [hourly],
      { yes: true, acceptHourlyCost: usd(60.49) },
      ['type-name'],
    ],
    ['nothing when it covers', [hourly], { yes: true, acceptHourlyCost: usd(60.5) }, []],
    [
      'the word unknown for an unknown price',
      [unknownHourly],
      { yes: true, acceptHourlyCost: usd(1e6) },
      ['type-name'],
    ],
    [
      'nothing with that word',
      [unknownHourly],
      { yes: true, acceptHourlyCost: 'unknown' as const },
      [],
    ],
    [
      'one name once, however many steps change it',
      [severe, severe],
      { yes: false },
      ['type-name'],
    ],
    [
      'each of two names',
      [severe, step({ level: 'severe', name: 'model-y' })],
      { yes: false },
      ['type-name', 'type-name'],
    ],
    ['each of two prices', [hourly, hourly], { yes: false }, ['type-name', 'type-name']],
    ['only the hardest question', [moderate, severe], { yes: false }, ['type-name']],
  ])('asks for %s', (_what, steps, consent, kinds) =>
    expect(demandsOf(steps, consent).map((demand) => demand.kind)).toEqual(kinds),
  )
})

describe('the budget', () => {
  const total = { once: usd(3), perMonth: usd(100), unknown: [] }
  it.each([
    ['no limits', {}, 0],
    ['limits above', { perMonth: usd(100), perRun: usd(3) }, 0],
    ['a lower month', { perMonth: usd(99) }, 1],
    ['a lower run', { perRun: usd(2.99) }, 1],
  ])('with %s objects %s times', (_what, budget, count) =>
    expect(budgetObjections(total, budget)).toHaveLength(Number(count)),
  )

  it('objects to an unknown price only where there is a limit and no permission', () => {
    const unknown = { once: 0, perMonth: 0, unknown: ['no price for x'] }
    expect(budgetObjections(unknown, {})).toEqual([])
    expect(budgetObjections(unknown, { perMonth: usd(1) })).toHaveLength(1)
    expect(budgetObjections(unknown, { perMonth: usd(1), allowUnknownPrice: true })).toEqual([])
  })

  it('counts hourly capacity for the whole month', () =>
    expect(totalCost([{ cost: { perHour: usd(1) } }]).perMonth).toBe(usd(730)))
})

describe('tables', () => {
  const columns = [
    { title: 'name', of: (row: readonly string[]) => row[0] ?? '' },
    { title: 'n', of: (row: readonly string[]) => row[1] ?? '', align: 'right' as const },
  ]
  it('are aligned and cut on a terminal', () =>
    expect(
      table(
        columns,
        [
          ['日本', '5'],
          ['ab', '12'],
        ],
        { tty: true, columns: 8 },
      ),
    ).toBe('NAME   N\n日本   5\nab    12'))
  it('are tab-separated and whole in a pipe', () =>
    expect(table(columns, [['a\tb', '5']], { tty: false, columns: 3 })).toBe('NAME\tN\na b\t5'))
})
