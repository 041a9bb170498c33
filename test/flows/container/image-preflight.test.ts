import { join } from 'node:path'
import { expect, it } from 'vitest'
import { checkImage } from '../../../src/lib/flows/container/image-preflight.ts'
import { pushImage } from '../../../src/lib/flows/container/push.ts'
import { verifyImage } from '../../../src/lib/flows/container/verify.ts'
import { createEndpoint } from '../../../src/lib/flows/endpoint/create.ts'
import { runTraining } from '../../../src/lib/flows/train/run.ts'
import { NO_ANSWERS } from '../../support/hosting-world.ts'
import { dockerArchive, testImage } from '../../support/images.ts'
import { OPTIONS, requestFor, trainWorld } from '../../support/train-world.ts'

const HOST = '000000000000.dkr.ecr.us-east-1.amazonaws.com'

/** A world whose registry has one image, built for this processor. */
const worldWith = async (architecture: 'amd64' | 'arm64') => {
  const world = await trainWorld()
  const image = await testImage([{ a: architecture }], architecture)
  const { uri } = await pushImage(
    world.ports,
    {
      image: await dockerArchive(join(world.folder, 'i.tar'), image),
      ...{ repository: 'ml/fraud', tag: 'v1', create: true, mutable: false, tags: {} },
      platform: `linux/${architecture}`,
    },
    { consent: { yes: true }, dryRun: false },
  )
  return { ...world, uri, tagUri: `${HOST}/ml/fraud:v1` }
}

/** The same image under the tag `oci`, as an engine that pushes OCI leaves it. */
const asOci = async (ports: Awaited<ReturnType<typeof worldWith>>['ports']) => {
  const docker = await ports.imageUploads.manifest('ml/fraud', 'v1')
  const text = (docker?.text ?? '')
    .replaceAll('vnd.docker.distribution.manifest.v2+json', 'vnd.oci.image.manifest.v1+json')
    .replaceAll('vnd.docker.container.image.v1+json', 'vnd.oci.image.config.v1+json')
    .replaceAll('vnd.docker.image.rootfs.diff.tar.gzip', 'vnd.oci.image.layer.v1.tar+gzip')
  const mediaType = 'application/vnd.oci.image.manifest.v1+json'
  await ports.imageUploads.putManifest('ml/fraud', { text, mediaType }, 'oci')
  return `${HOST}/ml/fraud:oci`
}

it.each([
  ['amd64', ['ml.m5.xlarge'], undefined],
  ['amd64', ['ml.c7g.large'], 'MLC-CTR-247'],
  ['arm64', ['ml.c7g.large'], undefined],
  ['arm64', ['ml.m5.xlarge', 'ml.g5.xlarge'], 'MLC-CTR-247'],
  ['arm64', ['ml.unheard-of.large'], undefined],
] as const)('an image for %s on %j: %s', async (architecture, instanceTypes, code) => {
  const { ports, uri, tagUri } = await worldWith(architecture)
  for (const image of [uri, tagUri]) {
    const checked = checkImage(ports, image, { instanceTypes, hosting: true })
    if (code === undefined) await expect(checked).resolves.toBeUndefined()
    else await expect(checked).rejects.toMatchObject({ code, exitCode: 5 })
  }
})

it('an OCI manifest is refused for hosting and told for jobs', async () => {
  const { ports, io } = await worldWith('amd64')
  const image = await asOci(ports)
  const needs = { instanceTypes: ['ml.m5.xlarge'], hosting: true }
  await expect(checkImage(ports, image, needs)).rejects.toMatchObject({ code: 'MLC-CTR-248' })
  await checkImage(ports, image, { ...needs, hosting: false })
  expect(io.warnings.join()).toContain(`mlctl container repair ${image}`)
})

it('images of other registries are left to their owners', async () => {
  const { ports } = await worldWith('arm64')
  const needs = { instanceTypes: ['ml.m5.xlarge'], hosting: true }
  const theirs = '763104351884.dkr.ecr.us-east-1.amazonaws.com/pytorch-training:2.8.0'
  for (const image of [theirs, 'registry.example/x:1', 'x']) await checkImage(ports, image, needs)
})

it('what may not be read is said and held against nobody', async () => {
  const { ports, io, tagUri } = await worldWith('arm64')
  await ports.sandbox.addFault({
    match: 'ecr.BatchGetImage',
    error: 'AccessDeniedException',
    times: 9,
  })
  await checkImage(ports, tagUri, { instanceTypes: ['ml.m5.xlarge'], hosting: true })
  expect(io.warnings.join()).toContain('could not be checked')
})

it('a training job on the wrong processor is never made', async () => {
  const world = await worldWith('arm64')
  const request = requestFor(world, { image: world.tagUri })
  const run = runTraining(world.ports, 'run', request, OPTIONS)
  await expect(run).rejects.toMatchObject({ code: 'MLC-CTR-247' })
  expect(await world.ports.trainingJobs.list()).toEqual([])
})

it('an endpoint on the wrong processor is never made', async () => {
  const { ports, roleArn, tagUri } = await worldWith('arm64')
  const created = createEndpoint(ports, {
    answers: {
      ...{ ...NO_ANSWERS, name: 'fraud', image: tagUri, role: roleArn },
      ...{ instanceType: 'ml.m5.large', instanceCount: 1 },
    },
    ...{ prices: {}, tags: {}, wait: true, timeoutMs: undefined },
    apply: { consent: { yes: true, acceptHourlyCost: 'unknown' }, dryRun: false },
  })
  await expect(created).rejects.toMatchObject({ code: 'MLC-CTR-247' })
  expect(await ports.endpoints.list()).toEqual([])
})

it('verify names the rule of every check', async () => {
  const { ports, tagUri } = await worldWith('arm64')
  const request = { uri: tagUri, instanceType: 'ml.m5.xlarge', serverless: true }
  const { verdict, checks } = await verifyImage(ports, request)
  expect(verdict).toBe('unfit')
  expect(checks.map(({ rule, passed }) => [rule, passed])).toEqual([
    ['CTR601', true],
    ['CTR605', true],
    ['CTR606', false],
    ['CTR607', true],
    ['CTR604', true],
  ])
})
