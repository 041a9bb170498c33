import { UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { type Following, followRemote, type RemoteEnd, requireRemoteJob } from './follow.ts'

/**
 * Comes back to a job of `mlctl remote`: follows it if it runs, fetches what it left in any case.
 * @throws UsageError MLC-RMT-001 for a job that `mlctl remote` did not start, and what
 * `followRemote` throws.
 */
export const attachRemote = async (
  ports: Ports,
  jobName: string,
  following: Omit<Following, 'output'> & { readonly output: string | undefined },
): Promise<RemoteEnd> => {
  await requireRemoteJob(ports, jobName)
  if (!jobName.startsWith('remote-')) {
    throw new UsageError('MLC-RMT-001', `${jobName} was not started by mlctl remote.`, {
      hint: `Follow it: mlctl train watch ${jobName}`,
    })
  }
  const output = following.output ?? `mlctl-remote/${jobName}`
  return followRemote(ports, jobName, { ...following, output })
}
