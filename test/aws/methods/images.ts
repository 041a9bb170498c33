import { sha } from '../../support/images.ts'
import { error, type MethodCase, pages } from '../stage.ts'

const DIGEST = sha('layer')
const OTHER = sha('other')
const TIME = 1_767_225_600
const UPLOAD = '11111111-2222-3333-4444-555555555555'
const NAME = 'ml/fraud'

const REPOSITORY = {
  repositoryName: NAME,
  repositoryArn: `arn:aws:ecr:us-east-1:123456789012:repository/${NAME}`,
  repositoryUri: `123456789012.dkr.ecr.us-east-1.amazonaws.com/${NAME}`,
  registryId: '123456789012',
  imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
  imageTagMutabilityExclusionFilters: [{ filterType: 'WILDCARD', filter: 'latest*' }],
  imageScanningConfiguration: { scanOnPush: true },
  encryptionConfiguration: { encryptionType: 'KMS', kmsKey: 'alias/x' },
}

const VIEW = {
  name: NAME,
  arn: REPOSITORY.repositoryArn,
  uri: REPOSITORY.repositoryUri,
  account: '123456789012',
  mutability: 'IMMUTABLE_WITH_EXCLUSION',
  exclusions: ['latest*'],
  scanOnPush: true,
  encryption: 'KMS',
}

const NEW = {
  name: NAME,
  mutability: 'IMMUTABLE_WITH_EXCLUSION',
  exclusions: ['latest*'],
  scanOnPush: true,
  kmsKey: 'alias/x',
  tags: { team: 'risk' },
} as const

const signal = new AbortController().signal
const upload = { uploadId: UPLOAD, received: 0, partSize: 10 }

const REPOSITORIES: readonly MethodCase[] = [
  {
    method: 'imageRepositories.find',
    run: (ports) => ports.imageRepositories.find(NAME),
    replies: { 'ecr.DescribeRepositories': { repositories: [REPOSITORY] } },
    gives: VIEW,
    calls: ['DescribeRepositories'],
  },
  {
    method: 'imageRepositories.find of one that is not there',
    run: (ports) => ports.imageRepositories.find(NAME),
    replies: { 'ecr.DescribeRepositories': error('RepositoryNotFoundException', 'no') },
    gives: undefined,
    calls: ['DescribeRepositories'],
  },
  {
    method: 'imageRepositories.create',
    run: (ports) => ports.imageRepositories.create(NEW),
    replies: { 'ecr.CreateRepository': { repository: REPOSITORY } },
    gives: VIEW,
    calls: ['CreateRepository'],
  },
  {
    method: 'imageRepositories.create of one that is there',
    run: (ports) => ports.imageRepositories.create(NEW),
    replies: {
      'ecr.CreateRepository': error('RepositoryAlreadyExistsException', 'there'),
      'ecr.DescribeRepositories': { repositories: [REPOSITORY] },
    },
    gives: VIEW,
    calls: ['CreateRepository', 'DescribeRepositories'],
  },
  {
    method: 'imageRepositories.list',
    run: (ports) => ports.imageRepositories.list(),
    replies: {
      'ecr.DescribeRepositories': pages('nextToken', [
        { repositories: [REPOSITORY], nextToken: '1' },
        { repositories: [{ ...REPOSITORY, repositoryName: 'ml/other' }] },
      ]),
    },
    gives: [VIEW, { ...VIEW, name: 'ml/other' }],
    calls: ['DescribeRepositories', 'DescribeRepositories'],
  },
  {
    method: 'imageRepositories.makeImmutable',
    run: (ports) => ports.imageRepositories.makeImmutable(NAME),
    replies: { 'ecr.PutImageTagMutability': {} },
    gives: undefined,
    calls: ['PutImageTagMutability'],
  },
  {
    method: 'imageRepositories.scanOnPush',
    run: (ports) => ports.imageRepositories.scanOnPush(NAME),
    replies: { 'ecr.PutImageScanningConfiguration': {} },
    gives: undefined,
    calls: ['PutImageScanningConfiguration'],
  },
  {
    method: 'imageRepositories.lifecycle',
    run: (ports) => ports.imageRepositories.lifecycle(NAME),
    replies: { 'ecr.GetLifecyclePolicy': error('LifecyclePolicyNotFoundException', 'none') },
    gives: undefined,
    calls: ['GetLifecyclePolicy'],
  },
  {
    method: 'imageRepositories.putLifecycle',
    run: (ports) => ports.imageRepositories.putLifecycle(NAME, `{"rules":[${' '.repeat(100)}]}`),
    replies: { 'ecr.PutLifecyclePolicy': {} },
    gives: undefined,
    calls: ['PutLifecyclePolicy'],
  },
  {
    method: 'imageRepositories.image',
    run: (ports) => ports.imageRepositories.image(NAME, { tag: 'v1' }),
    replies: {
      'ecr.DescribeImages': {
        imageDetails: [
          {
            imageDigest: DIGEST,
            imageTags: ['v1'],
            imageManifestMediaType: 'application/x',
            imageSizeInBytes: 5,
            imagePushedAt: TIME,
          },
        ],
      },
    },
    gives: {
      digest: DIGEST,
      tags: ['v1'],
      mediaType: 'application/x',
      sizeBytes: 5,
      pushedAt: '2026-01-01T00:00:00Z',
    },
    calls: ['DescribeImages'],
  },
  {
    method: 'imageRepositories.startScan on a day that had one',
    run: (ports) => ports.imageRepositories.startScan(NAME, DIGEST),
    replies: { 'ecr.StartImageScan': error('LimitExceededException', 'one a day') },
    gives: undefined,
    calls: ['StartImageScan'],
  },
  {
    method: 'imageRepositories.scan',
    run: (ports) => ports.imageRepositories.scan(NAME, DIGEST),
    replies: {
      'ecr.DescribeImageScanFindings': {
        imageScanStatus: { status: 'COMPLETE' },
        imageScanFindings: {
          imageScanCompletedAt: TIME,
          findingSeverityCounts: { HIGH: 1 },
          findings: [
            {
              name: 'CVE-1',
              severity: 'HIGH',
              attributes: [{ key: 'package_name', value: 'libc6' }],
            },
          ],
        },
      },
    },
    gives: {
      status: 'COMPLETE',
      completedAt: '2026-01-01T00:00:00Z',
      counts: { HIGH: 1 },
      findings: [{ id: 'CVE-1', severity: 'HIGH', package: 'libc6' }],
    },
    calls: ['DescribeImageScanFindings'],
  },
  {
    method: 'imageRepositories.login, of a password with colons that begins like the user name',
    run: (ports) => ports.imageRepositories.login(),
    replies: {
      'ecr.GetAuthorizationToken': {
        authorizationData: [
          {
            authorizationToken: Buffer.from('AWS:SWA:pass:word').toString('base64'),
            expiresAt: TIME,
            proxyEndpoint: 'https://123456789012.dkr.ecr.us-east-1.amazonaws.com',
          },
        ],
      },
    },
    gives: {
      username: 'AWS',
      password: 'SWA:pass:word',
      host: '123456789012.dkr.ecr.us-east-1.amazonaws.com',
      expiresAt: '2026-01-01T00:00:00Z',
    },
    calls: ['GetAuthorizationToken'],
  },
]

