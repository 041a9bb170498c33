import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { build } from '../../src/lib/flows/container/build.ts'
import { pushToRegistry } from '../../src/lib/flows/container/push-plain.ts'
import { localEngines } from '../../src/lib/io/engines/engines.ts'
import { imageRegistries } from '../../src/lib/io/images/registries.ts'
import { dockerArchive, testImage } from '../support/images.ts'
import { missingForRegistry, startRegistry } from '../support/real-registry.ts'
import { sandboxWorld } from '../support/sandbox-world.ts'
import { tempFolder } from '../support/temp-folder.ts'

const HOST = '763104351884.dkr.ecr.us-east-1.amazonaws.com'
const LOGIN = { username: 'AWS', password: 'a:b+c/=' }

/** Programs of these names go before all others while a test runs. */
const onPath = (programs: Readonly<Record<string, string>>): string => {
  const folder = tempFolder()
  for (const [name, text] of Object.entries(programs)) {
    writeFileSync(join(folder, name), text)
    chmodSync(join(folder, name), 0o755)
  }
  const before = process.env.PATH
  process.env.PATH = `${folder}:${before}`
  onTestFinished(() => {
    process.env.PATH = before
  })
  return folder
}

const readJson = (path: string) => JSON.parse(readFileSync(path, 'utf8'))

describe('logins for one build', () => {
  it('are for the owner alone, keep what the user has, and go with it', async () => {
    const own = tempFolder()
    const config = {
      auths: { 'other.test': { auth: 'eA==' } },
      credHelpers: { 'helped.test': 'ecr-login' },
      credsStore: 'desktop',
      currentContext: 'remote',
    }
    writeFileSync(join(own, 'config.json'), JSON.stringify(config))
    mkdirSync(join(own, 'cli-plugins'))
    const registries = imageRegistries({ DOCKER_CONFIG: own, XDG_RUNTIME_DIR: own })
    const { path, remove } = await registries.loginFolder([HOST, 'helped.test'], LOGIN)
    expect(statSync(path).mode & 0o777).toBe(0o700)
    for (const name of ['config.json', 'auth.json']) {
      expect(statSync(join(path, name)).mode & 0o777).toBe(0o600)
    }
    expect(existsSync(join(path, 'cli-plugins'))).toBe(true)
    const docker = readJson(join(path, 'config.json'))
    expect(docker).toMatchObject({ credsStore: 'desktop', currentContext: 'remote' })
    expect(docker.credHelpers).toEqual({ 'helped.test': 'ecr-login', [HOST]: '' })
    expect(Object.keys(docker.auths)).toEqual(['other.test', HOST])
    expect(Buffer.from(docker.auths[HOST].auth, 'base64').toString()).toBe('AWS:a:b+c/=')
    expect(readJson(join(path, 'auth.json')).credHelpers).toEqual({ 'helped.test': 'ecr-login' })
    await remove()
    expect(existsSync(path)).toBe(false)
    expect(readJson(join(own, 'config.json'))).toEqual(config)
  })

  it('reach the engine as a folder, never as a word, and nothing is left', async () => {
    const { ports, folder } = sandboxWorld()
    const { password } = await ports.imageRepositories.login()
    const seen = join(folder, 'seen')
    onPath({
      podman: `#!/bin/sh
case "$1" in
  version) echo '{"Client":{"Version":"5.0.0"}}' ;;
  info) echo '{"host":{"security":{"rootless":true}}}' ;;
  build) echo "$*" > ${seen}.words; echo "$REGISTRY_AUTH_FILE" > ${seen}.path
    cp "$REGISTRY_AUTH_FILE" ${seen}.auth; cp "$DOCKER_CONFIG/config.json" ${seen}.docker; exit 3 ;;
esac
`,
    })
    writeFileSync(join(folder, 'Dockerfile'), `FROM ${HOST}/pytorch-inference:2.6.0\n`)
    const input = {
      ...{ name: 'churn:1', folder, dockerfile: undefined, platform: undefined },
      ...{ instanceType: undefined, target: undefined, engine: 'podman', engineArgs: undefined },
      ...{ buildArgs: {}, secrets: [], cacheFrom: [], cacheTo: [], buildOptions: [] },
      ...{ noCache: false, skipLint: true, ignore: [] },
    }
    await expect(build(ports, input)).rejects.toMatchObject({ code: 'MLC-CTR-220' })
    const held = Buffer.from(readJson(`${seen}.auth`).auths[HOST].auth, 'base64').toString()
    expect(held.startsWith('AWS:')).toBe(true)
    expect(readJson(`${seen}.docker`).auths[HOST].auth).toBe(
      readJson(`${seen}.auth`).auths[HOST].auth,
    )
    expect(readFileSync(`${seen}.words`, 'utf8')).not.toContain(password.slice(0, 20))
    expect(existsSync(readFileSync(`${seen}.path`, 'utf8').trim())).toBe(false)
  })
})

