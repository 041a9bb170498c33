import { isoTime } from '../../domain/core/duration.ts'
import type { Ports } from '../../ports/all.ts'

type FactPorts = Pick<Ports, 'journal' | 'clock'>

/** What is kept of a job for lineage: `trained-on` when it starts, `ended` when that was seen. */
export type JobFact = 'trained-on' | 'ended'

/**
 * Writes a fact about a job once: a run that attaches to a job again, or was killed before it could
 * write, adds what is missing and repeats nothing.
 */
export const recordJobFact = async (
  ports: FactPorts,
  jobArn: string,
  event: JobFact,
  data: Readonly<Record<string, unknown>>,
): Promise<void> => {
  const { records } = await ports.journal.read()
  const there = records.some(
    (record) => record.kind === 'fact' && record.subject === jobArn && record.data.event === event,
  )
  if (there) return
  const at = isoTime(ports.clock.now())
  const run = `${at}-${event}`
  await ports.journal.append({
    v: 1,
    at,
    run,
    kind: 'fact',
    subject: jobArn,
    data: { event, ...data },
  })
}
