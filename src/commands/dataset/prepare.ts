import { defineCommand } from '../define.ts'
import {
  GROUP_FLAGS,
  given,
  NEAR_FLAG,
  nearTogether,
  OVERWRITE_FLAG,
  READ_ACTIONS,
  RECORD_FLAGS,
  SELECTION_FLAGS,
  SKIP_FLAG,
  SPLIT_FLAGS,
  stemOf,
  TARGET_FLAGS,
} from './data-flags.ts'
import { prepareText } from './prepare-text.ts'

export const datasetPrepare = defineCommand({
  path: ['dataset', 'prepare'],
  summary: 'Make training and validation records of a table or of chat exports',
  about:
    'Reads CSV, TSV, JSON, JSON Lines and Parquet, packed or not, here or on S3; conversations (OpenAI, ShareGPT, Alpaca, Anthropic, Bedrock invocation logs) are known by their keys. Asks for the columns on a terminal. Equal and nearly equal prompts stay on one side, answers are spread evenly, and the same input, flags and seed give the same files. A manifest beside the output says what was made of what. Nothing is written when a row is bad, unless --skip-bad-rows is given, and nothing of other content is replaced unasked.',
  args: { name: 'table', describe: 'The table', required: true, completes: 'file' },
  flags: {
    ...TARGET_FLAGS,
    ...RECORD_FLAGS,
    ...SPLIT_FLAGS,
    ...GROUP_FLAGS,
    ...NEAR_FLAG,
    ...SELECTION_FLAGS,
    ...SKIP_FLAG,
    inputFormat: {
      spec: '--input-format <kind>',
      describe: 'A kind of table or a form of conversations, when it is not seen by itself',
    },
    sql: {
      spec: '--sql <query>',
      describe: 'Take the rows of a query over the table data (needs DuckDB, see the error)',
    },
    ...OVERWRITE_FLAG,
  },
  changes: 'files',
  iamActions: READ_ACTIONS,
  examples: [
    {
      run: "mlctl dataset prepare payments.csv --model nova-micro --prompt 'amount={amount}; country={country}' --completion-column label --label-words 1=fraud,0=legitimate -o train.jsonl",
      why: 'in a script',
    },
    {
      run: "mlctl dataset prepare sales.parquet --model nova-micro --sql 'SELECT text, label FROM data WHERE year = 2026' --prompt-column text --completion-column label",
      why: 'of a query',
    },
    {
      run: 'mlctl dataset prepare chats.jsonl --model nova-lite --dedup near --max-tokens 8000 --sample 10% --redact TYPE',
      why: 'of an export of chats, without copies and private values',
    },
  ],
  async run(ports, { flags, args: [input = ''], globals }) {
    const { dataTarget } = await import('../../lib/flows/dataset/model.ts')
    const { prepareDataset } = await import('../../lib/flows/dataset/prepare.ts')
    const { inputForm } = await import('../../lib/flows/dataset/input-form.ts')
    const { requireSample } = await import('../../lib/flows/dataset/sample.ts')
    const { model, format, inputFormat, out, sample, nearDuplicates, ...rest } = flags
    return prepareDataset(ports, {
      ...(await dataTarget(ports, { model, format })),
      ...given(rest),
      ...inputForm(inputFormat),
      ...(sample === undefined ? {} : { sample: requireSample('--sample', sample) }),
      nearTogether: nearTogether(nearDuplicates),
      input,
      out: out ?? `${stemOf(input)}.train.jsonl`,
      validationSplit: flags.validationSplit,
      seed: flags.seed,
      dryRun: globals.dryRun,
    })
  },
  render: (result, { style }) => prepareText(result, style),
  exitCode: ({ check }) => (check?.verdict === 'invalid' ? 3 : 0),
})
