import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { XMLValidator } from 'fast-xml-parser'
import { expect, it } from 'vitest'
import { cli } from '../support/cli.ts'
import { sandboxWorld } from '../support/sandbox-world.ts'

const record = (n: number, role = 'user') =>
  JSON.stringify({
    messages: [
      { role, content: [{ text: `question ${n}` }] },
      { role: 'assistant', content: [{ text: `answer ${n}` }] },
    ],
  })
const bad = (count: number) =>
  Array.from({ length: count }, (_, i) => `${record(i, 'human')}\n`).join('')

const stage = (files: Readonly<Record<string, string>> = { 'train.jsonl': bad(50) }) => {
  const world = sandboxWorld()
  for (const [name, text] of Object.entries(files)) writeFileSync(join(world.folder, name), text)
  const at = { ports: world.ports, folder: world.folder }
  return {
    ...world,
    run: (line: string) => cli(`dataset validate ${line}`, at),
    path: (name: string) => join(world.folder, name),
    text: (name: string) => readFileSync(join(world.folder, name), 'utf8'),
  }
}

it.each([
  ['sarif', (text: string) => JSON.parse(text).version === '2.1.0'],
  ['junit', (text: string) => XMLValidator.validate(text) === true],
  ['github', (text: string) => text.startsWith('::error file=train.jsonl,line=1,')],
  ['json', (text: string) => JSON.parse(text).schemaVersion === 1],
  [
    'ndjson',
    (text: string) =>
      text
        .trimEnd()
        .split('\n')
        .every((line) => JSON.parse(line).type),
  ],
])('--report %s writes that form to stdout, or to a file, and exits 3', async (form, fits) => {
  const { run, text } = stage()
  const shown = await run(`train.jsonl --format converse --report ${form}`)
  expect(shown.exitCode).toBe(3)
  expect(fits(shown.out)).toBe(true)
  const written = await run(`train.jsonl --format converse --report ${form} -o report.txt`)
  expect(written.exitCode).toBe(3)
  expect(written.out).toContain('report: report.txt')
  expect(fits(text('report.txt'))).toBe(true)
})

it('lists up to --max-errors findings of one rule in reports for machines', async () => {
  const { run } = stage()
  const { out } = await run('train.jsonl --format converse --report sarif --max-errors 40')
  expect(JSON.parse(out).runs[0].results).toHaveLength(40)
})

it('streams every finding as NDJSON with --max-errors 0, the summary last', async () => {
  const { run, io } = stage({ 'train.jsonl': bad(5_000) })
  const shown = await run('train.jsonl --format converse --report ndjson --max-errors 0')
  expect([shown.exitCode, shown.out]).toEqual([3, ''])
  const lines = io.results.map((line) => JSON.parse(line))
  expect(lines.slice(0, -1).map(({ line }) => line)).toEqual(
    Array.from({ length: 5_000 }, (_, i) => i + 1),
  )
  expect(lines.at(-1)).toMatchObject({ type: 'summary', errors: 5_000 })
})

it('streams into a file as well, and leaves none behind when it fails', async () => {
  const { run, text, path } = stage({ 'train.jsonl': bad(2_000) })
  await run('train.jsonl --format converse --report ndjson --max-errors 0 -o found.ndjson')
  expect(text('found.ndjson').trimEnd().split('\n')).toHaveLength(2_001)
  const failed = await run(
    'absent.jsonl --format converse --report ndjson --max-errors 0 -o x.ndjson',
  )
  expect(failed.exitCode).toBe(5)
  expect(existsSync(path('x.ndjson'))).toBe(false)
})

it('gives --json the one document, whatever the report', async () => {
  const { run, text } = stage()
  const shown = await run('train.jsonl --format converse --report junit --json')
  expect(shown.json()).toMatchObject({ verdict: 'invalid', errors: 50 })
  const both = await run('train.jsonl --format converse --report junit -o junit.xml --json')
  expect(both.json()).toMatchObject({ report: { form: 'junit', file: 'junit.xml' } })
  expect(XMLValidator.validate(text('junit.xml'))).toBe(true)
})

it('accepts what --write-baseline wrote, and only that', async () => {
  const { run, path, text } = stage()
  const writing = await run('train.jsonl --format converse --write-baseline known.json')
  expect([writing.exitCode, writing.out]).toEqual([
    0,
    expect.stringContaining('50 known findings written to known.json'),
  ])
  const again = await run('train.jsonl --format converse --baseline known.json')
  expect([again.exitCode, again.out]).toEqual([0, expect.stringContaining('50 known findings')])
  writeFileSync(path('train.jsonl'), `${record(900, 'human')}\n${text('train.jsonl')}`)
  const more = await run('train.jsonl --format converse --baseline known.json')
  expect(more.exitCode).toBe(3)
  expect(more.out).toContain('train.jsonl:1:')
  expect(more.out).toContain('1 error,')
})

it.each([
  ['train.jsonl --format converse --baseline absent.json', 5],
  ['train.jsonl --format converse --baseline train.jsonl', 2],
  ['train.jsonl --format converse --baseline a.json --write-baseline b.json', 2],
  ['train.jsonl --format converse -o report.txt', 2],
  ['train.jsonl --format converse --report sarifs', 2],
  ['- --format auto', 2],
])('%s answers %i with nothing on stdout', async (line, exitCode) => {
  const { run } = stage()
  const shown = await run(line)
  expect([shown.exitCode, shown.out]).toEqual([exitCode, ''])
})

it('replaces no other file unasked', async () => {
  const { run, text } = stage({ 'train.jsonl': bad(3), 'mine.txt': 'mine' })
  for (const flags of [
    '--report sarif -o mine.txt',
    '--write-baseline mine.txt',
    '--fix -o mine.txt',
  ]) {
    const kept = await run(`train.jsonl --format converse ${flags}`)
    expect([kept.exitCode, kept.err]).toEqual([5, expect.stringContaining('--overwrite')])
    expect(text('mine.txt')).toBe('mine')
  }
  const granted = await run('train.jsonl --format converse --report sarif -o mine.txt --overwrite')
  expect(granted.exitCode).toBe(3)
  expect(JSON.parse(text('mine.txt')).version).toBe('2.1.0')
})

it('shows each of several files, and what they were probably meant for', async () => {
  const pair = (n: number) => `${JSON.stringify({ prompt: `p${n}`, completion: 'c' })}\n`
  const { run } = stage({ 'a.jsonl': pair(1), 'b.jsonl': pair(2) + pair(3) })
  const { out } = await run("'?.jsonl' --model nova-micro")
  expect(out).toMatch(/a\.jsonl \(training\): 1 record, \d+ errors?/)
  expect(out).toContain('Did you mean --format prompt-completion')
  expect(out).toContain('llama3-1-8b')
})
