import type { FlagTable } from '../define.ts'

/** What an image is to run on. */
export const PLATFORM_FLAGS = {
  platform: {
    spec: '--platform <os/arch>',
    describe: 'What the image must be for (default linux/amd64)',
    config: 'container.platform',
  },
  instanceType: {
    spec: '--instance-type <type>',
    describe: 'Instance it will run on; Graviton types need linux/arm64',
  },
} as const satisfies FlagTable

/** `<account>.dkr.ecr.<region>.amazonaws.com/<repository>:<tag>`. */
export const IMAGE_ARGUMENT = {
  name: 'uri',
  describe: 'The image in ECR: <host>/<repository>:<tag> or @sha256:<digest>',
  required: true,
} as const
