import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { pages } from '../scripts/docs-pages.ts'
import { parseLine } from '../src/cli/parser.ts'
import { commands, groups } from '../src/commands/index.ts'
import { EXPLANATIONS } from '../src/lib/domain/explain/index.ts'

const prose = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...readdirSync('docs')
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
]
const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => join('src', path))

const parses = (line: string) =>
  parseLine(wordsOf(line).slice(1), commands, {
    version: '0',
    groups,
    columns: 80,
    writeHelp: () => undefined,
  }).catch((error: { exitCode?: number }) => {
    if (error.exitCode !== 0) throw error
  })

/** Words of a documented shell line up to the first pipe, redirection or comment. */
const wordsOf = (line: string): string[] =>
  [...(line.split(/ [|&>#]|\s>\s/)[0] ?? '').matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, single, double, bare]) => single ?? double ?? bare ?? '',
  )

/** What stands in backticks, and the lines of code blocks, as far as they start with mlctl. */
const documentedLines = (text: string): readonly string[] => {
  const blocks = [...text.matchAll(/^```\w*\n(.*?)^```/gms)].flatMap(([, block = '']) =>
    block.split('\n').map((line) => line.replace(/^\$ /, '')),
  )
  const inline = [...text.matchAll(/`([^`\n]+)`/g)].map(([, line = '']) => line)
  return [...blocks, ...inline].filter((line) => /^mlctl (?!help )[a-z]/.test(line))
}

describe('generated pages', () => {
  it.each(Object.entries(pages()))('%s is up to date (npm run docs)', (path, text) =>
    expect(existsSync(path) ? readFileSync(path, 'utf8') : undefined).toBe(text),
  )
})

describe('every documented command line parses', () => {
  const lines = prose.flatMap((path) =>
    documentedLines(readFileSync(path, 'utf8')).map((line) => [path, line] as const),
  )
  it.each([
    ...new Map(
      lines.filter(([, line]) => !/[<[…]/.test(line)).map((entry) => [entry[1], entry]),
    ).values(),
  ])('%s: %s', async (_path, line) => {
    await parses(line)
  })
  it.each(
    commands.flatMap((def) =>
      def.examples.map((example) => [def.path.join(' '), example.run] as const),
    ),
  )('help of %s: %s', async (_path, run) => {
    const start = run.indexOf('mlctl ')
    if (start >= 0) await parses(run.slice(start).replace(/\)$/, ''))
  })
})

describe('every link in the docs leads somewhere', () => {
  const links = prose.flatMap((path) =>
    [...readFileSync(path, 'utf8').matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map(
      ([, target = '']) => [path, target] as const,
    ),
  )
  it.each(links)('%s → %s', (path, target) =>
    expect(existsSync(join(dirname(path), target))).toBe(true),
  )
})

describe('error ids', () => {
  const used = new Set(
    sources
      .filter((path) => !path.includes('/explain/'))
      .flatMap((path) => readFileSync(path, 'utf8').match(/MLC-[A-Z0-9]+-\d{3}/g) ?? []),
  )
  const explained = EXPLANATIONS.map(({ id }) => id)
  it('are explained, each once', () => {
    expect([...used].filter((id) => !explained.includes(id)).sort()).toEqual([])
    expect(explained.filter((id, at) => explained.indexOf(id) !== at)).toEqual([])
  })
  it('are not explained without being used', () =>
    expect(explained.filter((id) => !used.has(id)).sort()).toEqual([]))
})

describe('hints', () => {
  const paths = new Set(commands.map((def) => def.path.join(' ')))
  const isCommand = (word: string, next: string) =>
    paths.has(word) || paths.has(`${word} ${next}`) || word === 'help'
  /** `mlctl finetune list` and the like in the texts of the source, beyond comments. */
  const named = sources.flatMap((path) =>
    readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => !/^\s*(\/\/|\*|\/\*)/.test(line))
      .flatMap((line) => [...line.matchAll(/(?<![\w./-])mlctl ([a-z]+)(?: ([a-z]+))?/g)])
      .map(([text, word = '', next = '']) => ({ path, text, word, next })),
  )
  const groupNames = new Set(Object.keys(groups))

  it('name only commands that exist', () => {
    const wrong = named.filter(
      ({ word, next }) => groupNames.has(word) && !isCommand(word, next) && next !== '',
    )
    expect(wrong.map(({ path, text }) => `${path}: ${text}`)).toEqual([])
    expect(named.length).toBeGreaterThan(100)
  })

  it.each(['init', 'cost', 'pipeline', 'workflow'])(
    'do not point to mlctl %s, which this version does not have',
    (word) => expect(named.filter((one) => one.word === word).map(({ path }) => path)).toEqual([]),
  )
})

describe('every command', () => {
  it.each(commands.filter((def) => !def.hidden).map((def) => [def.path.join(' '), def] as const))(
    '%s has an example of its own',
    (path, def) => {
      expect(def.examples.length).toBeGreaterThan(0)
      expect(def.examples.some((example) => example.run.includes(`mlctl ${path}`))).toBe(true)
    },
  )
})
