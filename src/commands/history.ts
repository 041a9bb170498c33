import { countOf } from '../lib/domain/core/count.ts'
import { defineCommand } from './define.ts'

export const history = defineCommand({
  path: ['history'],
  summary: 'What mlctl changed from this project, from the journal',
  flags: {
    limit: {
      spec: '--limit <n>',
      describe: 'At most this many runs',
      kind: 'integer',
      default: 20,
    },
  },
  changes: 'nothing',
  iamActions: [],
  items: 'runs',
  examples: [{ run: 'mlctl history', why: 'see the last runs and their steps' }],
  async run(ports, { flags }) {
    const flow = await import('../lib/flows/project/history.ts')
    return flow.history(ports, flags.limit)
  },
  render: ({ journal, runs, skippedLines }, { style }) => {
    if (runs.length === 0) return `Nothing was changed yet (${journal}).`
    const damage =
      skippedLines === 0
        ? []
        : [style.caution(`${countOf(skippedLines, 'unreadable line')} skipped`)]
    const blocks = runs.flatMap((run) => [
      `${style.bold(run.at)} ${style.dim(`${run.target} ${run.account} ${run.region}`)}`,
      `  ${run.command}`,
      ...run.steps.map((step) => `    ${step.result.padEnd(6)} ${step.step} (${step.operation})`),
    ])
    return [...blocks, ...damage].join('\n')
  },
})
