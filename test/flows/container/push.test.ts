import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { type PushRequest, pushImage } from '../../../src/lib/flows/container/push.ts'
import { repairImage } from '../../../src/lib/flows/container/repair.ts'
import { scanImage } from '../../../src/lib/flows/container/scan.ts'
import { verifyImage } from '../../../src/lib/flows/container/verify.ts'
import type { Ports } from '../../../src/lib/ports/all.ts'
import {
  DOCKER_MANIFEST,
  dockerArchive,
  layoutFiles,
  noise,
  OCI_INDEX,
  ociIndex,
  ociManifest,
  sha,
  tarOf,
  testImage,
  writeTree,
} from '../../support/images.ts'
import { buryLock, killable } from '../../support/killable.ts'
import { sandboxWorld } from '../../support/sandbox-world.ts'
import { tempFolder } from '../../support/temp-folder.ts'

const YES = { consent: { yes: true }, dryRun: false }
const HOST = '000000000000.dkr.ecr.us-east-1.amazonaws.com'

const request = (image: string, more: Partial<PushRequest> = {}): PushRequest => ({
  image,
  repository: 'ml/fraud',
  tag: 'v1',
  create: true,
  mutable: false,
  tags: {},
  ...more,
})

const push = (ports: Ports, image: string, more: Partial<PushRequest> = {}) =>
  pushImage(ports, request(image, more), YES)

const small = () => testImage([{ 'etc/a': 'a' }, { 'opt/b': noise(50_000) }])

const forms = {
  'docker-archive': async (folder: string) =>
    dockerArchive(join(folder, 'image.tar'), await small()),
  'OCI layout': async (folder: string) => {
    const blobs = new Map<string, Buffer>()
    const manifests = [ociManifest(blobs, await small())]
    return writeTree(join(folder, 'oci'), layoutFiles(blobs, { schemaVersion: 2, manifests }))
  },
  'oci-archive of two platforms with attestations': async (folder: string) => {
    const blobs = new Map<string, Buffer>()
    const arm = await testImage([{ x: 'arm' }], 'arm64')
    const index = ociIndex(blobs, { 'linux/arm64': arm, 'linux/amd64': await small() })
    const path = join(folder, 'image.oci')
    writeFileSync(path, await tarOf(layoutFiles(blobs, index)))
    return path
  },
}

it.each(Object.entries(forms))(
  'a %s arrives as a Docker image that is fit',
  async (_form, make) => {
    const world = sandboxWorld()
    const image = await make(world.folder)
    const pushed = await push(world.ports, image)
    expect(pushed).toMatchObject({ status: 'applied', mediaType: DOCKER_MANIFEST })
    expect(pushed.uri).toBe(`${HOST}/ml/fraud@${pushed.digest}`)
    const view = await world.ports.imageRepositories.image('ml/fraud', { tag: 'v1' })
    expect(view).toMatchObject({ digest: pushed.digest, mediaType: DOCKER_MANIFEST })
    const stored = await world.ports.imageUploads.manifest('ml/fraud', 'v1')
    expect(sha(stored?.text ?? '')).toBe(pushed.digest)
    const report = await verifyImage(world.ports, { uri: pushed.uri, serverless: true })
    expect(report).toMatchObject({ verdict: 'fit', platform: 'linux/amd64' })
  },
)

it('the same image under the same tag is nothing to do, also for another process', async () => {
  const world = sandboxWorld()
  const image = await forms['docker-archive'](world.folder)
  const first = await push(world.ports, image)
  const second = await push(world.again().ports, image)
  expect(second).toMatchObject({ status: 'nothing-to-do', digest: first.digest })
})

it('a dry run creates and sends nothing', async () => {
  const world = sandboxWorld()
  const image = await forms['OCI layout'](world.folder)
  const planned = await pushImage(world.ports, request(image), { ...YES, dryRun: true })
  expect(planned.status).toBe('planned')
  expect(await world.ports.imageRepositories.find('ml/fraud')).toBeUndefined()
})

it('layers that another image brought are not sent again', async () => {
  const world = sandboxWorld()
  const base = { 'opt/base': noise(300_000) }
  const paths = await Promise.all(
    ['a', 'b'].map(async (name) =>
      dockerArchive(join(world.folder, `${name}.tar`), await testImage([base, { name }])),
    ),
  )
  await push(world.ports, paths[0] ?? '')
  const second = await push(world.ports, paths[1] ?? '', { tag: 'v2' })
  expect(second.layersThere).toBe(1)
  expect(second.sentBytes).toBeLessThan(5_000)
})

