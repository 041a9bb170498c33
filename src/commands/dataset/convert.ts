import { countOf } from '../../lib/domain/core/count.ts'
import { defineCommand } from '../define.ts'
import { OVERWRITE_FLAG, READ_ACTIONS, SKIP_FLAG, stemOf } from './data-flags.ts'
import { dropText, fileText } from './prepare-text.ts'

export const datasetConvert = defineCommand({
  path: ['dataset', 'convert'],
  summary: 'Write conversations of one form as JSON Lines of another',
  about:
    'Between the record formats of Bedrock, OpenAI, ShareGPT, Alpaca and Anthropic; Bedrock invocation logs can be read. The form of the input is known by its keys. What the other form cannot hold (tools, images, more than one question) makes the record an error: nothing is lost silently.',
  args: { name: 'file', describe: 'JSON Lines or a JSON array', required: true, completes: 'file' },
  flags: {
    to: {
      spec: '--to <form>',
      describe: 'converse, prompt-completion, rft, openai, sharegpt, alpaca, anthropic, …',
      required: true,
    },
    from: { spec: '--from <form>', describe: 'When the keys of the first record do not say it' },
    out: {
      spec: '-o, --out <file>',
      describe: 'Where to write (default: <file>.<form>.jsonl)',
      completes: 'file',
    },
    ...SKIP_FLAG,
    ...OVERWRITE_FLAG,
  },
  changes: 'files',
  iamActions: READ_ACTIONS,
  examples: [
    {
      run: 'mlctl dataset convert chats.json --to converse -o train.jsonl',
      why: 'an export for Nova',
    },
    {
      run: 'mlctl dataset convert logs.json.gz --from invocation-log --to openai --skip-bad-rows',
      why: 'the calls that can be, for another tool',
    },
  ],
  async run(ports, { flags, args: [input = ''] }) {
    const { convertDataset, requireChatFormat } = await import('../../lib/flows/dataset/convert.ts')
    const to = requireChatFormat(flags.to)
    return convertDataset(ports, {
      input,
      to,
      out: flags.out ?? `${stemOf(input)}.${to.name}.jsonl`,
      ...(flags.from === undefined ? {} : { from: requireChatFormat(flags.from) }),
      skipBadRows: flags.skipBadRows === true,
      overwrite: flags.overwrite === true,
    })
  },
  render: ({ from, to, records, dropped, output }, { style }) =>
    [
      `${countOf(records, 'record')} from ${from} to ${to}`,
      ...dropText(dropped, style),
      fileText(output, records),
    ].join('\n'),
})
