import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { DOCKER_MANIFEST, dockerArchive, noise, testImage } from '../support/images.ts'
import { CREDENTIALS, mlctl, serveSandbox } from '../support/program.ts'
import { foreign, run } from '../support/served.ts'
import { tempFolder } from '../support/temp-folder.ts'

const aws = foreign('aws')
const hasSkopeo = spawnSync('skopeo', ['--version']).status === 0

/** An image in a served sandbox, pushed by the built program. */
const pushed = async () => {
  const folder = tempFolder()
  const url = await serveSandbox(folder, 'instant')
  const env = { ...CREDENTIALS, AWS_ENDPOINT_URL: url }
  const image = await testImage([{ a: 'a' }, { b: noise(200_000) }])
  const path = await dockerArchive(join(folder, 'image.tar'), image)
  const line = ['container', 'push', path, '--repository', 'ml/fraud', '--image-tag', 'v1']
  const ended = await mlctl([...line, '--create', '--yes', '--json'], { cwd: folder, env })
  expect(ended.status, ended.err).toBe(0)
  const result: { readonly digest: string } = JSON.parse(ended.out)
  return { folder, url, env: { ...env, HOME: folder }, digest: result.digest }
}

describe.skipIf(aws === undefined)(
  'the AWS CLI (skipped where .ci/run could not install it)',
  () => {
    it('sees what mlctl pushed, and is refused what ECR refuses', async () => {
      const { env, digest } = await pushed()
      const cli = (...words: readonly string[]) =>
        run([aws ?? '', 'ecr', ...words], { ...env, AWS_DEFAULT_REGION: 'us-east-1' })
      const described = await cli('describe-images', '--repository-name', 'ml/fraud')
      expect(described.err).toBe('')
      expect(JSON.parse(described.out).imageDetails).toMatchObject([
        { imageDigest: digest, imageTags: ['v1'], imageManifestMediaType: DOCKER_MANIFEST },
      ])
      const again = await cli('create-repository', '--repository-name', 'ml/fraud')
      expect(again.err).toContain('RepositoryAlreadyExistsException')
      const gone = await cli('delete-repository', '--repository-name', 'ml/fraud')
      expect(gone.err).toContain('RepositoryNotEmptyException')
      const password = await cli('get-login-password')
      expect(password.out.trim().length).toBeGreaterThan(10)
    }, 120_000)
  },
)

describe.skipIf(!hasSkopeo)('skopeo (skipped where it is not installed)', () => {
  it('pulls from the sandbox with the token of mlctl container login', async () => {
    const { folder, url, env, digest } = await pushed()
    const config = join(folder, 'docker')
    const words = ['container', 'login', '--docker-config', config, '--json']
    const login = await mlctl(words, { cwd: folder, env })
    expect(login.status, login.err).toBe(0)
    const image = `docker://${url.replace('http://', '')}/ml/fraud:v1`
    const auth = ['--authfile', join(config, 'config.json')]
    const read = await run(['skopeo', 'inspect', '--tls-verify=false', ...auth, image])
    expect(read.err).toBe('')
    expect(JSON.parse(read.out).Digest).toBe(digest)
    const copy = ['skopeo', 'copy', '--src-tls-verify=false', '--src-authfile', auth[1] ?? '']
    const copied = await run([...copy, image, `dir:${folder}/copy`])
    expect(copied.status, copied.err).toBe(0)
    const stranger = await run(['skopeo', 'inspect', '--tls-verify=false', '--no-creds', image])
    expect(stranger.status).not.toBe(0)
  }, 120_000)
})
