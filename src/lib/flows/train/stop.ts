import { commandLine } from '../../domain/core/command-line.ts'
import { StateError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { type Applied, type ApplyOptions, carryOut } from '../apply.ts'
import { planAgainstLiveState } from '../observe.ts'
import { type JobDocument, jobDocument } from './document.ts'
import { findJob } from './find.ts'
import { type JobKind, KIND_FACTS } from './kinds.ts'

export type StopResult = Omit<Applied, 'outputs'> & { readonly job: JobDocument }

/**
 * Stops a running job, after consent: it cannot go on, though what it has made is kept.
 * @throws StateError MLC-TRN-007, MLC-TRN-008 when it is over; what `carryOut` throws.
 */
export const stopJob = async (
  ports: Ports,
  request: { readonly job: string; readonly kind: JobKind | undefined },
  apply: ApplyOptions,
): Promise<StopResult> => {
  const { kind, job } = await findJob(ports, request.job, request.kind)
  const { jobName, status } = job
  if (status !== 'InProgress' && status !== 'Stopping') {
    throw new StateError('MLC-TRN-008', `The ${kind} job ${jobName} is ${status} already.`, {
      hint: `See how it ended: mlctl train status ${jobName}`,
    })
  }
  const { plan } = await planAgainstLiveState(ports, commandLine(['train', 'stop', jobName], {}), [
    {
      id: 'stop-job',
      operation: KIND_FACTS[kind].stop,
      input: { jobName },
      summary: `stop ${kind} job ${jobName} (it cannot go on; what it has written is kept)`,
      undo: false,
      danger: { level: 'moderate' },
      cost: {},
    },
  ])
  const { outputs: _outputs, ...applied } = await carryOut(ports, plan, apply)
  const now = applied.status === 'applied' ? (await findJob(ports, jobName, kind)).job : job
  return { ...applied, job: jobDocument(kind, now, ports.clock.now()) }
}
