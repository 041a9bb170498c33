import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { mlctl } from '../support/program.ts'
import { tempFolder } from '../support/temp-folder.ts'

it('mlctl demo holds in every check, in less than 40 seconds, and leaves nothing behind', async () => {
  const folder = tempFolder()
  const temporary = join(folder, 'tmp')
  mkdirSync(temporary)
  const options = { cwd: folder, env: { TMPDIR: temporary } }
  const { status, out, err } = await mlctl(['demo', '--json'], options)
  expect(err).not.toContain('warning:')
  expect(status).toBe(0)
  const result = JSON.parse(out)
  expect(result).toMatchObject({ schemaVersion: 1, sandbox: true, ok: true })
  expect(result.seconds).toBeLessThanOrEqual(40)
  expect(result.accuracy.records).toBeGreaterThanOrEqual(200)
  expect(result.accuracy.custom).toBeGreaterThan(result.accuracy.base)
  expect(readdirSync(temporary)).toEqual([])
}, 120_000)

it('mlctl demo --keep says where everything lies, and the recipe there can be run again', async () => {
  const folder = tempFolder()
  const options = { cwd: folder, env: { TMPDIR: folder } }
  const { status, out } = await mlctl(['demo', '--keep'], options)
  expect(status).toBe(0)
  const kept = /Everything lies in (\S+)/.exec(out)?.[1] ?? ''
  expect(existsSync(join(kept, 'losses.svg'))).toBe(true)
  const again = await mlctl(
    ['finetune', 'plan', '--sandbox', '-f', join(kept, 'finetune.yaml'), '--json'],
    options,
  )
  expect(again.status).toBe(0)
  expect(JSON.parse(again.out)).toMatchObject({ status: 'planned', attached: false })
}, 120_000)

it('the wizard names all missing flags where nobody can be asked', async () => {
  const options = { cwd: tempFolder() }
  const { status, out, err } = await mlctl(['finetune', 'wizard', '--sandbox'], options)
  expect({ status, out }).toEqual({ status: 2, out: '' })
  expect(err).toContain('--base-model, --train, --name are missing')
})
