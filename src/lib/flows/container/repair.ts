import {
  DOCKER_MANIFEST,
  readManifest,
  toDockerManifest,
} from '../../domain/container/images/manifest.ts'
import type { ImageUri } from '../../domain/container/images/uri.ts'
import { commandLine } from '../../domain/core/command-line.ts'
import type { DraftStep } from '../../domain/core/plan.ts'
import { DataError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { ManifestText } from '../../ports/image-uploads.ts'
import { type Applied, type ApplyOptions, carryOut } from '../apply.ts'
import { planAgainstLiveState } from '../observe.ts'
import { checkedTag, ownImage } from './image-place.ts'
import { digestOfManifest } from './open-image.ts'
import { platformFor } from './platform.ts'
import { imageForPlatform, storedManifest, storedPlatform } from './stored-image.ts'

export type RepairRequest = {
  readonly uri: string
  /** The tag of the repaired image; `<tag>-docker` when absent. */
  readonly tag?: string | undefined
  readonly platform?: string | undefined
  readonly instanceType?: string | undefined
}

export type RepairResult = {
  readonly status: Applied['status']
  readonly uri: string
  readonly tagUri?: string
  readonly digest: string
  readonly platform: string
  readonly was: { readonly digest: string; readonly mediaType: string }
  readonly planFile?: string
}

/**
 * An OCI image or index in ECR as a Docker image beside it: another manifest over the same layers, so
 * that nothing is built or sent again. @throws DataError MLC-CTR-108 and 109 where that cannot be.
 */
export const repairImage = async (
  ports: Ports,
  request: RepairRequest,
  options: ApplyOptions,
): Promise<RepairResult> => {
  const platform = platformFor(request)
  const uri = await ownImage(ports, request.uri)
  const manifest = await storedManifest(ports, uri)
  const was = { digest: digestOfManifest(manifest), mediaType: manifest.mediaType }
  const image = await imageForPlatform(ports, { uri, manifest }, platform)
  await requirePlatform(ports, { uri, image }, platform)
  const repaired = toDockerManifest(image)
  const digest = digestOfManifest(repaired)
  const base = `${uri.host}/${uri.repository}`
  const about = { uri: `${base}@${digest}`, digest, platform, was }
  if (was.mediaType === DOCKER_MANIFEST) return { status: 'nothing-to-do', ...about }
  const tag = checkedTag(request.tag ?? defaultTag(uri, digest))
  const step = draftRepair(uri, { tag, digest, repaired })
  const command = commandLine(['container', 'repair', request.uri], { 'image-tag': tag, platform })
  const { plan } = await planAgainstLiveState(ports, command, [step])
  const { status, planFile } = await carryOut(ports, plan, options)
  return {
    status,
    ...about,
    tagUri: `${base}:${tag}`,
    ...(planFile === undefined ? {} : { planFile }),
  }
}

const requirePlatform = async (
  ports: Ports,
  { uri, image }: { readonly uri: ImageUri; readonly image: ManifestText },
  wanted: string,
): Promise<void> => {
  const read = readManifest(image)
  if (read.kind === 'index') return
  const platform = await storedPlatform(ports, uri.repository, read.image)
  if (platform === wanted) return
  throw new DataError('MLC-CTR-109', `${uri.repository} is not for ${wanted}.`, {
    why: `Its config says ${platform ?? 'no platform'}; no manifest can change that.`,
    hint: `Build it with --platform ${wanted}, or name the instance it is for: --instance-type.`,
  })
}

const defaultTag = ({ tag }: ImageUri, digest: string): string =>
  `${tag ?? digest.slice(7, 19)}-docker`

type Repaired = {
  readonly tag: string
  readonly digest: string
  readonly repaired: ManifestText
}

const draftRepair = ({ repository }: ImageUri, { tag, digest, repaired }: Repaired): DraftStep => ({
  id: 'repair',
  operation: 'ecr.PutImage',
  input: {
    repository,
    tag,
    digest,
    manifest: repaired.text,
    mediaType: repaired.mediaType,
  },
  summary: `put ${repository}:${tag}, the same layers as a Docker image`,
  undo: `aws ecr batch-delete-image --repository-name ${repository} --image-ids imageTag=${tag}`,
  danger: { level: 'none' },
  cost: {},
})
