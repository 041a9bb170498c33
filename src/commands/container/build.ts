import { applyOptionsOf } from '../consent-flags.ts'
import { defineCommand } from '../define.ts'
import { BUILD_FLAGS } from './build-flags.ts'
import { renderBuild, renderCloudBuild } from './build-report.ts'
import { inputOf, lineOf, wishOf } from './build-request.ts'
import { CLOUD_ACTIONS } from './cloud-flags.ts'

export const containerBuild = defineCommand({
  path: ['container', 'build'],
  summary: 'Build an image as SageMaker takes it',
  about:
    'One platform, a Docker v2 manifest and no attestations, whatever engine is here: docker (with or without buildx), podman, finch, nerdctl or buildah. What lint refuses is not built. Without an engine, --engine codebuild packs the folder as .dockerignore has it, and AWS CodeBuild builds it and pushes it to ECR; the same line again attaches to that build. It builds as the role that iam setup --for builds makes, or as --build-role: what the role lacks is told first, and on a terminal it is offered to be added.',
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
      run: 'mlctl container build -t churn:1 --engine codebuild --create',
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
    const wish = wishOf(flags, globals.tags)
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
