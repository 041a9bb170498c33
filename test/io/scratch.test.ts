import { Buffer } from 'node:buffer'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import { scratchFile } from '../../src/lib/io/scratch.ts'
import { tempFolder } from '../support/temp-folder.ts'

it('gives back what was appended, from any place', () => {
  const scratch = scratchFile()
  try {
    scratch.append(Buffer.from('first '))
    scratch.append(Buffer.from('second'))
    const into = Buffer.alloc(20)
    expect(into.toString('latin1', 0, scratch.read(into, 6))).toBe('second')
    expect(scratch.read(into, 12)).toBe(0)
  } finally {
    scratch.close()
  }
})

it('leaves nothing behind', () => {
  const folder = tempFolder()
  vi.stubEnv('TMPDIR', folder)
  onTestFinished(() => void vi.unstubAllEnvs())
  const scratch = scratchFile()
  scratch.append(Buffer.from('x'))
  scratch.close()
  expect(readdirSync(folder)).toEqual([])
})

it('says where there is no room for it', () => {
  vi.stubEnv('TMPDIR', join(tempFolder(), 'none'))
  onTestFinished(() => void vi.unstubAllEnvs())
  expect(scratchFile).toThrow(/none/)
})
