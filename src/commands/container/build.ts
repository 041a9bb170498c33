import { applyOptionsOf } from '../consent-flags.ts'
import { defineCommand, type FlagValues } from '../define.ts'
import { BUILD_FLAGS } from './build-flags.ts'
import { renderBuild, renderCloudBuild } from './build-report.ts'
import { CLOUD_ACTIONS } from './cloud-flags.ts'

const MINUTE_MS = 60_000

export const containerBuild = defineCommand({
  path: ['container', 'build'],
  summary: 'Build an image as SageMaker takes it',
  about:
    'One platform, a Docker v2 manifest and no attestations, whatever engine is here: docker (with or without buildx), podman, finch, nerdctl or buildah. What lint refuses is not built. Without an engine, --engine codebuild packs the folder as .dockerignore has it, and AWS CodeBuild builds it and pushes it to ECR; the same line again attaches to that build.',
  args: {
    name: 'folder',
    describe: 'The build context (default: the working folder)',
    completes: 'folder',
  },
  flags: BUILD_FLAGS,
  changes: 'aws',
  plans: true,
  iamActions: CLOUD_ACTIONS,
  examples: [
    { run: 'mlctl container build -t churn:1', why: 'the Dockerfile of this folder' },
    {
      run: 'mlctl container build serving -t churn:1 --instance-type ml.c7g.large',
      why: 'for Graviton',
    },
    {
      run: 'mlctl container build -t churn:1 --engine codebuild --build-role image-builds --create',
      why: 'no engine here: AWS builds and pushes',
    },
  ],
  async run(ports, { flags, args: [folder = '.'], globals }) {
    const input = inputOf(flags, folder)
    if (flags.engine !== 'codebuild') {
      const { buildHere } = await import('../../lib/flows/container/build.ts')
      return buildHere(ports, input, applyOptionsOf(globals))
    }
    const [{ buildInCloud }, { commandLine }] = await Promise.all([
      import('../../lib/flows/container/cloud-build.ts'),
      import('../../lib/domain/core/command-line.ts'),
    ])
    const wish = {
      role: flags.buildRole,
      project: flags.buildProject,
      compute: flags.compute,
      bucket: flags.bucket,
      create: flags.create === true,
      timeoutMinutes: Math.max(5, Math.ceil((flags.maxBuild ?? 60 * MINUTE_MS) / MINUTE_MS)),
      pricePerMinute: flags.buildPrice,
      again: flags.again === true,
      tags: globals.tags,
    }
    return buildInCloud(ports, input, wish, {
      apply: applyOptionsOf(globals),
      wait: globals.wait !== false,
      timeoutMs: globals.timeoutMs,
      command: commandLine(['container', 'build', folder], lineOf(flags)),
    })
  },
  render: (result, view) =>
    'imageId' in result ? renderBuild(result, view) : renderCloudBuild(result, view),
  exitCode: (result) => ('verdict' in result && result.verdict === 'unfit' ? 8 : 0),
})

type Flags = FlagValues<typeof BUILD_FLAGS>

const inputOf = (flags: Flags, folder: string) => ({
  name: flags.name,
  platform: flags.platform,
  instanceType: flags.instanceType,
  target: flags.target,
  engine: flags.engine,
  engineArgs: flags.engineArgs,
  folder,
  dockerfile: flags.file,
  buildArgs: flags.buildArg ?? {},
  secrets: flags.secret ?? [],
  cacheFrom: flags.cacheFrom ?? [],
  cacheTo: flags.cacheTo ?? [],
  buildOptions: flags.buildOption ?? [],
  noCache: flags.noCache === true,
  skipLint: flags.skipLint === true,
  ignore: flags.ignore ?? [],
})

/** The line that builds the same in CodeBuild; the project stands in it only when it is another. */
const lineOf = (flags: Flags) => ({
  name: flags.name,
  engine: flags.engine,
  file: flags.file,
  target: flags.target,
  'build-arg': Object.entries(flags.buildArg ?? {}).map(([name, value]) => `${name}=${value}`),
  platform: flags.platform,
  'instance-type': flags.instanceType,
  'cache-from': flags.cacheFrom,
  'no-cache': flags.noCache,
  'skip-lint': flags.skipLint,
  ignore: flags.ignore,
  'build-role': flags.buildRole,
  'build-project': flags.buildProject,
  compute: flags.compute,
  bucket: flags.bucket,
  create: flags.create,
  'max-build': flags.maxBuild === undefined ? undefined : `${Math.ceil(flags.maxBuild / 1_000)}s`,
})
