import { digestOf } from '../../domain/core/digest.ts'
import { OutcomeError, UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { Registry } from '../../ports/image-uploads.ts'
import { requireCommitTag } from './commit-tag.ts'
import { checkedTag } from './image-place.ts'
import { digestOfManifest, withImage } from './open-image.ts'
import { platformFor } from './platform.ts'
import type { PushResult } from './push.ts'
import { sendLayers } from './send-layers.ts'

type PlainPush = {
  readonly image: string
  readonly repository: string
  readonly tag: string
  readonly registry: Registry
  readonly platform?: string | undefined
  readonly instanceType?: string | undefined
  readonly dryRun: boolean
  readonly engine?: string | undefined
  readonly engineArgs?: readonly string[] | undefined
}

type PlainPlace = {
  readonly host: string
  readonly insecure: boolean
  readonly username: string | undefined
  /** The password is the whole of stdin. */
  readonly passwordStdin: boolean
}

type PlainRequest = Omit<PlainPush, 'registry' | 'tag'> & { readonly tag: string | undefined }

/**
 * Pushes with the credentials of stdin, or those of Docker's config.
 * @throws UsageError MLC-CTR-119 when one of user name and password is missing.
 */
export const pushToRegistry = async (
  ports: Ports,
  request: PlainRequest,
  { host, insecure, username, passwordStdin }: PlainPlace,
): Promise<PushResult> => {
  if (passwordStdin !== (username !== undefined)) {
    throw new UsageError('MLC-CTR-119', '--username and --password-stdin go together.')
  }
  const credentials =
    username === undefined
      ? await ports.imageRegistries.credentials(host)
      : { username, password: await stdinText(ports) }
  const tag = checkedTag(request.tag ?? (await requireCommitTag(ports)))
  return pushPlain(ports, { ...request, tag, registry: { host, insecure, ...credentials } })
}

const stdinText = async ({ files }: Pick<Ports, 'files'>): Promise<string> => {
  const chunks: Uint8Array[] = []
  for await (const chunk of files.read('-')) chunks.push(chunk)
  return Buffer.concat(chunks).toString().trim()
}

/**
 * An image into a registry that is not ECR, by the Distribution API; no AWS call is made. Repeated, it
 * sends nothing. @throws OutcomeError MLC-CTR-110 when the registry shows something else afterwards.
 */
const pushPlain = async (ports: Ports, request: PlainPush): Promise<PushResult> => {
  const { registry, repository, tag } = request
  if (!/^[A-Za-z0-9.-]+(:\d+)?$/.test(registry.host)) {
    throw new UsageError('MLC-CTR-119', `--registry takes host or host:port, got ${registry.host}.`)
  }
  const platform = platformFor(request)
  return withImage(ports, { ...request, platform }, async (image) => {
    const uploads = await ports.imageRegistries.open(registry)
    const held = await uploads.manifest(repository, tag)
    const isThere = held !== undefined && digestOfManifest(held) === image.digest
    const base = `${registry.host}/${repository}`
    const about = {
      uri: `${base}@${image.digest}`,
      tagUri: `${base}:${tag}`,
      digest: image.digest,
      mediaType: image.manifest.mediaType,
      platform: image.platform,
      sizeBytes: image.blobs.reduce((sum, { size }) => sum + size, 0),
    }
    if (isThere) return { status: 'nothing-to-do', ...about }
    if (request.dryRun) return { status: 'planned', ...about }
    const key = digestOf([registry.host, repository, image.digest]).slice(0, 32)
    const { signal } = ports.io
    const sent = await sendLayers(ports, image, { uploads, repository, key, signal })
    await uploads.putManifest(repository, image.manifest, tag)
    const now = await uploads.manifest(repository, tag)
    if (now === undefined || digestOfManifest(now) !== image.digest) {
      throw new OutcomeError('MLC-CTR-110', `${about.tagUri} is not what was pushed.`, {
        hint: 'Somebody else may push to the same tag: run the line again with a tag of its own.',
      })
    }
    return { status: 'applied', ...about, sentBytes: sent.bytes, layersThere: sent.layersThere }
  })
}
