import { ENGINE_NAMES } from '../../lib/ports/container-engine.ts'
import type { FlagTable } from '../define.ts'

/** Which program builds and runs containers. */
export const ENGINE_FLAGS = {
  engine: {
    spec: '--engine <name>',
    describe: 'Container engine; the first that answers unless given',
    choices: ENGINE_NAMES,
    config: 'container.engine',
  },
  engineArgs: {
    spec: '--engine-arg <word>',
    describe: 'Word for the engine before its subcommand, such as --root=/var/tmp/images',
    kind: 'list',
    config: 'container.engineArgs',
  },
} as const satisfies FlagTable
