import {
  BUILD_VARIABLES,
  buildCost,
  buildIdentity,
  buildspecOf,
  type CloudBuild,
  type ComputeSize,
  environmentFor,
  PROJECT_BUILDSPEC,
} from '../../domain/container/build/cloud-build.ts'
import { countOf } from '../../domain/core/count.ts'
import type { DraftStep } from '../../domain/core/plan.ts'
import { MADE_BY_TAG } from '../../domain/iam/spec.ts'
import { StateError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { BuildEnvironment, ImageBuildView } from '../../ports/image-builds.ts'
import { type Applied, type ApplyOptions, carryOut, outputText } from '../apply.ts'
import { digestFile } from '../dataset/digest.ts'
import { draftUpload } from '../dataset/upload.ts'
import { planAgainstLiveState } from '../observe.ts'
import { findBuild } from '../operations/image-builds.ts'
import { fileBeside } from '../remote/place.ts'
import { bucketSteps } from '../storage/bucket-steps.ts'
import { type BuildInput, prepareBuild } from './build.ts'
import { type CloudPlace, cloudPlace } from './cloud-build-place.ts'
import { followBuild } from './cloud-build-watch.ts'
import { contextEntries } from './context.ts'
import { probeTag, repositoryStep } from './push.ts'
import { type ImageCheck, verifyImage } from './verify.ts'

/** What CodeBuild needs beside what any build takes. */
export type CloudWish = {
  /** Role that builds run as: name or ARN. */
  readonly role: string | undefined
  readonly project: string
  readonly compute: ComputeSize
  /** `s3://bucket/prefix` for contexts; the bucket of mlctl when absent. */
  readonly bucket: string | undefined
  /** Makes the repository when it is not there. */
  readonly create: boolean
  readonly timeoutMinutes: number
  /** USD for a minute of the machine. */
  readonly pricePerMinute: number | undefined
  /** Builds once more although the same was built. */
  readonly again: boolean
  readonly tags: Readonly<Record<string, string>>
}

export type CloudOptions = {
  readonly apply: ApplyOptions
  readonly wait: boolean
  readonly timeoutMs: number | undefined
  /** The line that does the same again. */
  readonly command: string
}

export type CloudBuildResult = {
  readonly status: Applied['status'] | 'started'
  /** By digest once it is built; by tag before. */
  readonly image: string
  readonly platform: string
  readonly engine: { readonly name: 'codebuild' }
  readonly buildId?: string
  /** The same was built, or is being built, already. */
  readonly attached?: boolean
  readonly digest?: string
  readonly manifestType?: string
  readonly sizeBytes?: number
  readonly verdict?: 'fit' | 'unfit'
  readonly checks?: readonly ImageCheck[]
  readonly planFile?: string
}

const MAX_ATTEMPTS = 99

/**
 * Builds and pushes an image where no container engine is: the context goes to S3, CodeBuild builds and
 * pushes it, and what has come to ECR is looked at. The same line again attaches to the build of the
 * same content; a failed one makes room for the next attempt.
 * @throws what `prepareBuild` and `carryOut` throw; UsageError MLC-CTR-240 and -243 (role, wishes),
 * StateError MLC-CTR-100, -101 and -242; OutcomeError MLC-CTR-241 when the build fails.
 */
export const buildInCloud = async (
  ports: Ports,
  input: BuildInput,
  wish: CloudWish,
  options: CloudOptions,
): Promise<CloudBuildResult> => {
  const request = await prepareBuild(ports, input)
  const place = await cloudPlace(ports, { input, request, wish, apply: options.apply })
  const context = await packContext(ports, input, place)
  try {
    const made = await attemptAt(ports, { place, wish, context })
    const about = { image: place.build.image, platform: request.platform, engine: ENGINE }
    if (made.found === undefined) {
      const applied = await start(ports, { place, wish, context, name: made.name }, options)
      if (applied.status === 'planned') {
        const { planFile } = applied
        return { ...about, status: 'planned', ...(planFile === undefined ? {} : { planFile }) }
      }
      const buildId = outputText(applied, 'build', 'buildId')
      return await finished(ports, { place, buildId, attached: false, ...about }, options)
    }
    const { buildId, status } = made.found
    const is = status === 'SUCCEEDED' ? 'was built' : 'is being built'
    ports.io.note(`The same content ${is} already (${buildId}); nothing is paid again.`)
    return await finished(ports, { place, buildId, attached: true, ...about }, options)
  } finally {
    // A saved plan names the packed context and needs it.
    if (options.apply.planOut === undefined) await ports.files.remove(context.archive)
  }
}

const ENGINE = { name: 'codebuild' } as const

type Context = {
  readonly archive: string
  readonly tarSha256: string
  readonly digest: { readonly sha256: string; readonly sizeBytes: number }
}

/** As tar, which keeps links and the right to execute; named by its content, so it is sent once. */
const packContext = async (
  ports: Ports,
  { folder, dockerfile }: BuildInput,
  { build }: CloudPlace,
): Promise<Context> => {
  const entries = await contextEntries(ports, folder, dockerfile ?? 'Dockerfile')
  const name = `${buildIdentity({ entries, image: build.image })}.tar.gz`
  const archive = ports.files.absolute(fileBeside(ports.journal, `context-${name}`))
  const { tarSha256 } = await ports.folders.pack(folder, entries, archive)
  ports.io.detail(`The context has ${countOf(entries.length, 'file')}.`)
  return { archive, tarSha256, digest: await digestFile(ports, archive) }
}

type Making = { readonly place: CloudPlace; readonly wish: CloudWish; readonly context: Context }

/** The first attempt that was not made yet, or that is under way or has left its image. */
const attemptAt = async (
  ports: Ports,
  { place, wish, context }: Making,
): Promise<{ readonly name: string; readonly found?: ImageBuildView }> => {
  const { build } = place
  const identity = buildIdentity({ build, tar: context.tarSha256, project: wish.project })
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    const name = `${identity}-${attempt}`
    const found = await findBuild(ports, wish.project, name)
    if (found === undefined) return { name }
    if (found.status === 'IN_PROGRESS') return { name, found }
    if (found.status === 'SUCCEEDED' && !wish.again && (await isThere(ports, place, found))) {
      return { name, found }
    }
  }
  throw new StateError('MLC-CTR-243', `This image was tried ${MAX_ATTEMPTS} times.`, {
    hint: 'Change the tag or a file: other content is another build.',
  })
}

