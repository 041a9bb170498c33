import { CONTAINER_KINDS } from '../../lib/domain/container/rules/rule.ts'
import { LANGUAGES, TOOLKITS } from '../../lib/domain/container/scaffold/choices.ts'
import { table } from '../../lib/domain/core/table.ts'
import { OVERWRITE_FLAG } from '../dataset/data-flags.ts'
import { defineCommand } from '../define.ts'

export const containerInit = defineCommand({
  path: ['container', 'init'],
  summary: 'Write a container project that SageMaker accepts: Dockerfile, programs, tests, samples',
  about:
    'The programs run as they are and keep the contract: channels, checkpoints and failure file for training; ping, invocations and SIGTERM for serving. Nothing that is there is replaced without consent. Asks on a terminal for what is not given.',
  args: {
    name: 'folder',
    describe: 'Where to write (default: the working folder)',
    completes: 'folder',
  },
  flags: {
    kind: {
      spec: '--kind <kind>',
      describe: 'What the image is for',
      choices: CONTAINER_KINDS,
      config: 'container.kind',
    },
    language: {
      spec: '--language <language>',
      describe: 'Language of the programs; node is for serving',
      choices: LANGUAGES,
    },
    toolkit: {
      spec: '--toolkit <toolkit>',
      describe: 'AWS’s toolkit, or none (default)',
      choices: TOOLKITS,
    },
    base: { spec: '--base <image>', describe: 'Base image (default: one of ECR Public)' },
    ...OVERWRITE_FLAG,
  },
  changes: 'files',
  iamActions: [],
  examples: [
    { run: 'mlctl container init serving --kind serving', why: 'a server on the standard library' },
    {
      run: 'mlctl container init training --kind training --toolkit sagemaker-training',
      why: 'script mode',
    },
    { run: 'mlctl container init both --kind combined --dry-run', why: 'see the files first' },
  ],
  items: 'files',
  async run(ports, { flags, args: [folder = '.'], globals }) {
    const { init } = await import('../../lib/flows/container/init.ts')
    const { overwrite = false, ...choices } = flags
    return init(ports, { ...choices, folder, overwrite, dryRun: globals.dryRun })
  },
  render: ({ status, folder, choices, files }, view) => {
    const columns = [
      { title: 'file', of: ({ path }: (typeof files)[number]) => path },
      { title: 'status', of: (file: (typeof files)[number]) => file.status },
      { title: 'what', of: ({ why }: (typeof files)[number]) => why },
    ]
    const next = `Next: mlctl container lint ${folder} --kind ${choices.kind}`
    const list = table(columns, files, view)
    return status === 'planned' ? list : `${list}\n\n${next}`
  },
})
