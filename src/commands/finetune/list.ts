import { formatDuration } from '../../lib/domain/core/duration.ts'
import { table } from '../../lib/domain/core/table.ts'
import { defineCommand } from '../define.ts'

export const finetuneList = defineCommand({
  path: ['finetune', 'list'],
  summary: 'Customization jobs of this account and region, newest first',
  flags: {
    status: {
      spec: '--status <status>',
      describe: 'Only jobs in this state',
      choices: ['InProgress', 'Completed', 'Failed', 'Stopping', 'Stopped'],
    },
    name: { spec: '--name <text>', describe: 'Only jobs whose name contains this' },
    limit: { spec: '--limit <count>', describe: 'At most this many', kind: 'integer', default: 50 },
  },
  changes: 'nothing',
  iamActions: ['bedrock:ListModelCustomizationJobs'],
  examples: [
    { run: 'mlctl finetune list --status InProgress', why: 'what is running' },
    { run: 'mlctl finetune list --json --fields jobName,status', why: 'for a script' },
  ],
  items: 'jobs',
  async run(ports, { flags }) {
    const { listJobs } = await import('../../lib/flows/finetune/list.ts')
    return listJobs(ports, {
      limit: flags.limit,
      ...(flags.status === undefined ? {} : { statusEquals: flags.status }),
      ...(flags.name === undefined ? {} : { nameContains: flags.name }),
    })
  },
  render: ({ jobs }, view) =>
    jobs.length === 0 && view.tty
      ? 'No customization jobs here.'
      : table(
          [
            { title: 'job', of: (job) => job.jobName },
            { title: 'status', of: (job) => job.status },
            {
              title: 'took',
              of: (job) => formatDuration(job.elapsedSeconds * 1_000),
              align: 'right',
            },
            { title: 'created', of: (job) => job.createdAt },
            { title: 'base model', of: (job) => job.baseModel },
          ],
          jobs,
          view,
        ),
})
