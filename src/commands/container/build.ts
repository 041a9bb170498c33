import { table } from '../../lib/domain/core/table.ts'
import { defineCommand } from '../define.ts'
import { BUILD_FLAGS } from './build-flags.ts'

export const containerBuild = defineCommand({
  path: ['container', 'build'],
  summary: 'Build an image as SageMaker takes it',
  about:
    'One platform, a Docker v2 manifest and no attestations, whatever engine is here: docker (with or without buildx), podman, finch, nerdctl or buildah. What lint refuses is not built.',
  args: {
    name: 'folder',
    describe: 'The build context (default: the working folder)',
    completes: 'folder',
  },
  flags: BUILD_FLAGS,
  changes: 'files',
  iamActions: [],
  examples: [
    { run: 'mlctl container build -t churn:1', why: 'the Dockerfile of this folder' },
    {
      run: 'mlctl container build serving -t churn:1 --instance-type ml.c7g.large',
      why: 'for Graviton',
    },
  ],
  async run(ports, { flags, args: [folder = '.'] }) {
    const { build } = await import('../../lib/flows/container/build.ts')
    return build(ports, {
      ...flags,
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
  },
  render: (result, view) =>
    [
      `${view.style.good(result.image)}  ${result.platform}  ${megabytes(result.sizeBytes)}  by ${result.engine.name} ${result.engine.version}`,
      `image id  ${result.imageId}`,
      ...(result.digest === undefined ? [] : [`digest    ${result.digest}`]),
      `manifest  ${result.manifestType}`,
      '',
      table(
        [
          { title: 'size', align: 'right', of: ({ sizeBytes }) => megabytes(sizeBytes) },
          { title: 'made by', of: ({ createdBy }) => createdBy },
        ],
        result.layers.filter(({ sizeBytes }) => sizeBytes > 0),
        view,
      ),
    ].join('\n'),
})

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`
