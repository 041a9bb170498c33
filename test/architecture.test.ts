import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { expect, it } from 'vitest'

/**
 * Who may import whom, by path prefix; the longest fitting prefix decides. `./` stands for the
 * file's own folder, and packages are named like paths. A folder that is missing here fails the test.
 */
const MAY_IMPORT: Record<string, readonly string[]> = {
  'src/main.ts': ['src/'],
  'src/wiring/': ['src/', 'package.json', 'node:'],
  'src/cli': [
    './',
    'src/cli/',
    'src/commands/',
    'src/lib/errors.ts',
    'src/lib/ports/',
    'src/lib/domain/core/',
    'commander',
  ],
  'src/commands/': [
    'src/commands/',
    'src/lib/flows/',
    'src/lib/ports/',
    'src/lib/domain/',
    'src/lib/errors.ts',
  ],
  'src/lib/flows/': [
    'src/lib/flows/',
    'src/lib/domain/',
    'src/lib/ports/',
    'src/lib/errors.ts',
    'valibot',
    'yaml',
    'csv-parse',
    'hyparquet',
    'node:crypto',
  ],
  'src/lib/domain/': [
    './',
    'src/lib/domain/catalogue/model.ts',
    'src/lib/domain/checkup/',
    'src/lib/domain/core/',
    'src/lib/ports/',
    'src/lib/errors.ts',
    'valibot',
    'dockerfile-ast',
    '@balena/dockerignore',
    'node:buffer',
    'node:crypto',
  ],
  // Programs as text: what they import is theirs.
  'src/lib/domain/container/scaffold/templates/': ['node:'],
  'src/lib/domain/core/': [
    './',
    'src/lib/errors.ts',
    'src/lib/ports/',
    'node:crypto',
    'node:zlib',

    'get-east-asian-width',
  ],
  'src/lib/aws/': [
    'src/lib/aws/',
    'src/lib/ports/',
    'src/lib/errors.ts',
    'src/lib/domain/core/',
    '@aws-sdk/',
    '@smithy/',
    'node:',
  ],
  'src/lib/io/': [
    'src/lib/io/',
    'src/scan/',
    'src/lib/ports/',
    'src/lib/errors.ts',
    'src/lib/domain/core/',
    'node:',
    '@inquirer/prompts',
    'chalk',
    'ora',
    'tar-stream',
    'yaml',
  ],
  'src/lib/ports/': ['src/lib/ports/'],
  'src/scan/': ['src/scan/', 'src/lib/ports/scanner.ts', 'node:'],
  // Another language and another machine: it knows its own memory and nothing else.
  'src/scan/assembly/': ['src/scan/assembly/'],
  'src/lib/errors.ts': [],
  'src/sandbox/': ['src/sandbox/', 'node:', 'fast-xml-parser'],
}

/** What reads all areas' tables by its nature. */
const ACROSS_AREAS = ['src/lib/domain/explain/']

const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => join('src', path))
  .sort()
const IMPORT = /(?:from\s+|import\(\s*|import\s+)'([^']+)'/g

const importsOf = (file: string): readonly string[] =>
  [...readFileSync(file, 'utf8').matchAll(IMPORT)].map(([, target = '']) =>
    target.startsWith('.') ? relative('.', join(dirname(file), target)) : target,
  )

const ruleFor = (file: string): readonly string[] | undefined => {
  const prefix = Object.keys(MAY_IMPORT)
    .filter((candidate) => file.startsWith(candidate))
    .sort((a, b) => b.length - a.length)[0]
  return prefix === undefined ? undefined : MAY_IMPORT[prefix]
}

/** `src/lib/domain/dataset/json/walk.ts` belongs to the area `src/lib/domain/dataset/`. */
const areaOf = (file: string): string => `${file.split('/').slice(0, 4).join('/')}/`

it.each(files)('%s imports only what its layer may', (file) => {
  const rule = ruleFor(file)
  expect(rule, `${file} belongs to no layer`).toBeDefined()
  const allowed = (rule ?? []).map((prefix) => (prefix === './' ? areaOf(file) : prefix))
  if (ACROSS_AREAS.some((folder) => file.startsWith(folder))) allowed.push('src/lib/domain/')
  const foreign = importsOf(file).filter(
    (target) => !allowed.some((prefix) => target.startsWith(prefix)),
  )
  expect(foreign, file).toEqual([])
})

it('reads the imports of the whole tree', () => {
  expect(files.length).toBeGreaterThan(100)
  expect(importsOf('src/main.ts')).toContain('src/cli.ts')
})

it.each(files.filter((file) => file.startsWith('src/commands/')))(
  '%s has at most 80 lines a command: its flow does the work',
  (file) => {
    const text = readFileSync(file, 'utf8')
    const commands = text.split('= defineCommand(').length - 1
    if (commands > 0) expect(text.split('\n').length).toBeLessThanOrEqual(81 * commands)
  },
)

it.each(files)('%s has at most 300 lines', (file) => {
  expect(readFileSync(file, 'utf8').split('\n').length).toBeLessThanOrEqual(301)
})

it('only src/lib/aws loads an AWS client', () => {
  const offenders = files.filter(
    (file) =>
      !file.startsWith('src/lib/aws/') &&
      importsOf(file).some((target) => target.startsWith('@aws-sdk/')),
  )
  expect(offenders).toEqual([])
})
