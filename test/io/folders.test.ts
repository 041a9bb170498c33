import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { localFolders } from '../../src/lib/io/folders/local.ts'
import type { PackedEntry } from '../../src/lib/ports/folders.ts'
import { tempFolder } from '../support/temp-folder.ts'

const LONG = `${'deep/'.repeat(40)}żółć ${'x'.repeat(90)}.txt`
const FILES = { 'a.txt': 'a', 'b/c d.txt': 'c', empty: '', 'run.sh': '#!/bin/sh\n', [LONG]: 'long' }

const written = (files: Readonly<Record<string, string>> = FILES): string => {
  const folder = tempFolder()
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, dirname(path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  chmodSync(join(folder, 'run.sh'), 0o755)
  symlinkSync('b/c d.txt', join(folder, 'link'))
  return folder
}

const ENTRIES: readonly PackedEntry[] = [
  ...Object.entries(FILES).map(([path, text]) => ({
    path,
    kind: 'file' as const,
    sizeBytes: Buffer.byteLength(text),
    executable: path === 'run.sh',
  })),
  { path: 'link', kind: 'link', sizeBytes: 9, executable: true, target: 'b/c d.txt' },
]

it('the same content packs to the same bytes, whatever the order, the times and the rights of others', async () => {
  const [one, two] = [written(), written()]
  utimesSync(join(two, 'a.txt'), 1, 1)
  chmodSync(join(two, 'a.txt'), 0o600)
  const first = await localFolders(one).pack('.', ENTRIES, 'out.tgz')
  const second = await localFolders(two).pack('.', ENTRIES.toReversed(), 'x/out.tgz')
  expect(second).toEqual(first)
  expect(readFileSync(join(two, 'x/out.tgz'))).toEqual(readFileSync(join(one, 'out.tgz')))
  const tar = gunzipSync(readFileSync(join(one, 'out.tgz')))
  expect(createHash('sha256').update(tar).digest('hex')).toBe(first.tarSha256)
})

it('GNU tar reads what is packed, and its archives are unpacked', async () => {
  const [folder, target] = [written(), tempFolder()]
  await localFolders(folder).pack('.', ENTRIES, 'out.tgz')
  execFileSync('tar', ['-xzf', join(folder, 'out.tgz'), '-C', target])
  expect(readFileSync(join(target, LONG), 'utf8')).toBe('long')
  expect(readFileSync(join(target, 'link'), 'utf8')).toBe('c')
  expect([
    lstatSync(join(target, 'run.sh')).mode & 0o777,
    lstatSync(join(target, 'a.txt')).mode & 0o777,
  ]).toEqual([0o755, 0o644])
  execFileSync('tar', ['-czf', join(folder, 'gnu.tgz'), '-C', target, '.'])
  await localFolders(folder).unpack('gnu.tgz', 'new')
  expect(readFileSync(join(folder, 'new', LONG), 'utf8')).toBe('long')
  expect(lstatSync(join(folder, 'new/link')).isSymbolicLink()).toBe(true)
})

it('unpacking replaces the folder as a whole and leaves nothing beside it', async () => {
  const folder = written()
  await localFolders(folder).pack('.', ENTRIES, 'out.tgz')
  mkdirSync(join(folder, 'new'))
  writeFileSync(join(folder, 'new/stale'), '')
  await localFolders(folder).unpack('out.tgz', 'new')
  expect(existsSync(join(folder, 'new/stale'))).toBe(false)
  expect(readdirSync(folder).filter((name) => /tmp|old/.test(name))).toEqual([])
})

it('a cut archive is refused and what was there stays', async () => {
  const folder = written()
  await localFolders(folder).pack('.', ENTRIES, 'out.tgz')
  truncateSync(join(folder, 'out.tgz'), 120)
  mkdirSync(join(folder, 'new'))
  writeFileSync(join(folder, 'new/kept'), '')
  await expect(localFolders(folder).unpack('out.tgz', 'new')).rejects.toMatchObject({
    code: 'MLC-RMT-010',
  })
  expect(existsSync(join(folder, 'new/kept'))).toBe(true)
})

it('a file that is not what was looked at is not packed, and no half archive stays', async () => {
  const folder = written()
  writeFileSync(join(folder, 'a.txt'), 'longer now')
  await expect(localFolders(folder).pack('.', ENTRIES, 'out.tgz')).rejects.toMatchObject({
    code: 'MLC-RMT-009',
  })
  expect(readdirSync(folder).filter((name) => name.startsWith('out'))).toEqual([])
})

it('entries are told by name and links are not followed', async () => {
  const folder = written()
  const found = await localFolders(folder).entries('.')
  expect(found.map(({ name, kind }) => [name, kind])).toEqual([
    ['a.txt', 'file'],
    ['b', 'folder'],
    ['deep', 'folder'],
    ['empty', 'file'],
    ['link', 'link'],
    ['run.sh', 'file'],
  ])
  expect(found.find(({ kind }) => kind === 'link')?.target).toBe('b/c d.txt')
})
