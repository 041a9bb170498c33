import {
  buildRolePolicy,
  buildRoleTrust,
  CODEBUILD_SERVICE,
} from '../../domain/container/build/build-role.ts'
import type { CloudBuild } from '../../domain/container/build/cloud-build.ts'
import { baseArn, ecrBases } from '../../domain/container/build/ecr-bases.ts'
import { ecrHost } from '../../domain/container/images/uri.ts'
import { imageReference } from '../../domain/container/lint/bases.ts'
import { readPolicy } from '../../domain/core/policy-document.ts'
import { decide } from '../../domain/iam/evaluate.ts'
import { partitionOf } from '../../domain/storage/bucket-names.ts'
import { StateError, UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { BuildRequest } from '../../ports/container-engine.ts'
import { ifReadable } from '../if-readable.ts'
import { type RemotePlace, remotePlace } from '../remote/place.ts'
import type { BuildInput } from './build.ts'
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

const DEFAULT_PREFIX = 'mlctl/builds/'

type Asked = {
  readonly input: BuildInput
  readonly request: BuildRequest
  readonly wish: CloudWish
}

/**
 * Everything about a build that is known before anything is packed.
 * @throws UsageError MLC-CTR-240 without a role, with the policies that it needs; MLC-CTR-243 for what
 * CodeBuild cannot do; StateError MLC-CTR-244 for a role that is not there or that CodeBuild may not use.
 */
export const cloudPlace = async (ports: Ports, asked: Asked): Promise<CloudPlace> => {
  const { input, request, wish } = asked
  refuseWishes(input)
  const at = await remotePlace(ports, wish.bucket, DEFAULT_PREFIX)
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
  const scope = {
    ...{ ...at, partition, repository, project: wish.project },
    bases: bases.map((base) => baseArn(partition, base)),
  }
  const roleArn = await buildRole(ports, wish.role, {
    trust: buildRoleTrust(scope),
    policy: buildRolePolicy(scope),
    project: `arn:${partition}:codebuild:${at.region}:${at.account}:project/${wish.project}`,
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

type Wanted = { readonly trust: object; readonly policy: object; readonly project: string }

/** The role's ARN, once it is there and lets CodeBuild use it. */
const buildRole = async (
  ports: Ports,
  role: string | undefined,
  wanted: Wanted,
): Promise<string> => {
  const { trust, policy } = wanted
  if (role === undefined) {
    throw new UsageError('MLC-CTR-240', 'CodeBuild needs a role to build with.', {
      why: `It trusts ${CODEBUILD_SERVICE} and needs no more than this.\n${documents(wanted)}`,
      hint: 'Make such a role and pass it: --build-role mlctl-image-builds (or container.buildRole in mlctl.yaml).',
      details: { trustPolicy: trust, permissionPolicy: policy },
    })
  }
  const name = role.split('/').at(-1) ?? role
  const found = await ifReadable(ports, `Role ${name}`, () => ports.roles.find(name))
  if (found === 'unreadable') return requireArn(role)
  if (found === undefined) throw noRole(name, 'It is not in this account.', wanted)
  const document = readPolicy(found.trustPolicy)
  const verdict =
    document === undefined
      ? undefined
      : decide([{ name: 'trust policy', policy: document }], {
          action: 'sts:AssumeRole',
          principal: { Service: CODEBUILD_SERVICE },
          context: {
            'aws:SourceAccount': found.arn.split(':')[4] ?? '',
            'aws:SourceArn': wanted.project,
          },
        })
  if (verdict?.decision === 'allowed') return found.arn
  throw noRole(name, `Its trust policy does not let ${CODEBUILD_SERVICE} assume it.`, wanted)
}

const documents = ({ trust, policy }: Wanted): string =>
  [
    `Trust policy:\n${JSON.stringify(trust, undefined, 2)}`,
    `Permissions:\n${JSON.stringify(policy, undefined, 2)}`,
  ].join('\n')

const noRole = (name: string, why: string, wanted: Wanted) =>
  new StateError('MLC-CTR-244', `CodeBuild cannot build as role ${name}.`, {
    why: `${why}\n${documents(wanted)}`,
    hint: 'Nothing was changed. Give the role this trust policy and these permissions.',
    details: { trustPolicy: wanted.trust, permissionPolicy: wanted.policy },
  })

const requireArn = (role: string): string => {
  if (role.startsWith('arn:')) return role
  throw new UsageError('MLC-CTR-240', 'The role cannot be looked up by its name.', {
    hint: 'Pass its ARN: --build-role arn:aws:iam::123456789012:role/NAME',
  })
}
