import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { bases } from '../../../src/lib/flows/container/bases.ts'
import { login } from '../../../src/lib/flows/container/login.ts'
import { writeTree } from '../../support/images.ts'
import { sandboxWorld } from '../../support/sandbox-world.ts'
import { fakeSettings } from '../../support/settings.ts'

const HOST = '000000000000.dkr.ecr.us-east-1.amazonaws.com'

it('by itself it writes nothing and shows no password', async () => {
  const { ports } = sandboxWorld()
  const { password } = await ports.imageRepositories.login()
  const result = await login(ports, { printPassword: false })
  expect(result.lines?.[0]).toContain(`--password-stdin ${HOST}`)
  expect(JSON.stringify(result)).not.toContain(password.slice(0, 20))
})

it('a config of its own is for the owner alone, and other registries in it stay', async () => {
  const { ports, folder } = sandboxWorld()
  const dockerConfig = writeTree(join(folder, 'docker'), {
    'config.json': '{"auths":{"other.test":{"auth":"eA=="}},"credsStore":"x"}',
  })
  const { file = '' } = await login(ports, { dockerConfig, printPassword: false })
  expect(statSync(file).mode & 0o777).toBe(0o600)
  const config = JSON.parse(await ports.files.readText(file))
  expect(Object.keys(config.auths)).toEqual(['other.test', HOST])
  expect(config.credsStore).toBe('x')
  expect(Buffer.from(config.auths[HOST].auth, 'base64').toString()).toMatch(/^AWS:.+/)
})

it('a config that cannot be read is left as it is', async () => {
  const { ports, folder } = sandboxWorld()
  writeFileSync(join(folder, 'config.json'), 'not json')
  const attempt = login(ports, { dockerConfig: folder, printPassword: false })
  await expect(attempt).rejects.toMatchObject({ code: 'MLC-CTR-125' })
  expect(await ports.files.readText(join(folder, 'config.json'))).toBe('not json')
})

it('an engine that is not there is said so, without the password', async () => {
  const { ports } = sandboxWorld()
  const attempt = login(ports, { engine: 'no-such-engine', printPassword: false })
  await expect(attempt).rejects.toMatchObject({ code: 'MLC-CTR-117', exitCode: 5 })
})

it('base images of a named region are told without credentials', async () => {
  const ports = {
    settings: fakeSettings({ region: 'eu-central-1' }, '/'),
    target: () => Promise.reject(new Error('no credentials')),
  }
  const { images } = await bases(ports, { framework: 'sklearn' })
  expect(images.map(({ uri }) => uri)).toEqual([
    '492215442770.dkr.ecr.eu-central-1.amazonaws.com/sagemaker-scikit-learn:1.4-2-py312',
  ])
  const unknown = { ...ports, settings: fakeSettings({ region: 'eu-central-9' }, '/') }
  await expect(bases(unknown, {})).rejects.toMatchObject({ code: 'MLC-CTR-118' })
})
