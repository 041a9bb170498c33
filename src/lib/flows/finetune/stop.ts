import { commandLine } from '../../domain/core/command-line.ts'
import { StateError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { type Applied, type ApplyOptions, carryOut } from '../apply.ts'
import { planAgainstLiveState } from '../observe.ts'
import { type JobDocument, jobDocument, requireJob } from './job.ts'

export type StopResult = Omit<Applied, 'outputs'> & { readonly job: JobDocument }

/**
 * Stops a running job, after consent: what it has processed may be billed, and it cannot go on.
 * @throws StateError MLC-FT-009 when it is over already; what `carryOut` throws.
 */
export const stopJob = async (
  ports: Ports,
  jobIdentifier: string,
  apply: ApplyOptions,
): Promise<StopResult> => {
  const job = await requireJob(ports, jobIdentifier)
  const { jobArn, jobName, status } = job
  if (status !== 'InProgress' && status !== 'Stopping') {
    throw new StateError('MLC-FT-009', `Customization job ${jobName} is ${status} already.`, {
      hint: `See how it ended: mlctl finetune status ${jobName}`,
    })
  }
  const { plan } = await planAgainstLiveState(
    ports,
    commandLine(['finetune', 'stop', jobName], {}),
    [
      {
        id: 'stop-job',
        operation: 'bedrock.StopModelCustomizationJob',
        input: { jobArn, jobName },
        summary: `stop customization job ${jobName} (it cannot go on; processed tokens may be billed)`,
        undo: false,
        danger: { level: 'moderate' },
        cost: {},
      },
    ],
  )
  const { outputs: _outputs, ...applied } = await carryOut(ports, plan, apply)
  const now = applied.status === 'applied' ? await requireJob(ports, jobArn) : job
  return { ...applied, job: jobDocument(now, ports.clock.now()) }
}
