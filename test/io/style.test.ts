import { expect, it } from 'vitest'
import { wantsColour, wantsUnicode } from '../../src/lib/io/style.ts'
import { isCi } from '../../src/lib/io/terminal.ts'

it.each([
  ['auto', {}, true, true],
  ['auto', {}, false, false],
  ['auto', { NO_COLOR: '1' }, true, false],
  ['auto', { NO_COLOR: '' }, true, true],
  ['auto', { NO_COLOR: '1', FORCE_COLOR: '1' }, true, false],
  ['auto', { FORCE_COLOR: '1' }, false, true],
  ['auto', { FORCE_COLOR: '0' }, true, false],
  ['auto', { TERM: 'dumb' }, true, false],
  ['always', { NO_COLOR: '1' }, false, true],
  ['never', { FORCE_COLOR: '1' }, true, false],
] as const)('--color %s with %j on a terminal=%s gives colour=%s', (choice, env, tty, colour) =>
  expect(wantsColour(choice, env, tty)).toBe(colour),
)

it.each([
  [{}, true],
  [{ LANG: 'de_DE.UTF-8' }, true],
  [{ LANG: 'C' }, false],
  [{ LC_ALL: 'POSIX', LANG: 'en_US.UTF-8' }, false],
  [{ TERM: 'dumb' }, false],
  [{ MLCTL_ASCII: '1' }, false],
])('with %j symbols beyond ASCII are used: %s', (env, expected) =>
  expect(wantsUnicode(env)).toBe(expected),
)

it.each([
  [undefined, false],
  ['', false],
  ['0', false],
  ['false', false],
  ['1', true],
  ['true', true],
])('CI=%s means CI: %s', (value, expected) => expect(isCi({ CI: value })).toBe(expected))