describe('a credential helper', () => {
  const HELPER = `#!/bin/sh
[ "$1" = get ] || exit 2
read -r server
[ "$server" = "${HOST}" ] || { echo "credentials not found in native keychain"; exit 1; }
printf '{"ServerURL":"%s","Username":"AWS","Secret":"of the helper"}' "$server"
`
  const registriesWith = (config: object) => {
    const own = tempFolder()
    writeFileSync(join(own, 'config.json'), JSON.stringify(config))
    return imageRegistries({ DOCKER_CONFIG: own })
  }

  it.each([
    ['for the host', { credHelpers: { [HOST]: 'test' } }],
    ['for all hosts', { credsStore: 'test' }],
  ])('%s is asked by its protocol', async (_which, config) => {
    onPath({ 'docker-credential-test': HELPER })
    expect(await registriesWith(config).credentials(HOST)).toEqual({
      username: 'AWS',
      password: 'of the helper',
    })
  })

  it('that knows nothing, or is not there, leaves what is written', async () => {
    onPath({ 'docker-credential-test': HELPER })
    const auths = { 'other.test': { auth: Buffer.from('me:pw').toString('base64') } }
    const written = { username: 'me', password: 'pw' }
    for (const credsStore of ['test', 'not-installed']) {
      const registries = registriesWith({ credsStore, auths })
      expect(await registries.credentials('other.test')).toEqual(written)
    }
  })
})

const missing = missingForRegistry()

describe.skipIf(missing.length > 0)(
  `a base behind a password${missing.length > 0 ? ` (skipped: ${missing.join(', ')} not installed)` : ''}`,
  () => {
    it('is pulled by buildah with the logins of the build, and not without', async () => {
      const folder = tempFolder()
      const host = await startRegistry(folder)
      const world = sandboxWorld()
      const archive = await dockerArchive(join(folder, 'i.tar'), await testImage([{ a: 'a' }]))
      const files = {
        ...world.ports.files,
        read: (path: string) => (path === '-' ? word('pw\n') : world.ports.files.read(path)),
      }
      await pushToRegistry(
        { ...world.ports, files },
        { image: archive, repository: 'base', tag: '1', dryRun: false },
        { host, insecure: true, username: 'AWS', passwordStdin: true },
      )
      writeFileSync(join(folder, 'Dockerfile'), `FROM ${host}/base:1\n`)
      const store = ['--root', join(folder, 'st'), '--runroot', join(folder, 'run')]
      const extraArgs = [...store, '--storage-driver', 'vfs']
      const engine = await localEngines().open({ name: 'buildah', extraArgs, need: 'build' })
      const request = {
        ...{ context: folder, dockerfile: join(folder, 'Dockerfile'), name: 'localhost/x:1' },
        ...{ platform: 'linux/amd64', buildArgs: {}, target: undefined, secrets: [] },
        ...{ cacheFrom: [], cacheTo: [], noCache: false },
        buildOptions: ['--isolation=chroot', '--tls-verify=false'],
      }
      const lines: string[] = []
      const watch = { onLine: (line: string) => void lines.push(line), signal: world.io.signal }
      expect((await engine.build(request, watch)).exitCode).not.toBe(0)
      expect(lines.join('\n')).toContain('unauthorized')
      const login = { username: 'AWS', password: 'pw' }
      const { path, remove } = await imageRegistries({}).loginFolder([host], login)
      const built = await engine.build({ ...request, loginFolder: path }, watch)
      await remove()
      expect(built.exitCode, lines.join('\n')).toBe(0)
    }, 60_000)
  },
)

async function* word(text: string) {
  yield Buffer.from(text)
}
