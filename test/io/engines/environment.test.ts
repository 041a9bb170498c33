import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { expect, it } from 'vitest'
import { handedOver, handedToBuild } from '../../../src/lib/io/engines/environment.ts'

const SECRET = 'hunter2 "quoted" #no comment = '

it('variables stand in a file of this user alone, which is gone afterwards', async () => {
  const file = await handedOver({ TOKEN: SECRET, EMPTY: '' }, async ({ words, variables }) => {
    const [flag, path = ''] = words
    expect(flag).toBe('--env-file')
    expect(readFileSync(path, 'utf8')).toBe(`TOKEN=${SECRET}\nEMPTY=\n`)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700)
    expect(variables).toEqual({})
    return path
  })
  expect(existsSync(dirname(file))).toBe(false)
})

it('the file is gone when the engine fails, too', async () => {
  let file = ''
  const failing = handedOver({ TOKEN: SECRET }, async ({ words }) => {
    file = words[1] ?? ''
    throw new Error('no engine')
  })
  await expect(failing).rejects.toThrow('no engine')
  expect(existsSync(file)).toBe(false)
})

it.each(['two\nlines', 'an end of Windows\r'])(
  '%j is taken from the engine’s environment',
  (value) =>
    handedOver({ KEY: value }, async (handed) => {
      expect(handed).toEqual({ words: ['--env', 'KEY'], variables: { KEY: value } })
    }),
)

it('nothing is written where there is nothing to hand over', () =>
  handedOver({}, async (handed) => expect(handed).toEqual({ words: [], variables: {} })))

const VALUE = 'a b; rm -rf /\nsecond line'

it.each(['docker', 'podman', 'buildah'] as const)(
  '%s takes the values of ARGs from its environment: no word has one',
  (engine) => {
    expect(handedToBuild(engine, { TOKEN: VALUE, EMPTY: '' })).toEqual({
      words: ['--build-arg', 'TOKEN', '--build-arg', 'EMPTY'],
      variables: { TOKEN: VALUE, EMPTY: '' },
    })
  },
)

it.each(['finch', 'nerdctl'] as const)('%s gets the values of ARGs as words', (engine) => {
  const words = ['--build-arg', `TOKEN=${VALUE}`]
  expect(handedToBuild(engine, { TOKEN: VALUE })).toEqual({ words, variables: {} })
})

it.each([
  ...['PATH', 'HOME', 'http_proxy', 'HTTPS_PROXY', 'NO_PROXY', 'DOCKER_HOST', 'BUILDAH_ISOLATION'],
  ...['CONTAINERS_CONF', 'CONTAINER_HOST', 'REGISTRY_AUTH_FILE', 'LD_PRELOAD', 'GODEBUG'],
])('an ARG named %s does not steer the engine itself', (name) => {
  const words = ['--build-arg', `${name}=x`]
  expect(handedToBuild('podman', { [name]: 'x' })).toEqual({ words, variables: {} })
})

it.each(['GOAL', 'PATHS', 'LDAP_TOKEN', 'PROXY_PASSWORD', 'CONTAINERTOKEN'])(
  'an ARG named %s is none of those',
  (name) => {
    expect(handedToBuild('podman', { [name]: 'x' }).words).toEqual(['--build-arg', name])
  },
)
