import { statsText } from '../../lib/domain/dataset/stats/text.ts'
import { defineCommand } from '../define.ts'
import { given, READ_ACTIONS, TARGET_FLAGS } from './data-flags.ts'

export const datasetStats = defineCommand({
  path: ['dataset', 'stats'],
  summary: 'What data looks like: tokens, lengths, roles, languages, labels, duplicates, cost',
  about:
    'Streams, in memory that does not grow with the data. Counts, sums and histograms are exact, percentiles within 0.8 %, duplicates exact up to a million different records and estimated above. Tokens are a range, for only the service knows the number. Languages are guessed.',
  args: {
    name: 'file',
    describe: 'JSON Lines: files, s3:// objects, or - for standard input',
    required: true,
    variadic: true,
    completes: 'file',
  },
  flags: {
    ...TARGET_FLAGS,
    out: {
      spec: '-o, --out <file>',
      describe: 'Write a file too: .html (one page), .json or .csv',
      completes: 'file',
    },
    overwrite: {
      spec: '--overwrite',
      describe: 'Replace a file that holds something else',
      kind: 'boolean',
    },
  },
  changes: 'files',
  iamActions: READ_ACTIONS,
  examples: [
    { run: 'mlctl dataset stats train.jsonl', why: 'lengths, labels and the price of an epoch' },
    { run: 'mlctl dataset stats train.jsonl --out stats.html', why: 'a page to pass on' },
  ],
  items: 'files',
  async run(ports, { flags, args }) {
    const { datasetStats: statsOf } = await import('../../lib/flows/dataset/stats.ts')
    return statsOf(ports, { files: args, ...given(flags) })
  },
  render: (result, { style, columns }) =>
    [
      statsText(result, style, columns),
      ...(result.out === undefined ? [] : [`Written: ${result.out}`]),
    ].join('\n'),
})
