import { formatDuration } from '../../lib/domain/core/duration.ts'
import { table } from '../../lib/domain/core/table.ts'
import { applyOptionsOf } from '../consent-flags.ts'
import { defineCommand } from '../define.ts'
import { plannedText } from '../planned.ts'
import { jobCard } from './card.ts'
import { JOB_ARGUMENT, KIND_FLAG, LAUNCH_FLAGS, LOG_ACTIONS, LOOK_ACTIONS } from './job-flags.ts'

export const trainList = defineCommand({
  path: ['train', 'list'],
  summary: 'SageMaker jobs of this account and region, newest first',
  flags: {
    ...KIND_FLAG,
    status: {
      spec: '--status <status>',
      describe: 'Only jobs in this state',
      choices: ['InProgress', 'Completed', 'Failed', 'Stopping', 'Stopped'],
    },
    name: { spec: '--name <text>', describe: 'Only jobs whose name contains this' },
    limit: { spec: '--limit <count>', describe: 'At most this many', kind: 'integer', default: 50 },
  },
  changes: 'nothing',
  iamActions: [
    'sagemaker:ListHyperParameterTuningJobs',
    'sagemaker:ListProcessingJobs',
    'sagemaker:ListTrainingJobs',
    'sagemaker:ListTransformJobs',
  ],
  examples: [{ run: 'mlctl train list --status InProgress', why: 'what is running' }],
  items: 'jobs',
  async run(ports, { flags }) {
    const { listJobs } = await import('../../lib/flows/train/list.ts')
    const { JOB_KINDS } = await import('../../lib/flows/train/kinds.ts')
    return listJobs(ports, flags.kind === undefined ? JOB_KINDS : [flags.kind], {
      limit: flags.limit,
      ...(flags.status === undefined ? {} : { statusEquals: flags.status }),
      ...(flags.name === undefined ? {} : { nameContains: flags.name }),
    })
  },
  render: ({ jobs }, view) =>
    jobs.length === 0 && view.tty
      ? 'No jobs here.'
      : table(
          [
            { title: 'job', of: (job) => job.jobName },
            { title: 'kind', of: (job) => job.kind },
            { title: 'status', of: (job) => job.status },
            {
              title: 'took',
              of: (job) => formatDuration(job.elapsedSeconds * 1_000),
              align: 'right',
            },
            { title: 'created', of: (job) => job.createdAt },
          ],
          jobs,
          view,
        ),
})

export const trainStatus = defineCommand({
  path: ['train', 'status'],
  summary: 'How a job stands: stage, spot interruptions and savings, metrics, best training',
  args: JOB_ARGUMENT,
  flags: KIND_FLAG,
  changes: 'nothing',
  iamActions: [...LOOK_ACTIONS, 'sagemaker:ListTrainingJobsForHyperParameterTuningJob'],
  examples: [{ run: 'mlctl train status fraud-1a2b3c4d', why: 'how far it is' }],
  async run(ports, { args, flags }) {
    const { jobStatus } = await import('../../lib/flows/train/status.ts')
    return jobStatus(ports, args[0] ?? '', flags.kind)
  },
  render: jobCard,
})

export const trainWatch = defineCommand({
  path: ['train', 'watch'],
  summary: 'Follow a job to its end',
  about:
    'Exits 6 when the job fails or is stopped, 7 at the time limit. Lost spot capacity is said and waited out. Ctrl-C stops the watching, never the job. With --json one event a line: status, phase, log, end.',
  args: JOB_ARGUMENT,
  flags: { ...KIND_FLAG, logs: LAUNCH_FLAGS.logs, pollInterval: LAUNCH_FLAGS.pollInterval },
  changes: 'nothing',
  streams: true,
  iamActions: [...LOOK_ACTIONS, ...LOG_ACTIONS],
  examples: [{ run: 'mlctl train watch fraud-1a2b3c4d --logs', why: 'with its log' }],
  async run(ports, { args, flags, globals }) {
    const { watchJob } = await import('../../lib/flows/train/watch.ts')
    const { kind, logs, pollInterval: everyMs } = flags
    return watchJob(ports, args[0] ?? '', { kind, logs, everyMs, timeoutMs: globals.timeoutMs })
  },
  render: jobCard,
})

export const trainLogs = defineCommand({
  path: ['train', 'logs'],
  summary: 'What a job said',
  args: JOB_ARGUMENT,
  flags: {
    ...KIND_FLAG,
    tail: { spec: '--tail <lines>', describe: 'Only the last lines', kind: 'integer' },
    follow: { spec: '--follow', describe: 'Until the job ends', kind: 'boolean' },
  },
  changes: 'nothing',
  streams: true,
  iamActions: [...LOOK_ACTIONS, ...LOG_ACTIONS],
  examples: [{ run: 'mlctl train logs fraud-1a2b3c4d --tail 50', why: 'its end' }],
  async run(ports, { args, flags, globals }) {
    const { jobLogs } = await import('../../lib/flows/train/logs.ts')
    return jobLogs(ports, {
      job: args[0] ?? '',
      kind: flags.kind,
      tail: flags.tail,
      follow: flags.follow === true,
      timeoutMs: globals.timeoutMs,
      json: globals.json,
    })
  },
  render: () => '',
})

export const trainStop = defineCommand({
  path: ['train', 'stop'],
  summary: 'Stop a running job of any kind',
  args: JOB_ARGUMENT,
  flags: KIND_FLAG,
  changes: 'aws',
  plans: true,
  iamActions: [
    ...LOOK_ACTIONS,
    'sagemaker:StopHyperParameterTuningJob',
    'sagemaker:StopProcessingJob',
    'sagemaker:StopTrainingJob',
    'sagemaker:StopTransformJob',
    'sts:GetCallerIdentity',
  ],
  examples: [{ run: 'mlctl train stop fraud-1a2b3c4d --yes', why: 'without a question' }],
  async run(ports, { args, flags, globals }) {
    const { stopJob } = await import('../../lib/flows/train/stop.ts')
    return stopJob(ports, { job: args[0] ?? '', kind: flags.kind }, applyOptionsOf(globals))
  },
  render: (result, view) =>
    result.status === 'planned' ? plannedText(result) : jobCard(result.job, view),
})
