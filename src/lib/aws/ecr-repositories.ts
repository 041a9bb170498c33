import type { ImageDetail, Repository } from '@aws-sdk/client-ecr'
import { AccessError } from '../errors.ts'
import type {
  ImageId,
  ImageRepositories,
  ImageView,
  RepositoryView,
  ScanFinding,
  ScanView,
} from '../ports/image-repositories.ts'
import { instead, NOT_FOUND } from './explain.ts'
import type { AwsSession } from './session.ts'
import { allPages, iso, isoOrAbsent, pascalTags, present } from './values.ts'

export const imageRepositoriesOf = (aws: AwsSession): ImageRepositories => {
  const find = (name: string) => instead(describe(aws, name), [NOT_FOUND], undefined)
  return {
    find,
    list: () =>
      allPages((nextToken) =>
        aws.ecr(
          { operation: 'DescribeRepositories', subject: 'list of repositories' },
          async (client, sdk) => {
            const page = await client.send(
              new sdk.DescribeRepositoriesCommand(present({ nextToken })),
            )
            return { items: (page.repositories ?? []).map(view), next: page.nextToken }
          },
        ),
      ),
    makeImmutable: async (repositoryName) => {
      await aws.ecr(what('PutImageTagMutability', repositoryName), (client, sdk) =>
        client.send(
          new sdk.PutImageTagMutabilityCommand({ repositoryName, imageTagMutability: 'IMMUTABLE' }),
        ),
      )
    },
    scanOnPush: async (repositoryName) => {
      await aws.ecr(what('PutImageScanningConfiguration', repositoryName), (client, sdk) =>
        client.send(
          new sdk.PutImageScanningConfigurationCommand({
            repositoryName,
            imageScanningConfiguration: { scanOnPush: true },
          }),
        ),
      )
    },
    create: async (repository) => {
      const { name, exclusions, kmsKey, tags } = repository
      const made = aws.ecr(what('CreateRepository', name), (client, sdk) =>
        client.send(
          new sdk.CreateRepositoryCommand({
            repositoryName: name,
            imageTagMutability: repository.mutability,
            ...(exclusions.length === 0
              ? {}
              : {
                  imageTagMutabilityExclusionFilters: exclusions.map((filter) => ({
                    filterType: 'WILDCARD' as const,
                    filter,
                  })),
                }),
            imageScanningConfiguration: { scanOnPush: repository.scanOnPush },
            ...(kmsKey === undefined
              ? {}
              : { encryptionConfiguration: { encryptionType: 'KMS' as const, kmsKey } }),
            tags: pascalTags(tags),
          }),
        ),
      )
      const answer = await instead(made, ['RepositoryAlreadyExistsException'], undefined)
      return answer?.repository === undefined ? describe(aws, name) : view(answer.repository)
    },
    lifecycle: async (name) => {
      const read = aws.ecr(what('GetLifecyclePolicy', name), (client, sdk) =>
        client.send(new sdk.GetLifecyclePolicyCommand({ repositoryName: name })),
      )
      return (await instead(read, [NOT_FOUND], undefined))?.lifecyclePolicyText
    },
    putLifecycle: async (name, lifecyclePolicyText) => {
      await aws.ecr(what('PutLifecyclePolicy', name), (client, sdk) =>
        client.send(
          new sdk.PutLifecyclePolicyCommand({ repositoryName: name, lifecyclePolicyText }),
        ),
      )
    },
    image: (name, id) => instead(image(aws, name, id), [NOT_FOUND], undefined),
    ...scansOf(aws),
    login: () => login(aws),
  }
}

const what = (operation: string, name: string) => ({ operation, subject: `repository ${name}` })

const describe = async (aws: AwsSession, name: string): Promise<RepositoryView> => {
  const answer = await aws.ecr(what('DescribeRepositories', name), (client, sdk) =>
    client.send(new sdk.DescribeRepositoriesCommand({ repositoryNames: [name] })),
  )
  return view(answer.repositories?.[0] ?? {})
}

const view = (repository: Repository): RepositoryView => ({
  name: repository.repositoryName ?? '',
  arn: repository.repositoryArn ?? '',
  uri: repository.repositoryUri ?? '',
  account: repository.registryId ?? '',
  mutability: repository.imageTagMutability ?? 'MUTABLE',
  exclusions: (repository.imageTagMutabilityExclusionFilters ?? []).flatMap(
    ({ filter }) => filter ?? [],
  ),
  scanOnPush: repository.imageScanningConfiguration?.scanOnPush ?? false,
  encryption: repository.encryptionConfiguration?.encryptionType ?? 'AES256',
})

