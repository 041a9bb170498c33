import {
  BatchCheckLayerAvailabilityCommand,
  BatchDeleteImageCommand,
  CompleteLayerUploadCommand,
  CreateRepositoryCommand,
  DeleteLifecyclePolicyCommand,
  DeleteRepositoryCommand,
  DeleteRepositoryPolicyCommand,
  DescribeImagesCommand,
  DescribeRepositoriesCommand,
  type ECRClient,
  GetLifecyclePolicyPreviewCommand,
  GetRepositoryPolicyCommand,
  InitiateLayerUploadCommand,
  ListImagesCommand,
  ListTagsForResourceCommand,
  PutImageCommand,
  PutImageScanningConfigurationCommand,
  PutImageTagMutabilityCommand,
  PutLifecyclePolicyCommand,
  SetRepositoryPolicyCommand,
  StartImageScanCommand,
  StartLifecyclePolicyPreviewCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UploadLayerPartCommand,
} from '@aws-sdk/client-ecr'
import { describe, expect, it } from 'vitest'
import { compareVersions } from '../../../src/sandbox/ecr/packages.ts'
import { DOCKER_MANIFEST, noise, sha } from '../../support/images.ts'
import { inProcess, newEngine } from '../clients.ts'

const MIB = 1024 * 1024
const repositoryName = 'ml/fraud'

const fresh = async (more: object = {}) => {
  const { ecr } = inProcess(newEngine({ clock: 'instant' }))
  await ecr.send(new CreateRepositoryCommand({ repositoryName, ...more }))
  return ecr
}

const begin = async (ecr: ECRClient) => {
  const answer = await ecr.send(new InitiateLayerUploadCommand({ repositoryName }))
  return answer.uploadId ?? ''
}

const part = (ecr: ECRClient, uploadId: string, first: number, bytes: Uint8Array) =>
  ecr.send(
    new UploadLayerPartCommand({
      repositoryName,
      uploadId,
      partFirstByte: first,
      partLastByte: first + bytes.length - 1,
      layerPartBlob: bytes,
    }),
  )

const complete = (ecr: ECRClient, uploadId: string, digest: string) =>
  ecr.send(new CompleteLayerUploadCommand({ repositoryName, uploadId, layerDigests: [digest] }))

const layer = async (ecr: ECRClient, bytes: Uint8Array) => {
  const uploadId = await begin(ecr)
  await part(ecr, uploadId, 0, bytes)
  await complete(ecr, uploadId, sha(bytes))
}

const manifestOf = (...blobs: readonly Buffer[]) => {
  const [config, ...layers] = blobs.map((blob) => ({
    mediaType: 'application/x',
    digest: sha(blob),
    size: blob.length,
  }))
  return JSON.stringify({ schemaVersion: 2, mediaType: DOCKER_MANIFEST, config, layers })
}

/** An image of one layer under a tag. */
const image = async (ecr: ECRClient, imageTag: string, seed = imageTag) => {
  const blobs = [Buffer.from(`{"seed":"${seed}"}`), noise(100, seed)]
  for (const blob of blobs) {
    await layer(ecr, blob).catch((error) => expect(error.name).toBe('LayerAlreadyExistsException'))
  }
  const imageManifest = manifestOf(...blobs)
  return ecr.send(new PutImageCommand({ repositoryName, imageManifest, imageTag }))
}

