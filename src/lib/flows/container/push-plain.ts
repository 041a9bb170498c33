import { commandLine } from '../../domain/core/command-line.ts'
import { countOf } from '../../domain/core/count.ts'
import { stepKey } from '../../domain/core/plan.ts'
import { UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { Registry, RegistryCredentials } from '../../ports/image-uploads.ts'
import { sizeText } from '../dataset/upload.ts'
import { observeStep } from '../observe.ts'
import { runStep, startRun } from '../run-step.ts'
import { requireCommitTag } from './commit-tag.ts'
import { checkedTag } from './image-place.ts'
import { type LocalImage, withImage } from './open-image.ts'
import { platformFor } from './platform.ts'
import { type PushResult, sourceName } from './push.ts'

type PlainPush = {
  readonly image: string
  readonly repository: string
  readonly tag: string
  readonly registry: Pick<Registry, 'host' | 'insecure'>
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
  const tag = checkedTag(request.tag ?? (await requireCommitTag(ports)))
  const registry = { host, insecure }
  if (username === undefined) return pushPlain(ports, { ...request, tag, registry })
  const credentials = { username, password: await stdinText(ports) }
  return pushPlain(withLogin(ports, host, credentials), { ...request, tag, registry })
}

/** The ports with this login for this host, for as long as the push lasts. */
const withLogin = (ports: Ports, host: string, credentials: RegistryCredentials): Ports => {
  const { imageRegistries } = ports
  return {
    ...ports,
    imageRegistries: {
      open: (registry) => imageRegistries.open(registry),
      credentials: async (asked) =>
        asked === host ? credentials : imageRegistries.credentials(asked),
      loginEngine: (...given) => imageRegistries.loginEngine(...given),
      loginFolder: (...given) => imageRegistries.loginFolder(...given),
    },
  }
}

const stdinText = async ({ files }: Pick<Ports, 'files'>): Promise<string> => {
  const chunks: Uint8Array[] = []
  for await (const chunk of files.read('-')) chunks.push(chunk)
  return Buffer.concat(chunks).toString().trim()
}

/**
 * An image into a registry that is not ECR, by the Distribution API; no AWS call is made. Killed, the same
 * line goes on; repeated, it sends nothing. @throws OutcomeError MLC-PLAN-003 when the registry shows
 * something else afterwards.
 */
const pushPlain = async (ports: Ports, request: PlainPush): Promise<PushResult> => {
  const { host } = request.registry
  if (!/^[A-Za-z0-9.-]+(:\d+)?$/.test(host)) {
    throw new UsageError('MLC-CTR-119', `--registry takes host or host:port, got ${host}.`)
  }
  const platform = platformFor(request)
  return withImage(ports, { ...request, platform }, async (image) => {
    const about = aboutOf(request, image)
    const step = stepOf(ports, request, image)
    const isThere = (await observeStep(ports, step)).satisfied
    // A run that was killed after its last call has yet to be told as ended.
    if (isThere && (request.dryRun || !(await isOpen(ports, step.key)))) {
      return { status: 'nothing-to-do', ...about }
    }
    if (!isThere) ports.io.note(`Plan: ${step.summary}.`)
    if (request.dryRun) return { status: 'planned', ...about }
    const output = await ports.journal.exclusively(async () => {
      const run = {
        command: replay(request),
        target: 'registry',
        account: host,
        region: '',
      } as const
      return runStep(ports, step, await startRun(ports, run, step.key))
    })
    if (isThere) return { status: 'nothing-to-do', ...about }
    return { status: 'applied', ...about, ...sentIn(output) }
  })
}

/** Whether the journal has begun this step and not ended it. */
const isOpen = async ({ journal }: Pick<Ports, 'journal'>, key: string): Promise<boolean> => {
  const { records } = await journal.read()
  const last = records.findLast((record) => 'key' in record && record.key === key)
  return last?.kind === 'intent'
}

const aboutOf = ({ registry, repository, tag }: PlainPush, image: LocalImage) => {
  const base = `${registry.host}/${repository}`
  return {
    uri: `${base}@${image.digest}`,
    tagUri: `${base}:${tag}`,
    digest: image.digest,
    mediaType: image.manifest.mediaType,
    platform: image.platform,
    sizeBytes: sizeOf(image),
  }
}

const sizeOf = ({ blobs }: LocalImage): number => blobs.reduce((sum, { size }) => sum + size, 0)

const stepOf = (ports: Ports, request: PlainPush, image: LocalImage) => {
  const { repository, tag, registry, engine, engineArgs } = request
  const step = {
    id: 'push',
    operation: 'registry.push-image',
    input: {
      host: registry.host,
      insecure: registry.insecure,
      repository,
      tag,
      digest: image.digest,
      image: sourceName(ports, request.image),
      platform: image.platform,
      ...(engine === undefined ? {} : { engine }),
      ...(engineArgs === undefined ? {} : { engineArgs }),
    },
  }
  const { host } = registry
  const size = `${countOf(image.blobs.length - 1, 'layer')}, ${sizeText(sizeOf(image))} at most`
  return {
    ...step,
    key: stepKey(step),
    summary: `push ${host}/${repository}:${tag} (${size})`,
    undo: false,
    danger: { level: 'none' },
    cost: {},
  } as const
}

const replay = ({ image, repository, tag, registry, platform, engine, engineArgs }: PlainPush) =>
  commandLine(['container', 'push', image], {
    repository,
    'image-tag': tag,
    registry: registry.host,
    insecure: registry.insecure,
    platform,
    engine,
    'engine-arg': engineArgs,
  })

const sentIn = ({ bytes, layersThere }: Readonly<Record<string, unknown>>) => ({
  ...(typeof bytes === 'number' ? { sentBytes: bytes } : {}),
  ...(typeof layersThere === 'number' ? { layersThere } : {}),
})
