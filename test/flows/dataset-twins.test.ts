import * as zlib from 'node:zlib'
import { expect, it } from 'vitest'
import type { TwinClaim } from '../../src/lib/domain/dataset/check.ts'
import { dataTarget } from '../../src/lib/flows/dataset/model.ts'
import { twinProof } from '../../src/lib/flows/dataset/twin-proof.ts'
import { validateDataset } from '../../src/lib/flows/dataset/validate.ts'
import { dataPorts } from '../support/data-ports.ts'

const claim = (earlier: number, line: number, file = 'b.jsonl'): TwinClaim => ({
  rule: 'record.duplicate',
  message: `the same record as a.jsonl:${earlier}`,
  at: { file, line },
  earlier: { file: 'a.jsonl', line: earlier },
})

it('keeps the claims that are true and drops those of equal digests alone', async () => {
  const { ports, write } = dataPorts()
  write('a.jsonl', '\ufeffone\r\ntwo\nthree\n')
  write('b.jsonl', '  three\nTWO\none')
  const proof = twinProof()
  for (const path of ['a.jsonl', 'b.jsonl']) proof.mayReadAgain(path)
  const claims = [claim(3, 1), claim(2, 2), claim(1, 3), claim(1, 9)]
  for (const one of claims) expect(proof.hold(() => one)).toBe(true)
  expect(await proof.proven(ports)).toEqual([claims[0], claims[2]])
})

it('holds no claim about what cannot be read again', async () => {
  const { ports } = dataPorts()
  const proof = twinProof()
  proof.mayReadAgain('a.jsonl')
  expect(proof.hold(() => claim(1, 1, '-'))).toBe(false)
  expect(await proof.proven(ports)).toEqual([])
})

it('holds so many claims and no more', () => {
  const proof = twinProof()
  for (const path of ['a.jsonl', 'b.jsonl']) proof.mayReadAgain(path)
  const held = Array.from({ length: 10_001 }, (_, n) => proof.hold(() => claim(1, n)))
  expect([held.at(-2), held.at(-1)]).toEqual([true, false])
})

const record = (n: number) => `${JSON.stringify({ prompt: `p${n}`, completion: 'c' })}\n`

it.each([
  ['plain', (text: string) => text],
  ['packed', (text: string) => zlib.gzipSync(text)],
])(
  'finds duplicates and leaks of %s files, and counts them in their files',
  async (_name, made) => {
    const { ports, write } = dataPorts()
    const target = await dataTarget(ports, { format: 'prompt-completion' })
    const files = [write('train.jsonl', made(record(1) + record(2) + record(1)))]
    const validation = write('valid.jsonl', made(record(2) + record(3)))
    const report = await validateDataset(ports, { ...target, files, validation })
    expect(report.findings.map(({ rule, file, line }) => `${rule} ${file}:${line}`)).toEqual([
      'leak.record train.jsonl:2',
      'record.duplicate train.jsonl:3',
    ])
    expect(report.files.map(({ path, warnings }) => [path, warnings])).toEqual([
      ['train.jsonl', 2],
      ['valid.jsonl', 0],
    ])
  },
)
