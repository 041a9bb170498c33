import { countOf, grouped } from '../../lib/domain/core/count.ts'
import { defineCommand, type View } from '../define.ts'
import { given, PRIVACY_FLAGS, READ_ACTIONS } from './data-flags.ts'

export const datasetRedact = defineCommand({
  path: ['dataset', 'redact'],
  summary: 'Replace secrets and personal data by pseudonyms in a copy',
  about:
    'Looks into every text of every record for keys, tokens, e-mail addresses, telephone, card and account numbers and national ids, and writes a copy with pseudonyms: the same value gives the same one. A manifest beside the copy says what was looked for and found, never a value. Records whose values cannot be replaced (in a name, a number or an address) are left out and named, with exit code 3. No search finds everything: names and places, for example, are not looked for.',
  args: {
    name: 'file',
    describe: 'JSON Lines: a file, an s3:// object, or - for standard input',
    required: true,
    completes: 'file',
  },
  flags: {
    out: {
      spec: '-o, --out <file>',
      describe: 'The copy; its manifest stands beside it',
      required: true,
      completes: 'file',
    },
    replaceWith: {
      spec: '--replace-with <form>',
      describe: 'TYPE gives [EMAIL-kfzqhbtw], hash letters alone, mask stars',
      choices: ['TYPE', 'hash', 'mask'],
      default: 'TYPE',
    },
    seed: {
      spec: '--seed <text>',
      describe: 'Secret that keys the pseudonyms, for the same ones in several files',
    },
    ...PRIVACY_FLAGS,
    overwrite: {
      spec: '--overwrite',
      describe: 'Replace files that hold something else',
      kind: 'boolean',
    },
  },
  changes: 'files',
  iamActions: READ_ACTIONS,
  examples: [
    { run: 'mlctl dataset redact chats.jsonl -o clean.jsonl', why: 'before data leaves the house' },
    {
      run: 'mlctl dataset redact chats.jsonl -o clean.jsonl --allow allow.yaml --min-confidence low',
      why: 'IP addresses and doubtful numbers too, known public values excepted',
    },
  ],
  items: 'found',
  async run(ports, { flags, args: [input = ''] }) {
    const { redactDataset } = await import('../../lib/flows/dataset/redact.ts')
    const { out, replaceWith, minConfidence, ...rest } = flags
    return redactDataset(ports, { input, out, replaceWith, minConfidence, ...given(rest) })
  },
  render: ({ records, found, leftOut, output, manifest, allowed }, { style }: View) =>
    [
      ...found.map(
        ({ id, what, count }) => `${grouped(count).padStart(8)}  ${id}  ${style.dim(what)}`,
      ),
      ...leftOut
        .slice(0, 10)
        .map(({ line, reason }) => style.bad(`left out: line ${line}: ${reason}`)),
      ...(records.leftOut > 10
        ? [style.dim(`… and ${grouped(records.leftOut - 10)} more left out`)]
        : []),
      ...allowed.map(({ reason, count }) => style.dim(`allowed ${grouped(count)}: ${reason}`)),
      `${output.path}  ${grouped(records.read - records.leftOut)} of ${countOf(records.read, 'record')}, ${grouped(records.changed)} changed; what was looked for: ${manifest}`,
    ].join('\n'),
  exitCode: ({ records }) => (records.leftOut > 0 ? 3 : 0),
})