const idOf = (id: ImageId) => ('digest' in id ? { imageDigest: id.digest } : { imageTag: id.tag })

const image = async (aws: AwsSession, name: string, id: ImageId): Promise<ImageView> => {
  const answer = await aws.ecr(what('DescribeImages', name), (client, sdk) =>
    client.send(new sdk.DescribeImagesCommand({ repositoryName: name, imageIds: [idOf(id)] })),
  )
  return imageView(answer.imageDetails?.[0] ?? {})
}

const imageView = (detail: ImageDetail): ImageView => ({
  digest: detail.imageDigest ?? '',
  tags: detail.imageTags ?? [],
  mediaType: detail.imageManifestMediaType ?? '',
  sizeBytes: detail.imageSizeInBytes ?? 0,
  pushedAt: iso(detail.imagePushedAt),
})

const scansOf = (aws: AwsSession): Pick<ImageRepositories, 'startScan' | 'scan'> => ({
  startScan: async (repositoryName, imageDigest) => {
    const started = aws.ecr(what('StartImageScan', repositoryName), (client, sdk) =>
      client.send(new sdk.StartImageScanCommand({ repositoryName, imageId: { imageDigest } })),
    )
    // One scan a day: the one of today serves.
    await instead(started, ['LimitExceededException'], undefined)
  },
  scan: (repositoryName, imageDigest) =>
    instead(findings(aws, repositoryName, imageDigest), [NOT_FOUND], undefined),
})

const findings = async (
  aws: AwsSession,
  repositoryName: string,
  imageDigest: string,
): Promise<ScanView> => {
  let head: Omit<ScanView, 'findings'> = { status: '', counts: {} }
  const found = await allPages((nextToken) =>
    aws.ecr(what('DescribeImageScanFindings', repositoryName), async (client, sdk) => {
      const page = await client.send(
        new sdk.DescribeImageScanFindingsCommand({
          repositoryName,
          imageId: { imageDigest },
          ...present({ nextToken }),
        }),
      )
      const { imageScanFindings: scan, imageScanStatus } = page
      head = {
        status: imageScanStatus?.status ?? '',
        counts: (scan?.findingSeverityCounts ?? {}) as Readonly<Record<string, number>>,
        ...present({
          why: imageScanStatus?.description,
          completedAt: isoOrAbsent(scan?.imageScanCompletedAt),
        }),
      }
      const enhanced = (scan?.enhancedFindings ?? []).map(
        (each): ScanFinding => ({
          id: each.title ?? each.findingArn ?? '',
          severity: each.severity ?? 'UNDEFINED',
          ...present({ description: each.description }),
        }),
      )
      return { items: [...(scan?.findings ?? []).map(finding), ...enhanced], next: page.nextToken }
    }),
  )
  return { ...head, findings: found }
}

type BasicFinding = {
  name?: string | undefined
  severity?: string | undefined
  uri?: string | undefined
  description?: string | undefined
  attributes?: { key: string | undefined; value?: string | undefined }[] | undefined
}

const finding = (each: BasicFinding): ScanFinding => {
  const attribute = (key: string) => each.attributes?.find((one) => one.key === key)?.value
  return {
    id: each.name ?? '',
    severity: each.severity ?? 'UNDEFINED',
    ...present({
      package: attribute('package_name'),
      version: attribute('package_version'),
      uri: each.uri,
      description: each.description,
    }),
  }
}

/** The token is base64 of `AWS:password`; the password may hold colons, so only the first one parts. */
const login: (aws: AwsSession) => ReturnType<ImageRepositories['login']> = async (aws) => {
  const answer = await aws.ecr(
    { operation: 'GetAuthorizationToken', subject: 'authorization token' },
    (client, sdk) => client.send(new sdk.GetAuthorizationTokenCommand({})),
  )
  const [data = {}] = answer.authorizationData ?? []
  const token = Buffer.from(data.authorizationToken ?? '', 'base64').toString()
  const colon = token.indexOf(':')
  if (colon < 1) throw new AccessError('MLC-CTR-123', 'ECR gave no usable token.')
  return {
    username: token.slice(0, colon),
    password: token.slice(colon + 1),
    host: (data.proxyEndpoint ?? '').replace(/^https?:\/\//, ''),
    expiresAt: iso(data.expiresAt),
  }
}