it('a repository is made with immutable tags, scan on push and a lifecycle policy', async () => {
  const world = sandboxWorld()
  const image = await forms['OCI layout'](world.folder)
  await push(world.ports, image, { keep: 30, tags: { team: 'risk' } })
  expect(await world.ports.imageRepositories.find('ml/fraud')).toMatchObject({
    mutability: 'IMMUTABLE_WITH_EXCLUSION',
    exclusions: ['latest*'],
    scanOnPush: true,
  })
  expect(await world.ports.imageRepositories.lifecycle('ml/fraud')).toContain('"countNumber":30')
})

const refusals: readonly [string, string, Partial<PushRequest>][] = [
  ['a repository that is not there', 'MLC-CTR-100', { create: false }],
  ['a name that ECR refuses', 'MLC-CTR-119', { repository: 'ML/Fraud' }],
  ['a tag with a slash', 'MLC-CTR-119', { tag: 'a/b' }],
  ['the host of another account', 'MLC-CTR-106', { repository: `1${HOST.slice(1)}/ml/fraud` }],
  ['an instance type of the other kind', 'MLC-CTR-109', { instanceType: 'ml.m6g.large' }],
  [
    'a platform that the instance is not',
    'MLC-CTR-119',
    { instanceType: 'ml.m5.large', platform: 'linux/arm64' },
  ],
  ['a working folder without a commit', 'MLC-CTR-119', { tag: undefined }],
]

it.each(refusals)('refuses %s with %s before anything is made', async (_what, code, more) => {
  const world = sandboxWorld()
  const image = await forms['docker-archive'](world.folder)
  await expect(push(world.ports, image, more)).rejects.toMatchObject({ code })
  expect(await world.ports.imageRepositories.find('ml/fraud')).toBeUndefined()
})

it.each([
  ['not allowed to push', 'ecr.BatchCheckLayerAvailability', 'AccessDeniedException'],
  ['a login that has run out', 'ecr.DescribeRepositories', 'ExpiredTokenException'],
])('%s is told before a layer is sent', async (_what, match, error) => {
  const world = sandboxWorld()
  await push(world.ports, await forms['docker-archive'](world.folder))
  await world.ports.sandbox.addFault({ match, error, times: 9 })
  const other = await dockerArchive(join(world.folder, 'o.tar'), await testImage([{ o: 'o' }]))
  const sent: string[] = []
  const imageUploads: Ports['imageUploads'] = {
    ...world.ports.imageUploads,
    missing: (...given) => world.ports.imageUploads.missing(...given),
    begin: (...given) => {
      sent.push(given[0])
      return world.ports.imageUploads.begin(...given)
    },
  }
  const pushed = push({ ...world.ports, imageUploads }, other, { tag: 'v2' })
  await expect(pushed).rejects.toMatchObject({ exitCode: 4 })
  expect(sent).toEqual([])
})

it('refuses a tag that names another image for good, and moves one that may move', async () => {
  const world = sandboxWorld()
  const one = await dockerArchive(join(world.folder, '1.tar'), await testImage([{ a: '1' }]))
  const two = await dockerArchive(join(world.folder, '2.tar'), await testImage([{ a: '2' }]))
  await push(world.ports, one)
  await expect(push(world.ports, two)).rejects.toMatchObject({ code: 'MLC-CTR-101' })
  await push(world.ports, one, { tag: 'latest' })
  const moved = await push(world.ports, two, { tag: 'latest' })
  const view = await world.ports.imageRepositories.image('ml/fraud', { tag: 'latest' })
  expect(view?.digest).toBe(moved.digest)
})

const broken: readonly [string, (folder: string) => Promise<string>, string][] = [
  [
    'a file that is no archive',
    async (folder) => writeTree(folder, { x: 'x'.repeat(2000) }).concat('/x'),
    'MLC-CTR-107',
  ],
  [
    'an archive without an image',
    async (folder) => writeTree(folder, { 'x.tar': await tarOf({ a: 'b' }) }).concat('/x.tar'),
    'MLC-CTR-107',
  ],
  [
    'zstd layers',
    async (f) => {
      const blobs = new Map<string, Buffer>()
      const entry = ociManifest(blobs, await small(), 'application/vnd.oci.image.layer.v1.tar+zstd')
      return writeTree(join(f, 'z'), layoutFiles(blobs, { schemaVersion: 2, manifests: [entry] }))
    },
    'MLC-CTR-108',
  ],
  [
    'a manifest whose content has another digest',
    async (f) => {
      const blobs = new Map<string, Buffer>()
      const entry = ociManifest(blobs, await small())
      blobs.set(entry.digest, Buffer.from(`${blobs.get(entry.digest)} `))
      return writeTree(join(f, 'd'), layoutFiles(blobs, { schemaVersion: 2, manifests: [entry] }))
    },
    'MLC-CTR-107',
  ],
]

