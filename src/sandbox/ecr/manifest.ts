import { refusal } from './errors.ts'

export const DOCKER_MANIFEST = 'application/vnd.docker.distribution.manifest.v2+json'
const DOCKER_LIST = 'application/vnd.docker.distribution.manifest.list.v2+json'
const OCI_MANIFEST = 'application/vnd.oci.image.manifest.v1+json'
const OCI_INDEX = 'application/vnd.oci.image.index.v1+json'

const KNOWN = [DOCKER_MANIFEST, DOCKER_LIST, OCI_MANIFEST, OCI_INDEX]

type Descriptor = { readonly digest: string; readonly size: number; readonly mediaType?: string }

/** What a manifest says: which blobs or images it is made of. */
export type Manifest = {
  readonly mediaType: string
  readonly artifactMediaType?: string
  readonly blobs: readonly string[]
  readonly lists: readonly string[]
  /** Sum of the layers, as ECR counts the size of an image. */
  readonly sizeBytes: number
}

const isDescriptor = (value: unknown): value is Descriptor =>
  typeof value === 'object' &&
  value !== null &&
  /^sha256:[0-9a-f]{64}$/.test(String((value as Descriptor).digest)) &&
  Number.isInteger((value as Descriptor).size)

const descriptors = (value: unknown): readonly Descriptor[] => {
  const all = Array.isArray(value) ? value : []
  if (all.every(isDescriptor)) return all
  throw refusal.parameter('Invalid parameter at imageManifest: a descriptor is not valid')
}

const parsed = (manifestText: string): Readonly<Record<string, unknown>> => {
  try {
    const value: unknown = JSON.parse(manifestText)
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>
  } catch {
    // Said below.
  }
  throw refusal.parameter(
    'Invalid parameter at imageManifest failed to satisfy constraint: Invalid JSON syntax',
  )
}

/** Reads a manifest; its media type is its own, the given one, or OCI's. */
export const readManifest = (manifestText: string, given: string | undefined): Manifest => {
  const body = parsed(manifestText)
  const own = typeof body.mediaType === 'string' ? body.mediaType : undefined
  if (own !== undefined && given !== undefined && own !== given) {
    throw refusal.parameter(
      `Invalid parameter at imageManifestMediaType: ${given} does not match the manifest's ${own}`,
    )
  }
  const mediaType = own ?? given ?? (body.manifests === undefined ? OCI_MANIFEST : OCI_INDEX)
  if (body.schemaVersion !== 2 || !KNOWN.includes(mediaType)) {
    throw refusal.parameter(
      `Invalid parameter at imageManifest: media type ${mediaType} is not supported`,
    )
  }
  const lists = descriptors(body.manifests)
  const layers = descriptors(body.layers)
  const config = body.config === undefined ? [] : descriptors([body.config])
  return {
    mediaType,
    ...(config[0]?.mediaType === undefined ? {} : { artifactMediaType: config[0].mediaType }),
    blobs: [...new Set([...config, ...layers].map(({ digest }) => digest))],
    lists: lists.map(({ digest }) => digest),
    sizeBytes: [...layers, ...lists].reduce((sum, { size }) => sum + size, 0),
  }
}
