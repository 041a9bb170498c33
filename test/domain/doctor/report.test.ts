import fc from 'fast-check'
import { expect, it } from 'vitest'
import { displayWidth } from '../../../src/lib/domain/core/width.ts'
import { CHECKS, type Verdict } from '../../../src/lib/domain/doctor/checks.ts'
import { doctorLines } from '../../../src/lib/domain/doctor/lines.ts'
import { reportOf, type Told } from '../../../src/lib/domain/doctor/report.ts'
import { styleFor } from '../../../src/lib/io/style.ts'

const told = (id: Told['id'], verdict: Partial<Verdict> & Pick<Verdict, 'status'>): Told => ({
  id,
  verdict: { detail: 'so', ...verdict },
})

const report = (all: readonly Told[], failOn: 'warn' | 'fail' = 'fail') =>
  reportOf(all, { for: ['finetune run'], target: 'aws', failOn })

it('orders by repair, whatever was done first', () => {
  const { checks, next } = report([
    told('D20', { status: 'fail', remedy: { text: 'second' } }),
    told('D17', { status: 'fail', remedy: { text: 'first', command: 'aws sso login' } }),
  ])
  expect(checks.map(({ id }) => id)).toEqual(['D17', 'D20'])
  expect(next).toBe('aws sso login')
})

it.each([
  ['fail', 'warn', false],
  ['warn', 'warn', true],
  ['warn', 'unknown', false],
  ['fail', 'fail', true],
  ['warn', 'not-applicable', false],
] as const)('--fail-on %s counts %s as failed: %s', (failOn, status, failed) => {
  expect(report([told('D01', { status })], failOn).failed).toBe(failed)
})

it('tells a fault that others met once, in the place of its own check', () => {
  const fault = { id: 'D17' as const, status: 'fail' as const, detail: 'expired' }
  const { checks } = report([
    told('D17', { status: 'ok' }),
    { id: 'D01', verdict: fault },
    { id: 'D02', verdict: fault },
  ])
  expect(checks).toMatchObject([{ id: 'D17', status: 'fail', detail: 'expired' }])
})

it('keeps what a check found wrong itself above what others met', () => {
  const { checks } = report([
    told('D17', { status: 'fail', detail: 'no credentials' }),
    { id: 'D01', verdict: { id: 'D17', status: 'fail', detail: 'unknown keys' } },
  ])
  expect(checks).toMatchObject([{ id: 'D17', detail: 'no credentials' }])
})

const SCREEN = report([
  told('D11', { status: 'ok', detail: '22.11.0' }),
  told('D15', { status: 'not-applicable', detail: 'none is set' }),
  told('D17', { status: 'ok', detail: 'profile dev (SSO), for another 7h 12m' }),
  told('D06', {
    status: 'fail',
    detail: 'no policy allows you iam:PassRole',
    remedy: {
      text: 'Add this statement.',
      command: 'mlctl iam policy --for "finetune run"',
      missing: [
        {
          to: { kind: 'caller', arn: 'a' },
          statement: { Effect: 'Allow', Action: 'iam:PassRole' },
        },
      ],
    },
  }),
  told('D20', {
    status: 'unknown',
    detail: 'not looked at: D05 Role comes first',
    evidence: { after: 'D05' },
  }),
])

it('shows people what is wrong with its remedy, and leaves out what is of no concern', () => {
  const lines = doctorLines(SCREEN, { style: styleFor(false, true), columns: 80, tty: true })
  expect(lines).toEqual([
    'This machine',
    '  ✓ D11 Node.js: 22.11.0',
    'The way to AWS',
    '  ✓ D17 Credentials: profile dev (SSO), for another 7h 12m',
    'Who you are',
    '  ✗ D06 Your rights: no policy allows you iam:PassRole',
    '      Add this statement.',
    '      {"Effect":"Allow","Action":"iam:PassRole"}',
    '      mlctl iam policy --for "finetune run"',
    'After D05: D20 Rights of the role',
    '',
    '1 failed, 1 could not be told, 2 fine for mlctl finetune run.',
  ])
})

it('gives scripts one line a check, whole, with the line that repairs it', () => {
  const lines = doctorLines(SCREEN, { style: styleFor(false, true), columns: 40, tty: false })
  expect(lines[3]).toBe(
    'fail\tD06\tYour rights\tno policy allows you iam:PassRole\tmlctl iam policy --for "finetune run"',
  )
  expect(lines).toHaveLength(7)
})

it('fits any width, but for commands, which are copied, and words that are longer', () => {
  const word = fc.stringMatching(/^[a-z:*]{1,12}$/)
  const sentence = fc.array(word, { minLength: 1, maxLength: 30 }).map((words) => words.join(' '))
  fc.assert(
    fc.property(
      fc.constantFrom(...CHECKS.map(({ id }) => id)),
      sentence,
      fc.integer({ min: 40, max: 120 }),
      (id, detail, columns) => {
        const one = report([told(id, { status: 'fail', detail, remedy: { text: detail } })])
        const lines = doctorLines(one, { style: styleFor(false, true), columns, tty: true })
        expect(lines.every((line) => displayWidth(line) <= columns)).toBe(true)
      },
    ),
  )
})