it.each(broken)('refuses %s', async (_what, make, code) => {
  const world = sandboxWorld()
  const image = await make(world.folder)
  await expect(push(world.ports, image)).rejects.toMatchObject({ code })
})

it('a push killed at any call is continued: no finished layer and no part is sent twice', async () => {
  const layers = [{ 'a/b': noise(12_000_000) }, { c: noise(400_000, 'c') }]
  const image = await testImage(layers)
  const at = async (dieAt: number) => {
    const folder = tempFolder()
    const path = await dockerArchive(join(folder, 'image.tar'), image)
    const first = await killable(folder, { dieAt, moment: 'after' })
    const ended = push(first.ports, path).then(() => 'ended' as const)
    return { folder, path, end: await Promise.race([ended, first.killed]), calls: first.calls() }
  }
  const whole = await at(Number.POSITIVE_INFINITY)
  expect(whole.end).toBe('ended')
  // Every call takes minutes: MLCTL_FULL_KILL=1 does it.
  const step = process.env.MLCTL_FULL_KILL === '1' ? 1 : 4
  for (let dieAt = step; dieAt < whole.calls; dieAt += step) {
    const { folder, path, end } = await at(dieAt)
    expect(end).toBe('killed')
    buryLock(folder)
    const world = sandboxWorld({ folder })
    const calls: string[] = []
    const imageUploads: Ports['imageUploads'] = {
      ...world.ports.imageUploads,
      missing: (...given) => world.ports.imageUploads.missing(...given),
      begin: (...given) => world.ports.imageUploads.begin(...given),
      complete: (...given) => world.ports.imageUploads.complete(...given),
      putManifest: (...given) => world.ports.imageUploads.putManifest(...given),
      send: async (repository, part, signal) => {
        const sent = await world.ports.imageUploads.send(repository, part, signal)
        if (sent.received > part.upload.received) calls.push(`${sent.uploadId} ${sent.received}`)
        return sent
      },
    }
    const pushed = await push({ ...world.ports, imageUploads }, path)
    expect(pushed.uri).toContain('@sha256:')
    expect(new Set(calls).size).toBe(calls.length)
    const view = await world.ports.imageRepositories.image('ml/fraud', { tag: 'v1' })
    expect(view?.digest).toBe(pushed.digest)
  }
}, 900_000)

it('an index in ECR is unfit, and repaired without sending a layer', async () => {
  const world = sandboxWorld()
  const { ports } = world
  const blobs = new Map<string, Buffer>()
  const index = ociIndex(blobs, { 'linux/amd64': await small() })
  await push(ports, await forms['OCI layout'](world.folder))
  const [entry] = index.manifests as { digest: string; mediaType: string }[]
  const attestation = (index.manifests[1] as { digest: string }).digest
  for (const digest of [entry?.digest ?? '', attestation]) {
    const text = String(blobs.get(digest))
    await ports.imageUploads.putManifest('ml/fraud', { text, mediaType: entry?.mediaType ?? '' })
  }
  const text = JSON.stringify(index)
  await ports.imageUploads.putManifest('ml/fraud', { text, mediaType: OCI_INDEX }, 'oci')
  const uri = `${HOST}/ml/fraud:oci`
  const unfit = await verifyImage(ports, { uri, serverless: false })
  expect(unfit.verdict).toBe('unfit')
  expect(unfit.checks[0]?.fix).toBe(`mlctl container repair ${uri}`)
  const repaired = await repairImage(ports, { uri }, YES)
  expect(repaired).toMatchObject({ status: 'applied', tagUri: `${uri}-docker` })
  const after = await verifyImage(ports, { uri: repaired.uri, serverless: false })
  expect(after.verdict).toBe('fit')
  const again = await repairImage(world.again().ports, { uri: repaired.uri }, YES)
  expect(again.status).toBe('nothing-to-do')
})

const DPKG = (version: string) => ({
  'etc/os-release': 'VERSION_CODENAME=bookworm\n',
  'var/lib/dpkg/status': `Package: libc6\nVersion: ${version}\n`,
})

it.each([
  ['fails on a known fault', DPKG('2.36-9+deb12u1'), 'high', 'failed'],
  ['passes when the gate is higher', DPKG('2.36-9+deb12u1'), 'critical', 'passed'],
  ['passes what is fixed', DPKG('2.36-9+deb12u13'), 'low', 'passed'],
  ['does not call an image clean that has no packages', { a: 'b' }, 'high', 'unknown'],
] as const)('a scan %s', async (_what, layer, failOn, verdict) => {
  const world = sandboxWorld()
  const path = await dockerArchive(join(world.folder, 'i.tar'), await testImage([layer]))
  const { uri } = await push(world.ports, path)
  expect(await scanImage(world.ports, { uri, failOn })).toMatchObject({ verdict })
})
