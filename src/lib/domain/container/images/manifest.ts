import * as v from 'valibot'
import { DataError } from '../../../errors.ts'
import type { ManifestText } from '../../../ports/image-uploads.ts'

export const DOCKER_MANIFEST = 'application/vnd.docker.distribution.manifest.v2+json'
const OCI_MANIFEST = 'application/vnd.oci.image.manifest.v1+json'
const DOCKER_CONFIG = 'application/vnd.docker.container.image.v1+json'
const OCI_CONFIG = 'application/vnd.oci.image.config.v1+json'

/**
 * The layers that a Docker manifest can name, by what OCI calls them: the bytes are the same, only the
 * name differs (https://github.com/opencontainers/image-spec/blob/main/media-types.md).
 */
const DOCKER_LAYERS: Readonly<Record<string, string>> = {
  'application/vnd.docker.image.rootfs.diff.tar.gzip':
    'application/vnd.docker.image.rootfs.diff.tar.gzip',
  'application/vnd.oci.image.layer.v1.tar+gzip':
    'application/vnd.docker.image.rootfs.diff.tar.gzip',
}

const descriptor = v.object({
  mediaType: v.string(),
  digest: v.pipe(v.string(), v.regex(/^sha256:[0-9a-f]{64}$/)),
  size: v.pipe(v.number(), v.integer(), v.minValue(0)),
  urls: v.optional(v.array(v.string())),
  platform: v.optional(
    v.object({
      os: v.string(),
      architecture: v.string(),
      variant: v.optional(v.string()),
    }),
  ),
})

const imageForm = v.object({
  schemaVersion: v.literal(2),
  mediaType: v.optional(v.string()),
  config: descriptor,
  layers: v.array(descriptor),
})

const indexForm = v.object({
  schemaVersion: v.literal(2),
  mediaType: v.optional(v.string()),
  manifests: v.array(descriptor),
})

export type Descriptor = v.InferOutput<typeof descriptor>
export type ImageManifest = v.InferOutput<typeof imageForm>

/** A manifest read: of one image, or a list of several. */
export type ReadManifest =
  | { readonly kind: 'image'; readonly mediaType: string; readonly image: ImageManifest }
  | {
      readonly kind: 'index'
      readonly mediaType: string
      readonly manifests: readonly Descriptor[]
    }

/** @throws DataError MLC-CTR-108 for what is neither image nor index. */
export const readManifest = ({ text, mediaType }: ManifestText): ReadManifest => {
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch (cause) {
    throw new DataError('MLC-CTR-108', 'A manifest is not JSON.', { cause })
  }
  const image = v.safeParse(imageForm, body)
  if (image.success) {
    return {
      kind: 'image',
      mediaType: image.output.mediaType ?? (mediaType === '' ? OCI_MANIFEST : mediaType),
      image: image.output,
    }
  }
  const index = v.safeParse(indexForm, body)
  if (index.success) {
    return {
      kind: 'index',
      mediaType: index.output.mediaType ?? mediaType,
      manifests: index.output.manifests,
    }
  }
  throw new DataError('MLC-CTR-108', 'A manifest is of no kind that is understood.', {
    why: image.issues[0].message,
    hint: 'Docker v2 schema 2, OCI 1.0 and 1.1 are understood.',
  })
}

/** `linux/amd64`; undefined for attestations, which name no platform of their own. */
const platformText = ({ platform }: Descriptor): string | undefined =>
  platform === undefined || platform.os === 'unknown'
    ? undefined
    : `${platform.os}/${platform.architecture}`

/**
 * The image of an index that is for a platform. A single image without a platform is taken: its config
 * says what it is for. @throws DataError MLC-CTR-109 when there is none.
 */
export const chooseImage = (manifests: readonly Descriptor[], platform: string): Descriptor => {
  const images = manifests.filter((each) => each.platform?.os !== 'unknown')
  const exact = images.find((each) => platformText(each) === platform)
  if (exact !== undefined) return exact
  const [only] = images
  if (only !== undefined && images.length === 1 && only.platform === undefined) return only
  const has = images.map((each) => platformText(each) ?? 'an unnamed platform')
  throw new DataError('MLC-CTR-109', `The image is not for ${platform}.`, {
    why: has.length === 0 ? 'Its index lists no image.' : `It is for ${has.join(', ')}.`,
    hint: `Build it with --platform ${platform}.`,
  })
}

/**
 * The same image as a Docker manifest (v2 schema 2), which is the only form that SageMaker hosting
 * takes (github.com/aws/amazon-sagemaker-feedback/issues/180): config and layers keep their bytes.
 * @throws DataError MLC-CTR-108 where that cannot be said in Docker's form.
 */
export const toDockerManifest = (manifest: ManifestText): ManifestText => {
  const read = readManifest(manifest)
  if (read.kind === 'index') throw cannot('It is an index of several images.')
  if (read.mediaType === DOCKER_MANIFEST) return manifest
  const { config, layers } = read.image
  if (config.mediaType !== OCI_CONFIG && config.mediaType !== DOCKER_CONFIG) {
    throw cannot(`Its config is ${config.mediaType}: it is no container image.`)
  }
  const text = JSON.stringify({
    schemaVersion: 2,
    mediaType: DOCKER_MANIFEST,
    config: { mediaType: DOCKER_CONFIG, size: config.size, digest: config.digest },
    layers: layers.map((layer) => ({
      mediaType: dockerLayer(layer),
      size: layer.size,
      digest: layer.digest,
    })),
  })
  return { text, mediaType: DOCKER_MANIFEST }
}

const dockerLayer = ({ mediaType, urls }: Descriptor): string => {
  if (urls !== undefined && urls.length > 0) throw cannot('A layer is kept elsewhere (foreign).')
  const same = DOCKER_LAYERS[mediaType]
  if (same === undefined) throw cannot(`A layer is ${mediaType}, which Docker's form cannot name.`)
  return same
}

const cannot = (why: string) =>
  new DataError('MLC-CTR-108', 'The image cannot be made a Docker image without a rebuild.', {
    why,
    hint: 'Build it with gzip layers in Docker format: mlctl container build does.',
  })

const configForm = v.object({ os: v.string(), architecture: v.string() })

/** `linux/amd64` from an image's config; undefined for one that does not say. */
export const configPlatform = (config: Uint8Array): string | undefined => {
  try {
    const read = v.safeParse(configForm, JSON.parse(new TextDecoder().decode(config)))
    return read.success ? `${read.output.os}/${read.output.architecture}` : undefined
  } catch {
    return undefined
  }
}
