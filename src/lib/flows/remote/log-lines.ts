import { AccessError, TemporaryError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { LogLine } from '../../ports/logs.ts'
import { KIND_FACTS } from '../train/kinds.ts'
import { logTail } from '../train/log-tail.ts'

/** Lines of the last seconds reach CloudWatch after the job's end. */
const LATE_MS = 5_000

/**
 * Hands over what a job logs, each line once; at its end all that is there. Lines that cannot be read
 * now come with the next look; without permission there are none, which is said once.
 */
export const logLines = (
  ports: Pick<Ports, 'logs' | 'io' | 'clock'>,
  jobName: string,
  onLine: (line: LogLine) => void,
) => {
  const tail = logTail(ports, { group: KIND_FACTS.training.logGroup ?? '', jobName })
  let refused = false
  const look = async (): Promise<number> => {
    if (refused) return 0
    try {
      // Listed at each look: a job on spot capacity has a new stream after each interruption.
      const lines = await tail.look(true)
      lines.forEach(onLine)
      return lines.length
    } catch (error) {
      if (error instanceof TemporaryError) return 0
      if (!(error instanceof AccessError)) throw error
      refused = true
      ports.io.warn(`The log cannot be read: ${error.message} ${error.hint ?? ''}`.trim())
      return 0
    }
  }
  return {
    look,
    /** For a job that is over. */
    rest: async (): Promise<void> => {
      await ports.clock.sleep(LATE_MS, ports.io.signal).catch(() => undefined)
      while ((await look()) > 0);
    },
  }
}
