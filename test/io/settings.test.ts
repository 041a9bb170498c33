import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { GLOBAL_SETTINGS, variableOf } from '../../src/lib/domain/core/settings.ts'
import { loadSettings, type SettingsInput } from '../../src/lib/io/settings.ts'
import { tempFolder } from '../support/temp-folder.ts'

const table = [
  ...GLOBAL_SETTINGS,
  { key: 'finetune.baseModel', kind: 'text' as const, describe: 'Base model' },
]

const load = (folder: string, more: Partial<SettingsInput> = {}) =>
  loadSettings({
    table,
    flags: {},
    env: { HOME: join(folder, 'home') },
    workingFolder: folder,
    ...more,
  })

const project = (text: string): string => {
  const folder = tempFolder()
  writeFileSync(join(folder, 'mlctl.yaml'), text)
  return folder
}

it('lets flag beat variable beat project file beat user file, and remembers who won', async () => {
  const folder = project('region: from-project\nprofile: from-project\nendpointUrl: from-project\n')
  mkdirSync(join(folder, 'home/.config/mlctl'), { recursive: true })
  writeFileSync(join(folder, 'home/.config/mlctl/config.yaml'), 'region: from-user\ncolor: never\n')
  const settings = await load(folder, {
    flags: { region: { value: 'from-flag', source: '--region' } },
    env: { HOME: join(folder, 'home'), MLCTL_REGION: 'from-env', MLCTL_PROFILE: 'from-env' },
  })
  expect(
    settings.all().map(({ key, value, origin, source }) => [key, value, origin, source]),
  ).toEqual([
    [
      'color',
      'never',
      'user',
      join(folder, 'home/.config/mlctl/config.yaml:2').replace(`${folder}/`, ''),
    ],
    ['endpointUrl', 'from-project', 'project', 'mlctl.yaml:3'],
    ['profile', 'from-env', 'environment', 'MLCTL_PROFILE'],
    ['region', 'from-flag', 'flag', '--region'],
  ])
})

it('merges tags key by key', async () => {
  const folder = project('tags:\n  team: fraud\n  stage: dev\n')
  const settings = await load(folder, {
    flags: { tags: { value: { stage: 'prod' }, source: '--tag' } },
  })
  expect(settings.get('tags')?.value).toEqual({ team: 'fraud', stage: 'prod' })
})

it('finds mlctl.yaml upwards and stops at the git root', async () => {
  const folder = project('region: outer\n')
  mkdirSync(join(folder, 'repo/.git'), { recursive: true })
  mkdirSync(join(folder, 'repo/deep'), { recursive: true })
  mkdirSync(join(folder, 'plain/deep'), { recursive: true })
  expect((await load(join(folder, 'plain/deep'))).get('region')?.value).toBe('outer')
  expect((await load(join(folder, 'repo/deep'))).get('region')).toBeUndefined()
})

it.each([
  ['regoin: x\n', 'MLC-CFG-002', 'mlctl.yaml:1: unknown setting regoin', 'Did you mean region?'],
  ['a: 1\nb: [\n', 'MLC-CFG-001', 'mlctl.yaml:', undefined],
  ['budget:\n  monthlyUsd: lots\n', 'MLC-CFG-003', 'mlctl.yaml:2: budget.monthlyUsd', undefined],
  ['target: moon\n', 'MLC-CFG-003', 'one of aws, sandbox', undefined],
  ['- list\n', 'MLC-CFG-001', 'a map of settings', undefined],
  ['region: a\nregion: b\n', 'MLC-CFG-001', 'mlctl.yaml:2', undefined],
])('%j is refused as %s', async (text, code, message, hint) => {
  await expect(load(project(text))).rejects.toMatchObject({
    code,
    exitCode: 2,
    message: expect.stringContaining(message),
    ...(hint === undefined ? {} : { hint }),
  })
})

it('refuses budgets in the user file', async () => {
  const folder = tempFolder()
  mkdirSync(join(folder, 'home/.config/mlctl'), { recursive: true })
  writeFileSync(join(folder, 'home/.config/mlctl/config.yaml'), 'budget:\n  monthlyUsd: 5\n')
  await expect(load(folder)).rejects.toMatchObject({ code: 'MLC-CFG-004' })
})

it('names the variable that is wrong', async () => {
  await expect(load(tempFolder(), { env: { MLCTL_TARGET: 'moon' } })).rejects.toMatchObject({
    message: expect.stringContaining('MLCTL_TARGET'),
  })
})

it('refuses an alias bomb instead of expanding it', async () => {
  const levels = Array.from(
    { length: 9 },
    (_, i) => `  l${i + 1}: &l${i + 1} [${Array(9).fill(`*l${i}`).join(', ')}]`,
  )
  const text = `tags:\n  l0: &l0 [x]\n${levels.join('\n')}\n`
  await expect(load(project(text))).rejects.toMatchObject({ exitCode: 2 })
})

it.each([
  ['target', 'MLCTL_TARGET'],
  ['finetune.baseModel', 'MLCTL_FINETUNE_BASE_MODEL'],
  ['budget.monthlyUsd', 'MLCTL_BUDGET_MONTHLY_USD'],
])('the variable of %s is %s', (key, name) => expect(variableOf(key)).toBe(name))
