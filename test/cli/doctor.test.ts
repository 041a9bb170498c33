import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 as Ajv } from 'ajv/dist/2020.js'
import { expect, it } from 'vitest'
import { cli } from '../support/cli.ts'
import { sandboxWorld } from '../support/sandbox-world.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { soundMachine } from '../worlds/doctor-world.ts'

const run = (line: string, options: { readonly yaml?: string; readonly tty?: boolean } = {}) => {
  const folder = tempFolder()
  mkdirSync(join(folder, '.git'))
  if (options.yaml !== undefined) writeFileSync(join(folder, 'mlctl.yaml'), options.yaml)
  const { ports } = sandboxWorld({ folder })
  return cli(line, {
    folder,
    ports: { ...ports, machine: soundMachine() },
    ...(options.tty === undefined ? {} : { tty: options.tty }),
  })
}

type Document = {
  readonly schemaVersion: number
  readonly for?: readonly string[]
  readonly failed: boolean
  readonly checks: readonly {
    readonly id: string
    readonly status: string
    readonly detail: string
  }[]
}

it('exits 0 in a sandbox where nothing is wrong, and says so in one document', async () => {
  const { exitCode, json } = await run('doctor --for "finetune run" --base-model nova-micro --json')
  const document = json() as Document
  expect(document).toMatchObject({ schemaVersion: 1, for: ['finetune run'], failed: false })
  expect(document.checks.find(({ id }) => id === 'D04')?.status).toBe('ok')
  expect(exitCode).toBe(0)
})

it('exits 8 when something fails, with the report on stdout', async () => {
  const { exitCode, json } = await run('doctor --for "train run" --role nobody --json')
  expect(exitCode).toBe(8)
  const failed = (json() as Document).checks.filter(({ status }) => status === 'fail')
  expect(failed.map(({ id }) => id)).toEqual(['D05'])
})

it.each([
  [
    'an unknown key',
    'finetune:\n  baseModle: x\n',
    /mlctl.yaml:2: unknown setting finetune.baseModle/,
  ],
  ['a wrong value', 'target: moon\n', /mlctl.yaml:1: target/],
  ['no YAML', 'a: [\n', /the YAML cannot be read/],
])('tells of a project file with %s instead of stopping at it', async (_, yaml, says) => {
  const { exitCode, json } = await run('doctor --json', { yaml })
  const failed = (json() as Document).checks.filter(({ status }) => status === 'fail')
  expect(failed.map(({ id }) => id)).toEqual(['D13'])
  expect(failed[0]?.detail).toMatch(says)
  expect(exitCode).toBe(8)
})

it('stops other commands at the same file', async () => {
  const { exitCode, err } = await run('status', { yaml: 'finetune:\n  baseModle: x\n' })
  expect(exitCode).toBe(2)
  expect(err).toContain('MLC-CFG-002')
})

it('takes role, bucket and model from the configuration of the area', async () => {
  const yaml =
    'finetune:\n  role: ft-x\n  bucket: acme-x\n  baseModel: nova-lite\ntrain:\n  role: other\n'
  const { json } = await run('doctor --for "finetune run" --json', { yaml })
  const details = (json() as Document).checks.map(({ detail }) => detail).join('\n')
  expect(details).toContain('role ft-x is not there yet')
  expect(details).toContain('s3://acme-x is not there yet')
  expect(details).not.toContain('other')
})

it('refuses a command that is none, with what may have been meant', async () => {
  const { exitCode, err } = await run('doctor --for "finetune rnu"')
  expect(exitCode).toBe(2)
  expect(err).toMatch(/MLC-DOC-001/)
  expect(err).toMatch(/finetune run/)
})

it.each([
  'doctor --json',
  'doctor --for "train run" --role nobody --json',
  'doctor --for "finetune run" --base-model nova-micro --bucket acme-new --json',
])('prints for %s what its schema describes', async (line) => {
  const schema = (await run('schema doctor')).json() as { readonly schemaVersion?: number }
  const valid = new Ajv({ strict: false }).compile(schema)
  const { json } = await run(line)
  expect([valid(json()), valid.errors]).toEqual([true, null])
})

it('picks fields for scripts', async () => {
  const { json } = await run('doctor --json --fields id,status')
  expect((json() as Document).checks[0]).toEqual({ id: 'D11', status: 'ok' })
})
