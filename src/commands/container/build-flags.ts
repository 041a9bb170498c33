import { ENGINE_NAMES } from '../../lib/ports/container-engine.ts'
import type { FlagTable } from '../define.ts'
import { CLOUD_FLAGS } from './cloud-flags.ts'
import { CONTEXT_FLAGS } from './context-flags.ts'
import { ENGINE_FLAGS } from './engine-flags.ts'

const { file, target, buildArg } = CONTEXT_FLAGS

/** What `container build` takes. */
export const BUILD_FLAGS = {
  name: {
    spec: '-t, --name <image>',
    describe: 'Name of the image',
    required: true,
    config: 'container.name',
  },
  file,
  target,
  buildArg,
  platform: {
    spec: '--platform <os/arch>',
    describe:
      'Machine that the image is for (default: what --instance-type needs, else linux/amd64)',
    choices: ['linux/amd64', 'linux/arm64'],
    config: 'container.platform',
  },
  instanceType: {
    spec: '--instance-type <type>',
    describe: 'Instance type that it will run on: decides the platform',
  },
  secret: {
    spec: '--secret <id=…,src=…>',
    describe: 'File that RUN --mount=type=secret sees, and no layer keeps; may be repeated',
    kind: 'list',
  },
  cacheFrom: { spec: '--cache-from <ref>', describe: 'Where cached steps are', kind: 'list' },
  cacheTo: { spec: '--cache-to <ref>', describe: 'Where to keep steps', kind: 'list' },
  noCache: { spec: '--no-cache', describe: 'Run every step anew', kind: 'boolean' },
  buildOption: {
    spec: '--build-option <word>',
    describe: 'Further word for the engine’s build: --build-option=--isolation=chroot',
    kind: 'list',
    config: 'container.buildOptions',
  },
  skipLint: { spec: '--skip-lint', describe: 'Build whatever lint says', kind: 'boolean' },
  ignore: {
    spec: '--ignore <rule>',
    describe: 'A rule of lint not to look at: CTR105; may be repeated',
    kind: 'list',
    config: 'container.ignore',
  },
  ...ENGINE_FLAGS,
  engine: { ...ENGINE_FLAGS.engine, choices: [...ENGINE_NAMES, 'codebuild'] },
  ...CLOUD_FLAGS,
} as const satisfies FlagTable
