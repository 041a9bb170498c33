import { reportText } from '../../lib/domain/dataset/report-text.ts'
import { defineCommand } from '../define.ts'
import { given, READ_ACTIONS, TARGET_FLAGS } from './data-flags.ts'

export const datasetValidate = defineCommand({
  path: ['dataset', 'validate'],
  summary: 'Check training data for everything that would fail or spoil a job',
  about:
    'Reports every fault with file, line and column, JSON pointer, a stable rule name and the fix. Streams: memory does not grow with the file. Exit code 3 when there are errors; doubtful rules are warnings.',
  args: {
    name: 'file',
    describe: 'JSON Lines: files, s3:// objects, or - for standard input',
    required: true,
    variadic: true,
    completes: 'file',
  },
  flags: {
    ...TARGET_FLAGS,
    validation: {
      spec: '--validation <file>',
      describe: 'Validation data; its records count in the sums, and leaks are found',
      completes: 'file',
    },
    maxErrors: {
      spec: '--max-errors <count>',
      describe: 'Findings shown in full; 0 for all. Counts are exact in any case',
      kind: 'integer',
      default: 100,
    },
    fix: {
      spec: '--fix',
      describe: 'Write a repaired copy to --out, then check that',
      kind: 'boolean',
    },
    out: { spec: '-o, --out <file>', describe: 'Where --fix writes', completes: 'file' },
  },
  changes: 'files',
  iamActions: READ_ACTIONS,
  examples: [
    { run: 'mlctl dataset validate train.jsonl --model nova-micro', why: 'before a job is paid' },
    {
      run: 'mlctl dataset validate train.jsonl --validation valid.jsonl --model nova-lite --json',
      why: 'sums, duplicates and leaks over both files, for a script',
    },
    {
      run: 'mlctl dataset validate export.jsonl --format converse --fix -o train.jsonl',
      why: 'repair BOM, line ends, role spelling and duplicates in a copy',
    },
  ],
  items: 'findings',
  async run(ports, { flags, args }) {
    const { checkData } = await import('../../lib/flows/dataset/check-data.ts')
    const { model, format, maxErrors, fix, ...rest } = flags
    const request = { files: args, maxFindings: maxErrors, fix: fix === true, ...given(rest) }
    return checkData(ports, { model, format }, request)
  },
  render: (result, { style }) => reportText(result, style),
  exitCode: ({ verdict }) => (verdict === 'valid' ? 0 : 3),
})