const UPLOADS: readonly MethodCase[] = [
  {
    method: 'imageUploads.missing',
    run: (ports) => ports.imageUploads.missing(NAME, [DIGEST, OTHER]),
    replies: {
      'ecr.BatchCheckLayerAvailability': {
        layers: [
          { layerDigest: DIGEST, layerAvailability: 'AVAILABLE' },
          { layerDigest: OTHER, layerAvailability: 'UNAVAILABLE' },
        ],
      },
    },
    gives: [OTHER],
    calls: ['BatchCheckLayerAvailability'],
  },
  {
    method: 'imageUploads.begin',
    run: (ports) => ports.imageUploads.begin(NAME),
    replies: { 'ecr.InitiateLayerUpload': { uploadId: UPLOAD, partSize: 10 } },
    gives: upload,
    calls: ['InitiateLayerUpload'],
  },
  {
    method: 'imageUploads.send',
    run: (ports) =>
      ports.imageUploads.send(NAME, { upload, bytes: new Uint8Array([1, 2, 3]) }, signal),
    replies: { 'ecr.UploadLayerPart': { uploadId: UPLOAD, lastByteReceived: 2 } },
    gives: { ...upload, received: 3 },
    calls: ['UploadLayerPart'],
  },
  {
    method: 'imageUploads.complete of a layer that is there',
    run: (ports) => ports.imageUploads.complete(NAME, upload, DIGEST),
    replies: { 'ecr.CompleteLayerUpload': error('LayerAlreadyExistsException', 'there') },
    gives: undefined,
    calls: ['CompleteLayerUpload'],
  },
  {
    method: 'imageUploads.putManifest of an image that is there',
    run: (ports) =>
      ports.imageUploads.putManifest(NAME, { text: '{}', mediaType: 'application/x' }, 'v1'),
    replies: { 'ecr.PutImage': error('ImageAlreadyExistsException', 'there') },
    gives: undefined,
    calls: ['PutImage'],
  },
  {
    method: 'imageUploads.manifest',
    run: (ports) => ports.imageUploads.manifest(NAME, 'v1'),
    replies: {
      'ecr.BatchGetImage': {
        images: [{ imageManifest: '{}', imageManifestMediaType: 'application/x' }],
      },
    },
    gives: { text: '{}', mediaType: 'application/x' },
    calls: ['BatchGetImage'],
  },
  {
    method: 'imageUploads.manifest of an image that is not there',
    run: (ports) => ports.imageUploads.manifest(NAME, DIGEST),
    replies: { 'ecr.BatchGetImage': { failures: [{ failureCode: 'ImageNotFound' }] } },
    gives: undefined,
    calls: ['BatchGetImage'],
  },
  {
    method: 'imageUploads.blob of a layer that is not there',
    run: (ports) =>
      ports.imageUploads.blob(NAME, DIGEST).catch(({ code, exitCode }) => ({ code, exitCode })),
    replies: { 'ecr.GetDownloadUrlForLayer': error('LayersNotFoundException', 'none') },
    gives: { code: 'MLC-CTR-104', exitCode: 5 },
    calls: ['GetDownloadUrlForLayer'],
  },
]

export const imageMethods: readonly MethodCase[] = [...REPOSITORIES, ...UPLOADS]
