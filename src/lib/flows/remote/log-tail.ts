import { AccessError, TemporaryError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { LogLine } from '../../ports/logs.ts'

const GROUP = '/aws/sagemaker/TrainingJobs'
/** Pages of one look: a flood of lines must not keep the job's status from being asked. */
const PAGES_A_LOOK = 20

/**
 * Reads what a job has logged since the last look, each line once. A job on spot capacity writes a new
 * stream after each interruption. Lines that cannot be read now come with the next look; without
 * permission there are none, which is said once.
 */
export const logTail = (ports: Pick<Ports, 'logs' | 'io'>, jobName: string) => {
  const tokens = new Map<string, string>()
  let refused = false
  const page = async (stream: string): Promise<readonly LogLine[]> => {
    const lines: LogLine[] = []
    for (let pages = 0; pages < PAGES_A_LOOK; pages++) {
      const token = tokens.get(stream)
      const found = await ports.logs.page(GROUP, stream, token === undefined ? {} : { token })
      lines.push(...found.lines)
      tokens.set(stream, found.token)
      if (found.token === token || found.lines.length === 0) break
    }
    return lines
  }
  return async (): Promise<readonly LogLine[]> => {
    if (refused) return []
    try {
      const lines: LogLine[] = []
      for (const { name } of await ports.logs.streams(GROUP, `${jobName}/`)) {
        lines.push(...(await page(name)))
      }
      return lines
    } catch (error) {
      if (error instanceof TemporaryError) return []
      if (!(error instanceof AccessError)) throw error
      refused = true
      ports.io.warn(`The log cannot be read: ${error.message} ${error.hint ?? ''}`.trim())
      return []
    }
  }
}
