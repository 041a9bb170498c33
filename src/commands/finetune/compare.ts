import { table } from '../../lib/domain/core/table.ts'
import { UsageError } from '../../lib/errors.ts'
import { defineCommand } from '../define.ts'

export const finetuneCompare = defineCommand({
  path: ['finetune', 'compare'],
  summary: 'Customization jobs side by side: settings that differ, and losses',
  args: {
    name: 'jobs',
    describe: 'Names or ARNs of two jobs or more',
    required: true,
    variadic: true,
  },
  flags: {},
  changes: 'nothing',
  iamActions: ['bedrock:GetModelCustomizationJob', 's3:GetObject', 's3:ListBucket'],
  examples: [
    {
      run: 'mlctl finetune compare fraud-1a2b3c4d fraud-5e6f7a8b',
      why: 'did the change of learning rate help?',
    },
  ],
  async run(ports, { args }) {
    if (args.length < 2) {
      throw new UsageError('MLC-FT-006', 'Two jobs at least are compared.', {
        hint: 'mlctl finetune compare <job> <job>',
      })
    }
    const { compareJobs } = await import('../../lib/flows/finetune/compare.ts')
    return compareJobs(ports, args)
  },
  render: ({ jobs, differences }, view) => {
    const loss = (value: number | undefined) => value?.toFixed(4) ?? '–'
    const rows = [
      // In a row, not in the header: headers are upper case, names of jobs are not.
      { name: 'job', values: jobs.map(({ job }) => job.jobName) },
      { name: 'status', values: jobs.map(({ job }) => job.status as string) },
      { name: 'training loss', values: jobs.map(({ job }) => loss(job.trainingLoss)) },
      { name: 'validation loss', values: jobs.map(({ job }) => loss(job.validationLoss)) },
      ...differences.map(({ name, values }) => ({
        name,
        values: values.map((value) => value ?? '–'),
      })),
    ]
    const columns = jobs.map((_, at) => ({
      title: String(at + 1),
      of: (row: (typeof rows)[number]) => row.values[at] ?? '',
    }))
    return table([{ title: '', of: ({ name }) => name }, ...columns], rows, view)
  },
})