/** The digest that a build exported, `<registry>/<repository>@sha256:…`, is still in ECR. */
const isThere = async (
  { imageRepositories }: Pick<Ports, 'imageRepositories'>,
  { repository, tag }: CloudPlace,
  build: ImageBuildView,
): Promise<boolean> => {
  const there = await imageRepositories.image(repository, { tag })
  return there !== undefined && digestIn(build) === there.digest
}

const digestIn = ({ exported }: ImageBuildView): string | undefined =>
  /sha256:[0-9a-f]{64}/.exec(exported[BUILD_VARIABLES.digest] ?? '')?.[0]

const start = async (
  ports: Ports,
  making: Making & { readonly name: string },
  options: CloudOptions,
): Promise<Applied> => {
  const { place, wish } = making
  const held = await ports.imageRepositories.find(place.repository)
  if (held === undefined && !wish.create) {
    throw new StateError('MLC-CTR-100', `There is no repository ${place.repository} in ECR here.`, {
      hint: 'Make it with the build: --create. Or check the name, --region and --profile.',
    })
  }
  if (held !== undefined) await probeTag(ports, held, { tag: place.tag })
  const about = { mutable: false, tags: wish.tags }
  const drafts = [
    ...(await bucketSteps(ports, place)),
    await draftUpload(ports, {
      path: making.context.archive,
      bucket: place.bucket,
      key: contextKey(place, making.context),
      digest: making.context.digest,
    }),
    ...(held === undefined ? [repositoryStep(place.repository, about)] : []),
    ...buildSteps(making),
  ]
  const { plan } = await planAgainstLiveState(ports, options.command, drafts)
  return carryOut(ports, plan, options.apply)
}

const contextKey = ({ prefix }: CloudPlace, { tarSha256 }: Context): string =>
  `${prefix}${tarSha256}/context.tar.gz`

const buildSteps = ({
  place,
  wish,
  context,
  name,
}: Making & { readonly name: string }): readonly DraftStep[] => {
  const { build } = place
  const environment: BuildEnvironment = environmentFor(build.platform, wish.compute)
  return [
    {
      id: 'project',
      operation: 'codebuild.put-project',
      input: {
        name: wish.project,
        description: 'Container images for SageMaker, built by mlctl',
        serviceRoleArn: place.roleArn,
        buildspec: PROJECT_BUILDSPEC,
        environment,
        timeoutMinutes: wish.timeoutMinutes,
        tags: { ...wish.tags, [MADE_BY_TAG]: 'mlctl' },
      },
      summary: `make or update the CodeBuild project ${wish.project}, as role ${place.roleArn.split('/').at(-1)}`,
      undo: `aws codebuild delete-project --name ${wish.project}`,
      danger: { level: 'none' },
      cost: {},
    },
    {
      id: 'build',
      operation: 'codebuild.StartBuild',
      input: {
        projectName: wish.project,
        environment,
        buildspec: buildspecOf(build),
        variables: {
          [BUILD_VARIABLES.build]: name,
          [BUILD_VARIABLES.context]: `s3://${place.bucket}/${contextKey(place, context)}`,
          [BUILD_VARIABLES.contextSha256]: context.digest.sha256,
        },
      },
      summary: `build ${build.image} for ${build.platform} on ${environment.computeType}, ${wish.timeoutMinutes} minutes at most, and push it`,
      undo: `aws ecr batch-delete-image --repository-name ${place.repository} --image-ids imageTag=${place.tag}`,
      danger: { level: 'moderate' },
      cost: buildCost(wish.pricePerMinute, wish.timeoutMinutes),
    },
  ]
}

type Finishing = Pick<CloudBuildResult, 'image' | 'platform' | 'engine'> & {
  readonly place: CloudPlace
  readonly buildId: string
  readonly attached: boolean
}

/** Waits for the end, unless nobody wants to, and looks at what has come to ECR. */
const finished = async (
  ports: Ports,
  { place, buildId, attached, ...about }: Finishing,
  { wait, apply, timeoutMs, command }: CloudOptions,
): Promise<CloudBuildResult> => {
  const base = { ...about, buildId, attached }
  if (!wait || apply.dryRun || apply.planOut !== undefined) {
    ports.io.note(`The build goes on by itself. Follow it: ${command}`)
    return { ...base, status: 'started' }
  }
  const end = await followBuild(ports, { buildId, image: about.image, command, timeoutMs })
  const { uri, digest, mediaType, sizeBytes, verdict, checks } = await verifyImage(ports, {
    uri: withDigest(place.build, digestIn(end)),
    platform: about.platform,
    serverless: false,
  })
  const size = sizeBytes === undefined ? {} : { sizeBytes }
  const seen = { image: uri, digest, manifestType: mediaType, verdict, checks, ...size }
  return { ...base, ...seen, status: 'applied' }
}

/** By the digest that the build exported: a tag may be somebody else's by now. */
const withDigest = ({ image }: CloudBuild, digest: string | undefined): string =>
  digest === undefined ? image : `${image.replace(/:[^:/]+$/, '')}@${digest}`
