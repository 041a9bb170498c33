import { defineCommand } from '../define.ts'
import {
  NEAR_FLAG,
  nearTogether,
  OVERWRITE_FLAG,
  READ_ACTIONS,
  SPLIT_FLAGS,
  stemOf,
  TARGET_FLAGS,
} from './data-flags.ts'
import { fileText } from './prepare-text.ts'

export const datasetSplit = defineCommand({
  path: ['dataset', 'split'],
  summary: 'Divide ready JSON Lines into training and validation without leaks',
  about:
    'Equal prompts (case and spacing aside), and those that share most of their wording, stay on one side, answers are spread evenly. Lines are copied to the byte.',
  args: { name: 'file', describe: 'JSON Lines', required: true, completes: 'file' },
  flags: {
    ...TARGET_FLAGS,
    out: {
      spec: '-o, --out <file>',
      describe: 'Training records (default: <file>.train.jsonl)',
      completes: 'file',
    },
    validationOut: {
      spec: '--validation-out <file>',
      describe: 'Validation records (default: <file>.validation.jsonl)',
      completes: 'file',
    },
    ...SPLIT_FLAGS,
    ...NEAR_FLAG,
    ...OVERWRITE_FLAG,
  },
  changes: 'files',
  iamActions: READ_ACTIONS,
  examples: [
    {
      run: 'mlctl dataset split all.jsonl --format converse',
      why: 'one record in ten for validation',
    },
    {
      run: 'mlctl dataset split all.jsonl --model nova-micro --validation-split 0.2 --seed 7',
      why: 'another share, another draw',
    },
  ],
  async run(ports, { flags, args: [input = ''] }) {
    const { dataTarget } = await import('../../lib/flows/dataset/model.ts')
    const { splitDataset } = await import('../../lib/flows/dataset/split.ts')
    const { format } = await dataTarget(ports, { model: flags.model, format: flags.format })
    const stem = stemOf(input)
    return splitDataset(ports, {
      input,
      format,
      out: flags.out ?? `${stem}.train.jsonl`,
      validationOut: flags.validationOut ?? `${stem}.validation.jsonl`,
      share: flags.validationSplit,
      seed: flags.seed,
      nearTogether: nearTogether(flags.nearDuplicates),
      overwrite: flags.overwrite === true,
    })
  },
  render: ({ outputs, nearDuplicates: { tied } }) =>
    [
      ...outputs.map((file) => `${fileText(file, file.records)} for ${file.role}`),
      ...(tied === 0 ? [] : [`  ${tied} kept on the side of one that says nearly the same`]),
    ].join('\n'),
})
