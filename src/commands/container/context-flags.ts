import type { FlagTable } from '../define.ts'

/** What is built, from which Dockerfile and for which machine. */
export const CONTEXT_FLAGS = {
  file: {
    spec: '-f, --file <dockerfile>',
    describe: 'Dockerfile (default: Dockerfile in the folder)',
    completes: 'file',
  },
  target: { spec: '--target <stage>', describe: 'Stage of the Dockerfile (default: the last)' },
  buildArg: {
    spec: '--build-arg <name=value>',
    describe: 'Value of an ARG; may be repeated',
    kind: 'pairs',
  },
  platform: {
    spec: '--platform <os/arch>',
    describe: 'Machine that the image is for; linux/arm64 for Graviton instances',
    choices: ['linux/amd64', 'linux/arm64'],
    default: 'linux/amd64',
    config: 'container.platform',
  },
} as const satisfies FlagTable
