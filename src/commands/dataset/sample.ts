import { grouped } from '../../lib/domain/core/count.ts'
import { defineCommand } from '../define.ts'
import { OVERWRITE_FLAG, READ_ACTIONS, stemOf } from './data-flags.ts'
import { fileText } from './prepare-text.ts'

export const datasetSample = defineCommand({
  path: ['dataset', 'sample'],
  summary: 'Draw records of JSON Lines by chance, the same ones for the same seed',
  about:
    'Every set of that size has the same chance. Lines are copied to the byte, in their order.',
  args: { name: 'file', describe: 'JSON Lines', required: true, completes: 'file' },
  flags: {
    size: {
      spec: '--size <n|percent>',
      describe: 'How many: 500, or 10%',
      default: '100',
    },
    seed: {
      spec: '--seed <number>',
      describe: 'The same seed and file give the same records',
      kind: 'integer',
      config: 'dataset.seed',
      default: 1,
    },
    out: {
      spec: '-o, --out <file>',
      describe: 'Where to write (default: <file>.sample.jsonl)',
      completes: 'file',
    },
    ...OVERWRITE_FLAG,
  },
  changes: 'files',
  iamActions: READ_ACTIONS,
  examples: [
    { run: 'mlctl dataset sample train.jsonl --size 200', why: 'a small set to try a job with' },
    {
      run: 'mlctl dataset sample train.jsonl --size 5% --seed 7 -o look.jsonl',
      why: 'another draw',
    },
  ],
  async run(ports, { flags, args: [input = ''] }) {
    const { requireSample, sampleDataset } = await import('../../lib/flows/dataset/sample.ts')
    return sampleDataset(ports, {
      input,
      out: flags.out ?? `${stemOf(input)}.sample.jsonl`,
      sample: requireSample('--size', flags.size),
      seed: flags.seed,
      overwrite: flags.overwrite === true,
    })
  },
  render: ({ output, records, input }) =>
    `${fileText(output, records)} of ${grouped(input.records)}`,
})
