import { expect, it } from 'vitest'
import {
  baselineText,
  readAuditBaseline,
  updatedBaseline,
  withBaseline,
} from '../../../src/lib/domain/audit/baseline.ts'
import { countsOf } from '../../../src/lib/domain/audit/tally.ts'
import { findingOf } from '../../support/audit-report.ts'

const A = findingOf('A04.tls-only', 'arn:aws:s3:::a')
const B = findingOf('A04.tls-only', 'arn:aws:s3:::b')
const TODAY = '2026-11-22'
const entriesOf = (text: string) => {
  const read = readAuditBaseline(text)
  if ('problem' in read) throw new Error(read.problem)
  return read.entries
}

it('accepts what it was written of, and counts what came after', () => {
  const acceptance = { reason: 'old demo', acceptedOn: TODAY }
  const entries = entriesOf(baselineText(updatedBaseline([A], [], acceptance)))
  const { findings, stale, expired } = withBaseline([A, B], entries, TODAY)
  expect(findings.map(({ accepted }) => accepted?.reason)).toEqual(['old demo', undefined])
  expect(countsOf(findings).medium).toBe(1)
  expect([stale, expired]).toEqual([0, 0])
})

it.each([
  ['2026-11-21', 1],
  ['2026-11-22', 1],
  ['2026-11-23', 0],
])('counts again from the day %s on that an acceptance ends with', (expiresOn, expired) => {
  const acceptance = { reason: 'for now', acceptedOn: '2026-10-01', expiresOn }
  const known = withBaseline([A], updatedBaseline([A], [], acceptance), TODAY)
  expect([known.expired, countsOf(known.findings).medium]).toEqual([expired, expired])
})

it('keeps reason and day of what it knew, accepts anew what was over, and drops what is gone', () => {
  const old = { reason: 'long known', acceptedOn: '2026-01-01' }
  const over = { reason: 'for now', acceptedOn: '2026-01-01', expiresOn: '2026-02-01' }
  const gone = findingOf('A04.tls-only', 'arn:aws:s3:::gone')
  const before = [...updatedBaseline([A, gone], [], old), ...updatedBaseline([B], [], over)]
  const { findings, stale } = withBaseline([A, B], before, TODAY)
  const now = updatedBaseline(findings, before, { reason: 'again', acceptedOn: TODAY })
  expect(now.map(({ subject, reason, acceptedOn }) => [subject, reason, acceptedOn])).toEqual([
    ['arn:aws:s3:::a', 'long known', '2026-01-01'],
    ['arn:aws:s3:::b', 'again', TODAY],
  ])
  expect(stale).toBe(1)
})

it.each([
  ['{', 'it is not JSON'],
  ['{"schemaVersion":2,"accepted":[]}', 'schemaVersion'],
  ['{"schemaVersion":1,"accepted":[{"fingerprint":"x"}]}', 'accepted/0'],
  ['{"schemaVersion":1,"accepted":[],"more":1}', 'more'],
  [baselineText([{ ...entryOf(), expiresOn: 'tomorrow' }]), 'a day is written as'],
])('refuses %s', (text, problem) =>
  expect(readAuditBaseline(text)).toMatchObject({ problem: expect.stringContaining(problem) }),
)

function entryOf() {
  return { fingerprint: 'f', id: 'A04.tls-only', subject: 's', reason: 'r', acceptedOn: TODAY }
}
