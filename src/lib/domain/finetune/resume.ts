import type { JournalRecord } from '../../ports/journal.ts'
import { parseArn } from '../core/arn.ts'

type Here = { readonly account: string; readonly region: string }

/**
 * ARNs of jobs that were started from this journal, in this account and region, and were not seen to
 * end; newest first.
 */
export const openJobs = (records: readonly JournalRecord[], here: Here): readonly string[] => {
  const open = new Set<string>()
  for (const record of records) {
    if (record.kind !== 'fact') continue
    const arn = parseArn(record.subject)
    if (arn?.account !== here.account || arn.region !== here.region) continue
    if (record.data.event === 'trained-on') open.add(record.subject)
    if (record.data.event === 'ended') open.delete(record.subject)
  }
  return [...open].reverse()
}
