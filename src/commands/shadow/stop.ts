import { applyOptionsOf, CONSENT_FLAGS } from '../consent-flags.ts'
import { type AnyCommand, defineCommand } from '../define.ts'
import { plannedText } from '../planned.ts'
import { shadowReportCommand } from './report.ts'
import { shadowStart } from './start.ts'
import { shadowStatusCommand } from './status.ts'

const REASON = { reason: { spec: '--reason <text>', describe: 'Kept in the record of the test' } }
const IAM = [
  'sagemaker:DescribeInferenceExperiment',
  'sagemaker:StopInferenceExperiment',
  'sts:GetCallerIdentity',
]
const NAME = { name: 'name', describe: 'Name of the test', required: true } as const

const shadowPromote = defineCommand({
  path: ['shadow', 'promote'],
  summary: 'Let the shadow take the place of production, and end the test',
  args: NAME,
  flags: { ...REASON, confirm: CONSENT_FLAGS.confirm },
  changes: 'aws',
  plans: true,
  iamActions: IAM,
  examples: [{ run: 'mlctl shadow promote fraud-shadow --confirm fraud-shadow', why: 'it won' }],
  async run(ports, { args, flags, globals }) {
    const { stopShadow } = await import('../../lib/flows/shadow/stop.ts')
    const wait = globals.wait ?? ports.io.interactive
    const apply = applyOptionsOf(globals, flags)
    const { timeoutMs } = globals
    const { reason } = flags
    return stopShadow(ports, { name: args[0] ?? '', promote: true, reason, wait, timeoutMs, apply })
  },
  render: (result) =>
    result.status === 'planned'
      ? plannedText(result)
      : `The shadow serves ${result.endpointName} now.`,
})

const shadowStop = defineCommand({
  path: ['shadow', 'stop'],
  summary: 'End a shadow test; production serves as before',
  args: NAME,
  flags: REASON,
  changes: 'aws',
  plans: true,
  iamActions: IAM,
  examples: [{ run: 'mlctl shadow stop fraud-shadow --yes', why: 'enough was seen' }],
  async run(ports, { args, flags, globals }) {
    const { stopShadow } = await import('../../lib/flows/shadow/stop.ts')
    const wait = globals.wait ?? ports.io.interactive
    const apply = applyOptionsOf(globals)
    const { timeoutMs } = globals
    const { reason } = flags
    return stopShadow(ports, {
      name: args[0] ?? '',
      promote: false,
      reason,
      wait,
      timeoutMs,
      apply,
    })
  },
  render: (result) =>
    result.status === 'planned' ? plannedText(result) : `${result.name} is over.`,
})

export const shadowCommands: readonly AnyCommand[] = [
  shadowStart,
  shadowStatusCommand,
  shadowReportCommand,
  shadowPromote,
  shadowStop,
]
