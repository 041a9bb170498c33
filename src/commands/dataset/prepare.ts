import { defineCommand } from '../define.ts'
import { given, READ_ACTIONS, RECORD_FLAGS, SPLIT_FLAGS, TARGET_FLAGS } from './data-flags.ts'
import { prepareText } from './prepare-text.ts'

export const datasetPrepare = defineCommand({
  path: ['dataset', 'prepare'],
  summary: 'Make training and validation records of a table (CSV, TSV, JSON, JSON Lines)',
  about:
    'Asks for the columns on a terminal. Equal prompts stay on one side, answers are spread evenly, and the same input, flags and seed give the same files. A manifest beside the output says what was made of what. Nothing is written when a row is bad, unless --skip-bad-rows is given.',
  args: { name: 'table', describe: 'The table', required: true, completes: 'file' },
  flags: {
    ...TARGET_FLAGS,
    ...RECORD_FLAGS,
    ...SPLIT_FLAGS,
    stratify: {
      spec: '--stratify <column>',
      describe: 'Spread its values evenly (default: the answer)',
    },
    group: { spec: '--group <column>', describe: 'Keep rows with an equal value on one side' },
    skipBadRows: {
      spec: '--skip-bad-rows',
      describe: 'Leave bad rows out; the manifest lists them',
      kind: 'boolean',
    },
    inputFormat: {
      spec: '--input-format <kind>',
      describe: 'When the file name does not say it',
      choices: ['csv', 'tsv', 'json', 'jsonl'],
    },
  },
  changes: 'files',
  iamActions: READ_ACTIONS,
  examples: [
    { run: 'mlctl dataset prepare payments.csv --model nova-micro', why: 'asks for the columns' },
    {
      run: "mlctl dataset prepare payments.csv --model nova-micro --prompt 'amount={amount}; country={country}' --completion-column label --label-words 1=fraud,0=legitimate -o train.jsonl",
      why: 'in a script',
    },
  ],
  async run(ports, { flags, args: [input = ''], globals }) {
    const { dataTarget } = await import('../../lib/flows/dataset/model.ts')
    const { prepareDataset } = await import('../../lib/flows/dataset/prepare.ts')
    const { model, format, inputFormat, out, validationSplit, seed, ...rest } = flags
    return prepareDataset(ports, {
      ...(await dataTarget(ports, { model, format })),
      ...given({ ...rest, kind: inputFormat }),
      input,
      out: out ?? `${input.replace(/\.[a-z]+$/i, '')}.train.jsonl`,
      validationSplit,
      seed,
      dryRun: globals.dryRun,
    })
  },
  render: (result, { style }) => prepareText(result, style),
  exitCode: ({ check }) => (check?.verdict === 'invalid' ? 3 : 0),
})
