import type { FlagTable } from '../define.ts'

/** Which custom model is meant: by itself, or by the job that made it. */
export const modelFlags = {
  model: {
    spec: '--model <name>',
    describe: 'Custom model, by name or ARN',
    config: 'throughput.model',
  },
  job: { spec: '--job <name>', describe: 'The model that this customization job made' },
} as const satisfies FlagTable

export const unitsFlag = {
  units: {
    spec: '--units <n>',
    describe: 'Number of model units',
    kind: 'integer',
    default: 1,
    config: 'throughput.units',
  },
} as const satisfies FlagTable
