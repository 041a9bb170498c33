import { BUILD_CONTEXTS, type CloudBuild } from '../../domain/container/build/cloud-build.ts'
import { baseArn, ecrBases } from '../../domain/container/build/ecr-bases.ts'
import { ecrHost } from '../../domain/container/images/uri.ts'
import { imageReference } from '../../domain/container/lint/bases.ts'
import { defaultBucketName, partitionOf } from '../../domain/storage/bucket-names.ts'
import { UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { BuildRequest } from '../../ports/container-engine.ts'
import type { ApplyOptions } from '../apply.ts'
import { type RemotePlace, remotePlace } from '../remote/place.ts'
import type { BuildInput } from './build.ts'
import { buildRole } from './build-role.ts'
import type { CloudWish } from './cloud-build.ts'
import { requireCommitTag } from './commit-tag.ts'
import { checkedTag, repositoryName } from './image-place.ts'

/** Where contexts go and where the image comes to. */
export type CloudPlace = RemotePlace & {
  readonly roleArn: string
  readonly repository: string
  readonly tag: string
  readonly build: CloudBuild
}

type Asked = {
  readonly input: BuildInput
  readonly request: BuildRequest
  readonly wish: CloudWish
  readonly apply: ApplyOptions
}

/**
 * Everything about a build that is known before anything is packed.
 * @throws UsageError MLC-CTR-243 for what CodeBuild cannot do; what `buildRole` throws.
 */
export const cloudPlace = async (ports: Ports, asked: Asked): Promise<CloudPlace> => {
  const { input, request, wish, apply } = asked
  refuseWishes(input)
  const at = await remotePlace(ports, wish.bucket, BUILD_CONTEXTS)
  const named = imageReference(request.name)
  const host = ecrHost(at.account, at.region)
  const repository = await repositoryName(
    ports,
    named.host === undefined ? named.repository : `${named.host}/${named.repository}`,
  )
  const tag = checkedTag(named.tag ?? (await requireCommitTag(ports)))
  const { platform, buildArgs, target, noCache, cacheFrom } = request
  const bases = ecrBases(await ports.files.readText(request.dockerfile), { platform, buildArgs })
  const partition = partitionOf(at.region)
  const isOwn = at.bucket === defaultBucketName(at.account, at.region)
  const roleArn = await buildRole(ports, {
    apply,
    request: {
      purpose: 'builds',
      role: wish.role,
      data: isOwn && at.prefix === BUILD_CONTEXTS ? undefined : [`s3://${at.bucket}/${at.prefix}`],
      pushes: [repository],
      images: bases.length === 0 ? undefined : bases.map((base) => baseArn(partition, base)),
      buildProject: wish.project,
      tags: wish.tags,
    },
  })
  const image = `${host}/${repository}:${tag}`
  const build = { image, region: at.region, platform, buildArgs, target, noCache, cacheFrom }
  const baseHosts = [...new Set(bases.map((base) => base.host))]
  const dockerfile = input.dockerfile ?? 'Dockerfile'
  return { ...at, roleArn, repository, tag, build: { ...build, dockerfile, baseHosts } }
}

const refuseWishes = ({ secrets, cacheTo, buildOptions, dockerfile = '' }: BuildInput): void => {
  const refused = [
    ...(secrets.length > 0 ? ['--secret: files of this machine are not sent'] : []),
    ...(cacheTo.length > 0 ? ['--cache-to: the project keeps a local layer cache'] : []),
    ...(buildOptions.length > 0 ? ['--build-option: words for an engine of this machine'] : []),
    ...(/^(?:\/|.*\.\.(?:\/|$))/.test(dockerfile) ? ['-f: the file must be in the folder'] : []),
  ]
  if (refused.length === 0) return
  throw new UsageError('MLC-CTR-243', 'CodeBuild cannot build it this way.', {
    why: refused.join('; '),
    hint: 'Leave them out, or build with an engine of this machine.',
  })
}
