import { checkText } from '../../lib/domain/dataset/reports/render.ts'
import { defineCommand } from '../define.ts'
import { REPORT_FLAGS } from './check-flags.ts'
import { given, PRIVACY_FLAGS, READ_ACTIONS, TARGET_FLAGS } from './data-flags.ts'

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
    format: { ...TARGET_FLAGS.format, choices: [...TARGET_FLAGS.format.choices, 'auto'] },
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
    privacy: {
      spec: '--privacy <severity>',
      describe: 'What secrets and personal data in the texts are: error, warn or off',
      choices: ['error', 'warn', 'off'],
      default: 'warn',
    },
    ...PRIVACY_FLAGS,
    ...REPORT_FLAGS,
    fix: { spec: '--fix', describe: 'Write a repaired copy, then check that', kind: 'boolean' },
    out: {
      spec: '-o, --out <file>',
      describe: 'The repaired copy; without --fix the report',
      completes: 'file',
    },
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
  async run(ports, { flags, args, globals }) {
    const { checkData } = await import('../../lib/flows/dataset/check-data.ts')
    const { model, format, maxErrors, fix, ...rest } = flags
    // --json is the one document on stdout; a report of another form can only be a file beside it.
    const report = globals.json && flags.out === undefined ? undefined : flags.report
    const options = given({ ...rest, report })
    const request = { files: args, maxFindings: maxErrors, fix: fix === true, ...options }
    return checkData(ports, { model, format }, request)
  },
  render: (result, { style }) => checkText(result, style),
  exitCode: ({ verdict }) => (verdict === 'valid' ? 0 : 3),
})
