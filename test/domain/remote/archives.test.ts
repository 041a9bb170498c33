import { expect, it } from 'vitest'
import { archiveProblem, linkedPath } from '../../../src/lib/domain/remote/link-targets.ts'
import { attemptName, remoteJobName } from '../../../src/lib/domain/remote/names.ts'
import { secretByName } from '../../../src/lib/domain/remote/secret-names.ts'
import { isNeverPacked } from '../../../src/lib/domain/remote/selection.ts'

const file = (name: string) => ({ name, type: 'file' })
const link = (name: string, linkname: string) => ({ name, type: 'symlink', linkname })

it.each([
  ['plain files', [file('a'), file('./b/c'), { name: 'b/', type: 'directory' }], undefined],
  ['a link inside', [file('b/c'), link('a/d', '../b/c')], undefined],
  ['..', [file('../a')], 'leads out'],
  ['.. in the middle', [file('a/../../b')], 'leads out'],
  ['an absolute path', [file('/etc/passwd')], 'absolute'],
  ['a backslash', [file('..\\a')], 'other systems'],
  ['a drive', [file('C:/a')], 'other systems'],
  ['a link out', [link('a', '../b')], 'outside'],
  ['an absolute link', [link('a', '/etc')], 'outside'],
  ['a file through a link', [link('a', 'b'), file('a/x')], 'goes through a link'],
  ['a file over a link', [link('a', 'b'), file('a')], 'there twice'],
  [
    'a link whose .. goes through another link',
    [link('d/b', '..'), link('a', 'd/b/../x')],
    'outside',
  ],
  ['a hard link', [{ name: 'a', type: 'link', linkname: 'b' }], 'not unpacked'],
  ['a device', [{ name: 'a', type: 'character-device' }], 'not unpacked'],
])('an archive with %s', (_, entries, problem) => {
  if (problem === undefined) expect(archiveProblem(entries)).toBeUndefined()
  else expect(archiveProblem(entries)).toContain(problem)
})

it.each([
  ['a', 'b/c', 'b/c'],
  ['x/a', '../b', 'b'],
  ['x/a', '../../b', undefined],
  ['a', 'b/../../c', undefined],
  ['a', '.', ''],
])('the link %s -> %s leads to %s', (path, target, reached) =>
  expect(linkedPath(path, target)).toBe(reached),
)

it.each([
  ['.env', true],
  ['app/.env.production', true],
  ['.env.example', false],
  ['keys/server.pem', true],
  ['config/credentials.json', true],
  ['train.py', false],
  ['credentials.py', false],
  ['id_rsa', true],
  ['id_rsa.pub', false],
])('%s looks like a secret: %s', (path, is) => expect(secretByName(path) !== undefined).toBe(is))

it.each([
  ['.git', true, true],
  ['.git', false, false],
  ['node_modules', true, true],
  ['__pycache__', true, true],
  ['x.pyc', false, true],
  ['constructor', true, false],
  ['src', true, false],
])('%s (folder: %s) always stays at home: %s', (name, isFolder, never) =>
  expect(isNeverPacked(name, isFolder)).toBe(never),
)

it('names a job by folder and content, within what SageMaker takes', () => {
  const name = remoteJobName(`Fraud model ${'ż'.repeat(80)}`, { a: 1 })
  expect(name).toMatch(/^remote-Fraud-model-[a-zA-Z0-9-]*[0-9a-f]{12}$/)
  expect(attemptName(name, 99)).toMatch(/^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/)
  expect(remoteJobName('x', { a: 1 })).not.toBe(remoteJobName('x', { a: 2 }))
  expect(remoteJobName('---', {})).toMatch(/^remote-[0-9a-f]{12}$/)
})