describe('layers', () => {
  it('come in order: a part at another place is told where the last one ended', async () => {
    const ecr = await fresh()
    const uploadId = await begin(ecr)
    await part(ecr, uploadId, 0, noise(5 * MIB))
    const refused = part(ecr, uploadId, 6 * MIB, noise(10))
    await expect(refused).rejects.toMatchObject({
      name: 'InvalidLayerPartException',
      uploadId,
      lastValidByteReceived: 5 * MIB - 1,
    })
  })

  it('must have the digest that is announced', async () => {
    const ecr = await fresh()
    const uploadId = await begin(ecr)
    await part(ecr, uploadId, 0, noise(10))
    const refused = complete(ecr, uploadId, sha('other'))
    await expect(refused).rejects.toMatchObject({ name: 'InvalidLayerException' })
    await complete(ecr, uploadId, sha(noise(10)))
    const asked = { repositoryName, layerDigests: [sha(noise(10)), sha('other'), 'nonsense'] }
    const { layers, failures } = await ecr.send(new BatchCheckLayerAvailabilityCommand(asked))
    expect(layers?.map((each) => each.layerAvailability)).toEqual(['AVAILABLE', 'UNAVAILABLE'])
    expect(failures?.map((each) => each.failureCode)).toEqual(['InvalidLayerDigest'])
  })

  it('have no small part but the last', async () => {
    const ecr = await fresh()
    const uploadId = await begin(ecr)
    await part(ecr, uploadId, 0, noise(10))
    await part(ecr, uploadId, 10, noise(10))
    const refused = complete(ecr, uploadId, sha('x'))
    await expect(refused).rejects.toMatchObject({ name: 'LayerPartTooSmallException' })
  })

  it('cannot be sent to an upload that is not there, or completed empty', async () => {
    const ecr = await fresh()
    const unknown = part(ecr, '11111111-2222-3333-4444-555555555555', 0, noise(1))
    await expect(unknown).rejects.toMatchObject({ name: 'UploadNotFoundException' })
    const empty = complete(ecr, await begin(ecr), sha(''))
    await expect(empty).rejects.toMatchObject({ name: 'EmptyUploadException' })
  })

  it('that are there already are said so', async () => {
    const ecr = await fresh()
    await layer(ecr, noise(10))
    await expect(layer(ecr, noise(10))).rejects.toMatchObject({
      name: 'LayerAlreadyExistsException',
    })
  })
})

describe('images', () => {
  it('need all their layers', async () => {
    const ecr = await fresh()
    const imageManifest = manifestOf(Buffer.from('{}'), Buffer.from('l'))
    const put = ecr.send(new PutImageCommand({ repositoryName, imageManifest }))
    await expect(put).rejects.toMatchObject({ name: 'LayersNotFoundException' })
  })

  it.each([
    ['MUTABLE', [], 'v1', undefined],
    ['IMMUTABLE', [], 'v1', 'ImageTagAlreadyExistsException'],
    ['IMMUTABLE_WITH_EXCLUSION', ['latest*'], 'v1', 'ImageTagAlreadyExistsException'],
    ['IMMUTABLE_WITH_EXCLUSION', ['latest*'], 'latest-gpu', undefined],
    ['MUTABLE_WITH_EXCLUSION', ['v*'], 'v1', 'ImageTagAlreadyExistsException'],
    ['MUTABLE_WITH_EXCLUSION', ['v*'], 'latest', undefined],
  ] as const)('%s but %j: moving %s gives %s', async (mutability, filters, tag, refusal) => {
    const ecr = await fresh({
      imageTagMutability: mutability,
      ...(filters.length === 0
        ? {}
        : {
            imageTagMutabilityExclusionFilters: filters.map((filter) => ({
              filterType: 'WILDCARD',
              filter,
            })),
          }),
    })
    await image(ecr, tag, 'one')
    const moved = await image(ecr, tag, 'two').then(
      () => undefined,
      (error) => error.name,
    )
    expect(moved).toBe(refusal)
  })

  it('of the same digest and tag are there already', async () => {
    const ecr = await fresh()
    await image(ecr, 'v1')
    await expect(image(ecr, 'v1')).rejects.toMatchObject({ name: 'ImageAlreadyExistsException' })
  })

  it('go with their last tag, and lists tell tagged from untagged', async () => {
    const ecr = await fresh()
    await image(ecr, 'v1', 'one')
    await image(ecr, 'v2', 'one')
    const imageIds = [{ imageTag: 'v1' }, { imageTag: 'v9' }]
    const gone = await ecr.send(new BatchDeleteImageCommand({ repositoryName, imageIds }))
    expect(gone.failures?.map(({ failureCode }) => failureCode)).toEqual(['ImageNotFound'])
    const left = await ecr.send(new ListImagesCommand({ repositoryName }))
    expect(left.imageIds?.map(({ imageTag }) => imageTag)).toEqual(['v2'])
    const filter = { tagStatus: 'UNTAGGED' } as const
    const none = await ecr.send(new DescribeImagesCommand({ repositoryName, filter }))
    expect(none.imageDetails).toEqual([])
  })

  it('are scanned once a day', async () => {
    const ecr = await fresh({ imageScanningConfiguration: { scanOnPush: true } })
    await image(ecr, 'v1')
    const again = ecr.send(
      new StartImageScanCommand({ repositoryName, imageId: { imageTag: 'v1' } }),
    )
    await expect(again).rejects.toMatchObject({ name: 'LimitExceededException' })
  })
})

const POLICY = (countNumber: number) =>
  JSON.stringify({
    rules: [
      {
        rulePriority: 1,
        description: 'keep the newest of those that are tagged by commit',
        selection: {
          tagStatus: 'tagged',
          tagPrefixList: ['git-'],
          countType: 'imageCountMoreThan',
          countNumber,
        },
        action: { type: 'expire' },
      },
    ],
  })

