import type { Ports } from '../../ports/all.ts'
import type { LogLine } from '../../ports/logs.ts'

/** A line, and the host it comes from: `algo-1`. */
export type TailLine = LogLine & { readonly host: string }

/** Pages read of one stream at one look: what a job says faster than this is read at the next. */
const MAX_PAGES = 5
/** A job of n instances has n streams, seldom more (a restart adds some). */
const MAX_STREAMS = 20

/**
 * Reads what is new at each look, each line once: the service's own tokens say how far it was read.
 * Streams are listed until there is one for each instance, then only while lines come from none.
 */
export const logTail = (
  ports: Pick<Ports, 'logs'>,
  { group, jobName }: { readonly group: string; readonly jobName: string },
): { readonly look: (relist: boolean) => Promise<readonly TailLine[]> } => {
  const tokens = new Map<string, string | undefined>()
  return {
    look: async (relist) => {
      if (relist || tokens.size === 0) {
        const streams = await ports.logs.streams(group, `${jobName}/`)
        for (const { name } of streams.slice(0, MAX_STREAMS)) {
          if (!tokens.has(name)) tokens.set(name, undefined)
        }
      }
      const lines: TailLine[] = []
      for (const [stream, token] of tokens) {
        const read = await readOn(ports, { group, stream, token })
        tokens.set(stream, read.token)
        lines.push(...read.lines)
      }
      return lines.sort((a, b) => a.at - b.at)
    },
  }
}

type Place = { readonly group: string; readonly stream: string; readonly token: string | undefined }

/** What is new in one stream, and from where to read on. */
export const readOn = async (ports: Pick<Ports, 'logs'>, place: Place) => {
  const { group, stream } = place
  const host = hostOf(stream)
  const lines: TailLine[] = []
  let token = place.token
  for (let count = 0; count < MAX_PAGES; count++) {
    const page = await ports.logs.page(group, stream, token === undefined ? {} : { token })
    lines.push(...page.lines.map((line) => ({ ...line, host })))
    const isEnd = page.token === token || page.token === ''
    token = page.token === '' ? token : page.token
    if (isEnd) break
  }
  return { lines, token }
}

/** `fraud-1a2b/algo-1-1763800000` → `algo-1`. */
const hostOf = (stream: string): string =>
  (stream.split('/').at(-1) ?? stream).replace(/-\d{6,}$/, '')

/** The last lines of all streams of a job, oldest first. */
export const lastLines = async (
  ports: Pick<Ports, 'logs'>,
  { group, jobName }: { readonly group: string; readonly jobName: string },
  limit: number,
): Promise<readonly TailLine[]> => {
  const streams = await ports.logs.streams(group, `${jobName}/`)
  const lines: TailLine[] = []
  for (const { name } of streams.slice(0, MAX_STREAMS)) {
    const page = await ports.logs.page(group, name, { limit, tail: true })
    lines.push(...page.lines.map((line) => ({ ...line, host: hostOf(name) })))
  }
  return lines.sort((a, b) => a.at - b.at).slice(-limit)
}
