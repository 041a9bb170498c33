import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { cli } from '../support/cli.ts'
import { sandboxWorld } from '../support/sandbox-world.ts'

const GOOD =
  '{"messages":[{"role":"user","content":[{"text":"a"}]},{"role":"assistant","content":[{"text":"b"}]}]}'
const PREPARE =
  'dataset prepare in.csv --format converse --prompt-column q --completion-column a -o out.jsonl --json'
const VALIDATE = 'dataset validate in.jsonl --format converse --json'

const run = async (line: string, name: string, content: string | Uint8Array) => {
  const world = sandboxWorld()
  writeFileSync(join(world.folder, name), content)
  return cli(line, { ports: world.ports, folder: world.folder })
}

const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')
const latin1 = (text: string) => Buffer.from(text, 'latin1')

describe('a table that is not as it should be', () => {
  it.each([
    ['BOM and CRLF', '\ufeffq,a\r\nx,y\r\nz,w\r\n', 2],
    ['blank lines', 'q,a\n\nx,y\n\n\nz,w\n\n', 2],
    ['no newline at its end', 'q,a\nx,y\nz,w', 2],
    ['quotes, commas and newlines in cells', 'q,a\n"x, ""1""\nnext",y\nz,w\n', 2],
    ['UTF-16', utf16('q,a\nx,y\nz,ü\n'), 2],
  ])('with %s is read', async (_what, content, records) => {
    const ended = await run(PREPARE, 'in.csv', content)
    expect(ended.exitCode, ended.err).toBe(0)
    expect(JSON.stringify(ended.json())).toContain(`"records":${records}`)
  })

  it.each([
    ['a row with too many cells', 'q,a\nx,y\nz,w,more\n', 'MLC-DATA-015', 'line 3: 3 cells'],
    ['a quote that never ends', 'q,a\nx,y\n"z,w\n', 'MLC-DATA-010', 'in.csv'],
    ['bytes that are no UTF-8', latin1('q,a\nx,é\n'), 'MLC-DATA-011', 'in.csv:2'],
    ['nothing in it', '', 'MLC-DATA-014', 'in.csv'],
    ['a header alone', 'q,a\n', 'MLC-DATA-014', 'no record'],
    ['another column', 'q,b\nx,y\n', 'MLC-DATA-012', 'column a'],
    ['an empty answer', 'q,a\nx,\nz,w\n', 'MLC-DATA-015', 'in.csv'],
  ])('with %s is refused with its place', async (_what, content, id, says) => {
    const ended = await run(PREPARE, 'in.csv', content)
    expect(ended.err).toContain(id)
    expect(ended.err).toContain(says)
    expect([2, 3]).toContain(ended.exitCode)
    expect(ended.out).toBe('')
  })
})

describe('records that are not as they should be', () => {
  it.each([
    ['a BOM', `\ufeff${GOOD}\n`],
    ['a blank line', `${GOOD}\n\n${GOOD}\n`],
    ['UTF-16', utf16(`${GOOD}\n`)],
    ['a cut-off last line', `${GOOD}\n${GOOD.slice(0, 40)}`],
    [
      'bytes that are no UTF-8',
      Buffer.concat([
        Buffer.from(GOOD.slice(0, 50)),
        latin1('é'),
        Buffer.from(`${GOOD.slice(50)}\n`),
      ]),
    ],
    ['an array around them', `[${GOOD}]\n`],
    ['a lone surrogate', `${GOOD.replace('"a"', '"\\ud800"')}\n`],
    ['a role nobody knows', `${GOOD.replace('"user"', '"robot"')}\n`],
  ])('with %s are exit 3, with line, rule and remedy', async (_what, content) => {
    const ended = await run(VALIDATE, 'in.jsonl', content)
    expect(ended.exitCode, ended.out).toBe(3)
    const { findings } = ended.json() as { findings: Record<string, unknown>[] }
    const [first] = findings.filter((finding) => finding.severity === 'error')
    expect(first).toMatchObject({ line: expect.any(Number), rule: expect.any(String) })
  })

  it('with CRLF are fine', async () => {
    const ended = await run(VALIDATE, 'in.jsonl', `${GOOD}\r\n${GOOD.replace('"a"', '"c"')}\r\n`)
    expect(ended.exitCode, ended.out).toBe(0)
  })

  it.each([
    [PREPARE, 'in.csv'],
    [VALIDATE, 'in.jsonl'],
    ['dataset upload in.jsonl --to s3://acme-in/a/ --json', 'in.jsonl'],
  ])('`%s` with a folder in place of the file is exit 2 and says so', async (line, name) => {
    const world = sandboxWorld()
    mkdirSync(join(world.folder, name))
    const ended = await cli(line, { ports: world.ports, folder: world.folder })
    expect(ended.exitCode, ended.err).toBe(2)
    expect(ended.err).toContain('folder')
  })
})