describe('repositories', () => {
  it('preview what a lifecycle policy would expire', async () => {
    const ecr = await fresh()
    for (const tag of ['git-1', 'git-2', 'git-3', 'v1']) await image(ecr, tag)
    await ecr.send(
      new PutLifecyclePolicyCommand({ repositoryName, lifecyclePolicyText: POLICY(1) }),
    )
    await ecr.send(new StartLifecyclePolicyPreviewCommand({ repositoryName }))
    const preview = await ecr.send(new GetLifecyclePolicyPreviewCommand({ repositoryName }))
    expect(preview).toMatchObject({ status: 'COMPLETE', summary: { expiringImageTotalCount: 2 } })
    await ecr.send(new DeleteLifecyclePolicyCommand({ repositoryName }))
    const gone = ecr.send(new DeleteLifecyclePolicyCommand({ repositoryName }))
    await expect(gone).rejects.toMatchObject({ name: 'LifecyclePolicyNotFoundException' })
  })

  it('refuse a lifecycle policy that says nothing', async () => {
    const ecr = await fresh()
    const lifecyclePolicyText = JSON.stringify({ rules: [], padding: 'x'.repeat(100) })
    const put = ecr.send(new PutLifecyclePolicyCommand({ repositoryName, lifecyclePolicyText }))
    await expect(put).rejects.toMatchObject({ name: 'InvalidParameterException' })
  })

  it('keep tags, a policy and settings', async () => {
    const ecr = await fresh({ tags: [{ Key: 'a', Value: '1' }] })
    const found = await ecr.send(new DescribeRepositoriesCommand({}))
    const resourceArn = found.repositories?.[0]?.repositoryArn ?? ''
    await ecr.send(new TagResourceCommand({ resourceArn, tags: [{ Key: 'b', Value: '2' }] }))
    await ecr.send(new UntagResourceCommand({ resourceArn, tagKeys: ['a'] }))
    const tags = await ecr.send(new ListTagsForResourceCommand({ resourceArn }))
    expect(tags.tags).toEqual([{ Key: 'b', Value: '2' }])
    const policyText = '{"Version":"2012-10-17","Statement":[]}'
    await ecr.send(new SetRepositoryPolicyCommand({ repositoryName, policyText }))
    const policy = await ecr.send(new GetRepositoryPolicyCommand({ repositoryName }))
    expect(policy.policyText).toBe(policyText)
    await ecr.send(new DeleteRepositoryPolicyCommand({ repositoryName }))
    const imageScanningConfiguration = { scanOnPush: true }
    await ecr.send(
      new PutImageScanningConfigurationCommand({ repositoryName, imageScanningConfiguration }),
    )
    const imageTagMutability = 'IMMUTABLE'
    await ecr.send(new PutImageTagMutabilityCommand({ repositoryName, imageTagMutability }))
    const now = await ecr.send(
      new DescribeRepositoriesCommand({ repositoryNames: [repositoryName] }),
    )
    expect(now.repositories?.[0]).toMatchObject({ imageTagMutability, imageScanningConfiguration })
  })

  it('with images are deleted by force alone', async () => {
    const ecr = await fresh()
    await image(ecr, 'v1')
    const refused = ecr.send(new DeleteRepositoryCommand({ repositoryName }))
    await expect(refused).rejects.toMatchObject({ name: 'RepositoryNotEmptyException' })
    await ecr.send(new DeleteRepositoryCommand({ repositoryName, force: true }))
    const gone = ecr.send(new DescribeRepositoriesCommand({ repositoryNames: [repositoryName] }))
    await expect(gone).rejects.toMatchObject({ name: 'RepositoryNotFoundException' })
  })
})

it.each([
  ['1.0', '1.0', 0],
  ['1.0~rc1', '1.0', -1],
  ['1:1.0', '2.0', 1],
  ['2.36-9+deb12u1', '2.36-9+deb12u3', -1],
  ['2.36-9+deb12u10', '2.36-9+deb12u3', 1],
  ['5.6.1-1', '5.6.1+really5.4.5-1', -1],
  ['1.35.0-r6', '1.35.0-r7', -1],
])('version %s against %s: %i', (a, b, sign) => {
  expect(Math.sign(compareVersions(a, b))).toBe(sign)
  expect(Math.sign(compareVersions(b, a))).toBe(sign === 0 ? 0 : -sign)
})
