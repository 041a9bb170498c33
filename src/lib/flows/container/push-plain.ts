import { countOf } from '../../domain/core/count.ts'
import { digestOf } from '../../domain/core/digest.ts'
import { isoTime } from '../../domain/core/duration.ts'
import { OutcomeError, UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { Registry } from '../../ports/image-uploads.ts'
import { sizeText } from '../dataset/upload.ts'
import { requireCommitTag } from './commit-tag.ts'
import { checkedTag } from './image-place.ts'
import { digestOfManifest, type LocalImage, withImage } from './open-image.ts'
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
  readonly planOut?: string | undefined
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
  if (request.planOut !== undefined) {
    throw new UsageError('MLC-CTR-119', '--plan-out goes with ECR only.', {
      why: 'A plan is applied by whoever may, and the password of another registry is in no plan.',
      hint: '--dry-run shows what would be sent.',
    })
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
    ports.io.note(`Plan: ${summaryOf(about, image)}.`)
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
    await remember(ports, about)
    return { status: 'applied', ...about, sentBytes: sent.bytes, layersThere: sent.layersThere }
  })
}

type About = Pick<PushResult, 'uri' | 'tagUri' | 'digest' | 'platform' | 'sizeBytes'>

const summaryOf = ({ tagUri, sizeBytes }: About, { blobs }: LocalImage): string =>
  `push ${tagUri} (${countOf(blobs.length - 1, 'layer')}, ${sizeText(sizeBytes)} at most)`

/** For history and lineage; whoever pushes again finds what is there by asking the registry. */
const remember = async (
  { journal, clock }: Pick<Ports, 'journal' | 'clock'>,
  { uri, tagUri, digest, platform, sizeBytes }: About,
): Promise<void> => {
  const at = isoTime(clock.now())
  const data = { tagUri, digest, platform, sizeBytes }
  const run = `${at}-${digest.slice(7, 15)}`
  await journal.append({ v: 1, at, run, kind: 'fact', subject: `image ${uri}`, data })
}
