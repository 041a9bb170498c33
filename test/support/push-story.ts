import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { DOCKER_MANIFEST, OCI_MANIFEST, sha } from './images.ts'
import { CREDENTIALS, mlctl, serveSandbox, start } from './program.ts'
import { missingForRegistry, REGISTRY_USER, startRegistry } from './real-registry.ts'
import { engineFlags, type ScaffoldPlace } from './scaffold-story.ts'
import { foreign, run } from './served.ts'

/** Why no push can be told here; undefined where one can. Printed, so that no test skips silently. */
export const whyNoPushes = (): string | undefined => {
  const missing = [...missingForRegistry(), ...(foreign('aws') === undefined ? ['aws'] : [])]
  if (missing.length === 0) return undefined
  const reason = `not installed: ${missing.join(', ')}`
  process.stderr.write(`pushes of scaffolds are not tested: ${reason}\n`)
  return reason
}

type Manifest = {
  readonly mediaType: string
  readonly config: { readonly digest: string }
  readonly layers: readonly { readonly digest: string }[]
}

const layersOf = ({ layers }: Manifest): readonly string[] => layers.map(({ digest }) => digest)

const contentsOf = (manifest: Manifest): readonly string[] => [
  manifest.config.digest,
  ...layersOf(manifest),
]

const parsed = <T>({ out, err }: { readonly out: string; readonly err: string }): T => {
  expect(out, err).not.toBe('')
  return JSON.parse(out)
}

type Pushed = { readonly uri: string; readonly digest: string }

const skopeo = async (...words: readonly string[]): Promise<string> => {
  const { status, out, err } = await run(['skopeo', ...words])
  expect(status, err).toBe(0)
  return out
}

/** From the engine into a real registry that asks for a password, and read back by skopeo. */
const intoRegistry = async ({ engine, folder, image }: ScaffoldPlace): Promise<Manifest> => {
  const host = await startRegistry(folder)
  const { username, password } = REGISTRY_USER
  const to = ['--registry', host, '--insecure', '--username', username, '--password-stdin']
  const line = ['container', 'push', image, '--repository', 'ml/app', '--image-tag', 'v1', ...to]
  const program = start([...line, ...engineFlags(engine), '--json'], { cwd: folder, stdin: 'pipe' })
  program.child.stdin?.end(`${password}\n`)
  const { digest } = parsed<Pushed>(await program.ended)
  const from = `docker://${host}/ml/app:v1`
  const creds = `${username}:${password}`
  const raw = await skopeo('inspect', '--raw', '--tls-verify=false', '--creds', creds, from)
  expect(sha(raw)).toBe(digest)
  // Layers keep their bytes; what describes them is written anew.
  const copy = ['copy', '--src-tls-verify=false', '--src-creds', creds, '--format', 'oci']
  await skopeo(...copy, from, `oci:${folder}/oci:v1`)
  return JSON.parse(raw)
}

type Env = Readonly<Record<string, string>>

const mlctlIn =
  (folder: string, env: Env) =>
  async <T>(...words: readonly string[]): Promise<T> =>
    parsed<T>(await mlctl([...words, '--json'], { cwd: folder, env }))

const awsIn =
  (env: Env) =>
  async <T>(operation: string, ...words: readonly string[]): Promise<T> => {
    const line = [foreign('aws') ?? '', 'ecr', operation, '--repository-name', 'ml/app', ...words]
    return parsed<T>(await run(line, { ...env, AWS_DEFAULT_REGION: 'us-east-1' }))
  }

type Got = { readonly images: readonly { readonly imageManifest: string }[] }

const manifestText = async (aws: ReturnType<typeof awsIn>, id: string): Promise<string> => {
  const { images } = await aws<Got>('batch-get-image', '--image-ids', id)
  return images[0]?.imageManifest ?? ''
}

/** The manifest of the only image in an OCI layout. */
const layoutManifest = (layout: string): string => {
  const index = JSON.parse(readFileSync(join(layout, 'index.json'), 'utf8'))
  return readFileSync(join(layout, 'blobs', ...index.manifests[0].digest.split(':')), 'utf8')
}

/** Reads what the sandbox's registry gives to whoever has its token. */
const readByToken = async (folder: string, env: Env, digest: string): Promise<void> => {
  const config = join(folder, 'docker')
  await mlctlIn(folder, env)('container', 'login', '--docker-config', config)
  const image = `docker://${(env.AWS_ENDPOINT_URL ?? '').replace('http://', '')}/ml/app:v1`
  const auth = ['--tls-verify=false', '--authfile', join(config, 'config.json')]
  expect(sha(await skopeo('inspect', '--raw', ...auth, image))).toBe(digest)
}

/**
 * An image of the engine goes into a real registry with a password, and as an OCI layout into the
 * sandbox's ECR; skopeo and the AWS CLI read it back. Put there in OCI form by the AWS CLI, it is found
 * unfit and repaired without another layer.
 */
export const pushedAndRepaired = async (place: ScaffoldPlace): Promise<void> => {
  const { folder } = place
  const first = await intoRegistry(place)
  expect(first.mediaType).toBe(DOCKER_MANIFEST)
  const url = await serveSandbox(folder, 'instant')
  const env = { ...CREDENTIALS, AWS_ENDPOINT_URL: url, HOME: folder }
  const step = mlctlIn(folder, env)
  const aws = awsIn(env)
  const push = ['container', 'push', 'oci', '--repository', 'ml/app', '--image-tag', 'v1']
  const { uri, digest } = await step<Pushed>(...push, '--create', '--yes')
  expect(await aws('describe-images')).toMatchObject({
    imageDetails: [
      { imageDigest: digest, imageTags: ['v1'], imageManifestMediaType: DOCKER_MANIFEST },
    ],
  })
  const read = await manifestText(aws, 'imageTag=v1')
  expect(sha(read)).toBe(digest)
  expect(layersOf(JSON.parse(read))).toEqual(layersOf(first))
  await readByToken(folder, env, digest)
  await repairedFromOci(place, { env, uri: uri.replace(/@.*/, ':oci') })
}

/** The AWS CLI puts the layout's own manifest beside what was pushed. */
const repairedFromOci = async (
  { folder }: ScaffoldPlace,
  { env, uri }: { readonly env: Env; readonly uri: string },
): Promise<void> => {
  const step = mlctlIn(folder, env)
  const aws = awsIn(env)
  const oci = layoutManifest(join(folder, 'oci'))
  const put = ['--image-tag', 'oci', '--image-manifest-media-type', OCI_MANIFEST]
  await aws('put-image', ...put, '--image-manifest', oci)
  expect(await step('container', 'verify', uri)).toMatchObject({ verdict: 'unfit' })
  const repaired = await step<Pushed>('container', 'repair', uri, '--yes')
  expect(await step('container', 'verify', repaired.uri)).toMatchObject({ verdict: 'fit' })
  const [, id = ''] = repaired.uri.split('@')
  const held: Manifest = JSON.parse(await manifestText(aws, `imageDigest=${id}`))
  expect(held.mediaType).toBe(DOCKER_MANIFEST)
  expect(contentsOf(held)).toEqual(contentsOf(JSON.parse(oci)))
}
