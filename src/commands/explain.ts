import { defineCommand } from './define.ts'

export const explain = defineCommand({
  path: ['explain'],
  summary: 'Expand an error id, offline',
  args: { name: 'id', describe: 'An id such as MLC-PLAN-002; without one, all are listed' },
  flags: {},
  changes: 'nothing',
  iamActions: [],
  items: 'errors',
  examples: [{ run: 'mlctl explain MLC-PLAN-002', why: 'what it means and what to do' }],
  async run(_ports, { args }) {
    const { explanationsFor } = await import('../lib/flows/project/explain.ts')
    return { errors: explanationsFor(args[0]) }
  },
  render: ({ errors }, { style }) =>
    errors.length > 1
      ? errors.map(({ id, title }) => `${id}  ${title}`).join('\n')
      : errors
          .map(({ id, title, means, fix }) =>
            [`${style.bold(id)}  ${title}`, '', means, '', `What to do: ${fix}`].join('\n'),
          )
          .join('\n'),
})
