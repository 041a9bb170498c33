import type { FlagTable } from '../define.ts'

/** How SageMaker's own update moves traffic. */
export const GUARD_FLAGS = {
  strategy: {
    spec: '--strategy <name>',
    describe: 'How traffic moves',
    choices: ['canary', 'linear', 'rolling'],
    default: 'canary',
  },
  percent: {
    spec: '--percent <n>',
    describe: 'Size of the canary, step or batch, percent of the instances',
    kind: 'integer',
    default: 10,
  },
  bakeTime: {
    spec: '--bake-time <duration>',
    describe: 'Bake of each step, at most 1h',
    kind: 'duration',
    default: 600_000,
  },
  keepOld: {
    spec: '--keep-old <duration>',
    describe: 'How long the old fleet stays after all traffic has moved, at most 1h',
    kind: 'duration',
    default: 300_000,
  },
  limit: {
    spec: '--limit <duration>',
    describe: 'Longest time of the whole update, 10m to 8h',
    kind: 'duration',
    default: 14_400_000,
  },
} as const satisfies FlagTable
