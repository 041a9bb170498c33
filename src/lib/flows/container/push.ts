import { lifecyclePolicy } from '../../domain/container/images/lifecycle.ts'
import { DOCKER_MANIFEST } from '../../domain/container/images/manifest.ts'
import { commandLine } from '../../domain/core/command-line.ts'
import type { DraftStep } from '../../domain/core/plan.ts'
import { OutcomeError, StateError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { RepositoryView } from '../../ports/image-repositories.ts'
import { type Applied, type ApplyOptions, carryOut } from '../apply.ts'
import { sizeText } from '../dataset/upload.ts'
import { planAgainstLiveState } from '../observe.ts'
import { requireCommitTag } from './commit-tag.ts'
import { checkedTag, repositoryName } from './image-place.ts'
import { type LocalImage, withImage } from './open-image.ts'
import { platformFor } from './platform.ts'

export type PushRequest = {
  readonly image: string
  readonly repository: string
  /** `git-<commit>` of the working folder when absent. */
  readonly tag?: string | undefined
  readonly platform?: string | undefined
  readonly instanceType?: string | undefined
  /** Makes the repository when it is not there. */
  readonly create: boolean
  readonly mutable: boolean
  readonly kmsKey?: string | undefined
  /** How many images tagged by commit stay; no lifecycle policy when absent. */
  readonly keep?: number | undefined
  readonly tags: Readonly<Record<string, string>>
  readonly engine?: string | undefined
  readonly engineArgs?: readonly string[] | undefined
}

export type PushResult = {
  readonly status: Applied['status']
  /** By digest: what to give to CreateModel. */
  readonly uri: string
  readonly tagUri: string
  readonly digest: string
  readonly mediaType: string
  readonly platform: string
  /** Config and layers, as stored. */
  readonly sizeBytes: number
  /** Absent when nothing had to be sent. */
  readonly sentBytes?: number
  readonly layersThere?: number
  readonly planFile?: string
}

/**
 * An image of this machine into ECR, in the form that SageMaker takes, and a look at what came of it.
 * @throws StateError MLC-CTR-100 without a repository, MLC-CTR-101 for a tag that is taken, OutcomeError
 * MLC-CTR-110 when ECR shows something else afterwards.
 */
export const pushImage = async (
  ports: Ports,
  request: PushRequest,
  options: ApplyOptions,
): Promise<PushResult> => {
  const platform = platformFor(request)
  const name = await repositoryName(ports, request.repository)
  const tag = checkedTag(request.tag ?? (await requireCommitTag(ports)))
  const repository = await probe(ports, name, request)
  return withImage(ports, { ...request, platform }, async (image) => {
    if (repository !== undefined) await probeTag(ports, repository, { tag, digest: image.digest })
    const place = { name, tag, repository }
    const command = replay(request, place)
    const drafts = draftSteps(ports, request, { ...place, image })
    const { plan } = await planAgainstLiveState(ports, command, drafts)
    const applied = await carryOut(ports, plan, options)
    const uri = repository?.uri ?? (await ports.imageRepositories.find(name))?.uri ?? name
    if (applied.status !== 'planned') await requireArrived(ports, { name, tag, image })
    return result(applied, image, { uri, tag })
  })
}

/** A digest that no layer has: whoever may push may ask for it. */
const NO_LAYER = `sha256:${'0'.repeat(64)}`

/** Before anything is read or sent: is there a repository, and may we push to it? */
const probe = async (
  ports: Ports,
  name: string,
  { create }: PushRequest,
): Promise<RepositoryView | undefined> => {
  const repository = await ports.imageRepositories.find(name)
  if (repository !== undefined) {
    await ports.imageUploads.missing(name, [NO_LAYER])
    return repository
  }
  if (create) return undefined
  throw new StateError('MLC-CTR-100', `There is no repository ${name} in ECR here.`, {
    hint: 'Make it with the push: --create. Or check the name, --region and --profile.',
  })
}

type Tagging = { readonly tag: string; readonly image: LocalImage }

const isFixed = ({ mutability, exclusions }: RepositoryView, tag: string): boolean => {
  const excepted = exclusions.some((filter) =>
    new RegExp(`^${filter.split('*').map(literally).join('.*')}$`).test(tag),
  )
  return mutability.startsWith('IMMUTABLE') !== excepted
}

const literally = (text: string): string => text.replace(/[.+?^${}()|[\]\\]/g, '\\$&')

/** @throws StateError MLC-CTR-101 for a tag that stays with another image than the one of `digest`. */
export const probeTag = async (
  ports: Pick<Ports, 'imageRepositories'>,
  repository: RepositoryView,
  { tag, digest }: { readonly tag: string; readonly digest?: string },
): Promise<void> => {
  const there = await ports.imageRepositories.image(repository.name, { tag })
  if (there === undefined || there.digest === digest || !isFixed(repository, tag)) return
  throw new StateError('MLC-CTR-101', `The tag ${tag} is taken in ${repository.name}.`, {
    why: `It names ${there.digest} and stays with it; this image is ${digest ?? 'yet to be built'}.`,
    hint: 'Take another one: --image-tag. Nothing was sent.',
  })
}

type Place = {
  readonly name: string
  readonly tag: string
  readonly repository: RepositoryView | undefined
}

const sizeOf = ({ blobs }: LocalImage): number => blobs.reduce((sum, { size }) => sum + size, 0)

const draftSteps = (
  ports: Ports,
  request: PushRequest,
  { name, tag, repository, image }: Place & { readonly image: LocalImage },
): readonly DraftStep[] => {
  const { keep } = request
  const isNew = repository === undefined
  return [
    ...(isNew ? [repositoryStep(name, request)] : []),
    ...(keep === undefined ? [] : [lifecycleStep(name, keep)]),
    {
      id: 'push',
      operation: 'ecr.push-image',
      input: {
        repository: name,
        tag,
        digest: image.digest,
        image: sourceName(ports, request.image),
        platform: image.platform,
        ...(request.engine === undefined ? {} : { engine: request.engine }),
        ...(request.engineArgs === undefined ? {} : { engineArgs: request.engineArgs }),
      },
      summary: `push ${name}:${tag} (${image.blobs.length - 1} layers, ${sizeText(sizeOf(image))})`,
      undo: `aws ecr batch-delete-image --repository-name ${name} --image-ids imageTag=${tag}`,
      danger: { level: 'none' },
      cost: { unknown: 'storage in ECR, by the GB and month' },
    },
  ]
}

/** Names of images hold no dot-slash; archives and folders are kept by their whole path. */
export const sourceName = ({ files }: Pick<Ports, 'files'>, image: string): string =>
  /^[./]|\.tar$/.test(image) ? files.absolute(image) : image

/** Makes a repository: tags that stay, but for `latest*`, and a scan of what is pushed. */
export const repositoryStep = (
  name: string,
  request: Pick<PushRequest, 'mutable' | 'kmsKey' | 'tags'>,
): DraftStep => ({
  id: 'repository',
  operation: 'ecr.CreateRepository',
  input: {
    name,
    mutability: request.mutable ? 'MUTABLE' : 'IMMUTABLE_WITH_EXCLUSION',
    exclusions: request.mutable ? [] : ['latest*'],
    scanOnPush: true,
    tags: request.tags,
    ...(request.kmsKey === undefined ? {} : { kmsKey: request.kmsKey }),
  },
  summary: `create repository ${name}${request.mutable ? '' : ', tags immutable but latest*'}, scan on push`,
  undo: `aws ecr delete-repository --repository-name ${name}`,
  danger: { level: 'none' },
  cost: {},
})

const lifecycleStep = (name: string, keep: number): DraftStep => ({
  id: 'lifecycle',
  operation: 'ecr.PutLifecyclePolicy',
  input: { name, policy: lifecyclePolicy(keep) },
  summary: `let ${name} keep the newest ${keep} images tagged by commit; untagged ones go after 14 days`,
  undo: `aws ecr delete-lifecycle-policy --repository-name ${name}`,
  // It deletes images, later and by itself.
  danger: { level: 'moderate' },
  cost: {},
})

const replay = (request: PushRequest, { name, tag }: Place): string =>
  commandLine(['container', 'push', request.image], {
    repository: name,
    'image-tag': tag,
    platform: request.platform,
    'instance-type': request.instanceType,
    create: request.create,
    mutable: request.mutable,
    'kms-key': request.kmsKey,
    keep: request.keep,
    engine: request.engine,
    'engine-arg': request.engineArgs,
  })

const requireArrived = async (
  ports: Ports,
  { name, tag, image }: Tagging & { readonly name: string },
): Promise<void> => {
  const there = await ports.imageRepositories.image(name, { tag })
  const fits = there?.digest === image.digest && there.mediaType === DOCKER_MANIFEST
  if (fits) return
  throw new OutcomeError('MLC-CTR-110', `${name}:${tag} is not what was pushed.`, {
    why: `ECR shows ${there?.digest ?? 'no image'} (${there?.mediaType ?? 'none'}); pushed was ${image.digest}.`,
    hint: 'Somebody else may push to the same tag: run the line again with a tag of its own.',
  })
}

const result = (
  applied: Applied,
  image: LocalImage,
  { uri, tag }: { readonly uri: string; readonly tag: string },
): PushResult => {
  const { bytes, layersThere } = applied.outputs.push ?? {}
  return {
    status: applied.status,
    uri: `${uri}@${image.digest}`,
    tagUri: `${uri}:${tag}`,
    digest: image.digest,
    mediaType: image.manifest.mediaType,
    platform: image.platform,
    sizeBytes: sizeOf(image),
    ...(typeof bytes === 'number' ? { sentBytes: bytes } : {}),
    ...(typeof layersThere === 'number' ? { layersThere } : {}),
    ...(applied.planFile === undefined ? {} : { planFile: applied.planFile }),
  }
}
