import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readIgnoreRules, verdictOf } from '../../../src/lib/domain/remote/ignore-pattern.ts'
import {
  isLeftOut,
  mayHoldIncluded,
  selectionOf,
  within,
} from '../../../src/lib/domain/remote/selection.ts'
import { tempFolder } from '../../support/temp-folder.ts'

it.each([
  ['*.log', 'a/b.log', false, 'ignored'],
  ['*.log', 'a/b.log.txt', false, undefined],
  ['# note', '# note', false, undefined],
  ['\\#note', '#note', false, 'ignored'],
  ['\\!keep', '!keep', false, 'ignored'],
  ['build/', 'build', false, undefined],
  ['build/', 'a/build', true, 'ignored'],
  ['/build', 'a/build', true, undefined],
  ['a/b', 'x/a/b', false, undefined],
  ['a/**/b', 'a/b', false, 'ignored'],
  ['a/**/b', 'a/x/y/b', false, 'ignored'],
  ['**/b', 'x/y/b', false, 'ignored'],
  ['a/**', 'a', true, undefined],
  ['ab**/c', 'abc', false, 'ignored'],
  ['a/*', 'a/b/c', false, undefined],
  ['[!a]x', 'bx', false, 'ignored'],
  ['[[:digit:]]', '7', false, 'ignored'],
  ['[a', '[a', false, undefined],
  ['name ', 'name', false, 'ignored'],
  ['name\\ ', 'name ', false, 'ignored'],
  ['back\\', 'back', false, undefined],
  ['*\n!keep', 'keep', false, 'kept'],
  ['crlf\r\n', 'crlf', false, 'ignored'],
])('%j of %s says %s', (text, path, isFolder, verdict) =>
  expect(verdictOf(readIgnoreRules(text), path, isFolder)).toBe(verdict),
)

const NAME = fc.constantFrom('a', 'b', 'ab', 'a.b', 'abc', 'x', '[', 'a b')
const ATOM = fc.constantFrom(
  'a',
  'b',
  'c',
  'x',
  '*',
  '**',
  '?',
  '/',
  '/**/',
  '**/',
  '[ab]',
  '[!a]',
  '[a-c]',
  '\\*',
  '.',
  ' ',
  '[',
)
const LINE = fc
  .tuple(
    fc.constantFrom('', '', '!', '/'),
    fc.array(ATOM, { minLength: 1, maxLength: 5 }),
    fc.constantFrom('', '', '/'),
  )
  .map(([start, atoms, end]) => `${start}${atoms.join('')}${end}`)
const PATH = fc.array(NAME, { minLength: 1, maxLength: 4 }).map((names) => names.join('/'))
const TREE = fc.record({
  top: fc.array(LINE, { minLength: 1, maxLength: 5 }),
  nested: fc.array(LINE, { maxLength: 3 }),
  files: fc.uniqueArray(PATH, { minLength: 1, maxLength: 12 }),
})

/** Files that can be together: none is a folder of another. */
const together = (files: readonly string[]): readonly string[] =>
  files.filter((file) => !files.some((other) => other.startsWith(`${file}/`)))

/** As packing walks: what lies in an ignored folder is ignored. */
const leftOut = (file: string, top: string, nested: string): boolean => {
  let selection = within(selectionOf([], []), '', { git: top, own: undefined })
  const parts = file.split('/')
  for (let depth = 1; depth <= parts.length; depth++) {
    const path = parts.slice(0, depth).join('/')
    if (isLeftOut(selection, path, depth < parts.length)) return true
    if (path === 'a') selection = within(selection, 'a', { git: nested, own: undefined })
  }
  return false
}

it('agrees with git on random trees and random patterns', () => {
  const folder = tempFolder()
  execFileSync('git', ['init', '-q', folder])
  let seen = 0
  let ignored = 0
  fc.assert(
    fc.property(TREE, ({ top, nested, files }) => {
      const root = join(folder, `t${seen++}`)
      const kept = together([...files, 'a/a'])
      for (const file of kept) {
        mkdirSync(join(root, dirname(file)), { recursive: true })
        writeFileSync(join(root, file), '')
      }
      execFileSync('git', ['init', '-q', root])
      writeFileSync(join(root, '.gitignore'), top.join('\n'))
      writeFileSync(join(root, 'a', '.gitignore'), nested.join('\n'))
      const { stdout } = spawnSync('git', ['-C', root, 'check-ignore', '-z', '--stdin'], {
        input: kept.join('\0'),
        encoding: 'utf8',
      })
      const byGit = stdout
        .split('\0')
        .filter((path) => path !== '')
        .sort()
      const byUs = kept.filter((file) => leftOut(file, top.join('\n'), nested.join('\n'))).sort()
      ignored += byGit.length
      expect(byUs).toEqual(byGit)
    }),
    { numRuns: 300 },
  )
  expect(ignored).toBeGreaterThan(100)
})

it('.mlctlignore beats .gitignore, --exclude beats both, --include beats all', () => {
  const texts = { git: '*.bin', own: '!keep.bin\nnotes.txt' }
  const plain = within(selectionOf([], []), '', texts)
  expect(['a.bin', 'keep.bin', 'notes.txt'].map((path) => isLeftOut(plain, path, false))).toEqual([
    true,
    false,
    true,
  ])
  const typed = within(selectionOf(['a.bin'], ['keep.bin']), '', texts)
  expect(['a.bin', 'keep.bin'].map((path) => isLeftOut(typed, path, false))).toEqual([false, true])
})

it.each([
  ['data/model.bin', 'data', true],
  ['data/**', 'data/deep', true],
  ['other/model.bin', 'data', false],
  ['*.bin', 'data', true],
])('--include %s: may something lie in %s? %s', (pattern, folder, may) =>
  expect(mayHoldIncluded(selectionOf([pattern], []), folder)).toBe(may),
)
