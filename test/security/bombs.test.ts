import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { cli } from '../support/cli.ts'
import { tempFolder } from '../support/temp-folder.ts'

/** Nine levels of ten aliases each: a billion words of a kilobyte. */
const ALIASES = [
  'a0: &a0 [x, x, x, x, x, x, x, x, x, x]',
  ...Array.from({ length: 9 }, (_, at) => {
    const inside = Array.from({ length: 10 }, () => `*a${at}`).join(', ')
    return `a${at + 1}: &a${at + 1} [${inside}]`
  }),
].join('\n')
const DEEP = 200_000
const DEEP_JSON = `${'['.repeat(DEEP)}${']'.repeat(DEEP)}`
const DEEP_OBJECT = `${'{"a":'.repeat(DEEP)}1${'}'.repeat(DEEP)}`

/** Errors that say what is wrong; 1 would be a fault of mlctl. */
const TOLD = [2, 3, 5, 8]

const run = async (line: string, files: Readonly<Record<string, string>>) => {
  const folder = tempFolder()
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return cli(line.replaceAll('@', `${folder}/`), { folder })
}

describe('a file that is made to stop the program', () => {
  it.each([
    ['aliases in mlctl.yaml', 'status', { 'mlctl.yaml': ALIASES }],
    ['aliases in a recipe', 'train run --file @r.yaml --yes', { 'r.yaml': ALIASES }],
    ['depth in mlctl.yaml', 'status', { 'mlctl.yaml': DEEP_JSON.slice(0, 20_000) }],
    [
      'depth in a recipe',
      'train run --file @r.yaml --yes',
      { 'r.yaml': DEEP_JSON.slice(0, 20_000) },
    ],
    [
      'depth of lists in a recipe',
      'train run --file @r.yaml --yes',
      { 'r.yaml': `a: ${'- '.repeat(20_000)}` },
    ],
    ['depth of lists in mlctl.yaml', 'status', { 'mlctl.yaml': '- '.repeat(20_000) }],
    [
      'depth of lines in mlctl.yaml',
      'status',
      { 'mlctl.yaml': Array.from({ length: 1_200 }, (_, at) => `${' '.repeat(at)}a:`).join('\n') },
    ],
    ['depth in a plan', 'apply @p.json --yes', { 'p.json': DEEP_OBJECT }],
    [
      'depth in a data set',
      'dataset validate @d.jsonl --format prompt-completion',
      { 'd.jsonl': `${DEEP_OBJECT}\n` },
    ],
    [
      'depth in a list of a data set',
      'dataset validate @d.jsonl --format conversation',
      { 'd.jsonl': `${DEEP_JSON}\n` },
    ],
  ])(
    '%s',
    async (_, line, files) => {
      const { exitCode, err, out } = await run(line, files as Readonly<Record<string, string>>)
      expect(TOLD, `${out.slice(0, 500)}\n${err.slice(0, 1_000)}`).toContain(exitCode)
      expect(err).not.toContain('MLC-BUG')
    },
    60_000,
  )
})
