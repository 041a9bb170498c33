import { isoTime } from '../../domain/core/duration.ts'
import type { InstancePrices } from '../../domain/hosting/cost.ts'
import { statusHeartbeat, statusLines } from '../../domain/status/lines.ts'
import {
  costOfRows,
  type MissingPart,
  type StatusKind,
  type StatusReport,
  type StatusRow,
} from '../../domain/status/report.ts'
import { AccessError, CancelledError, StillRunningError, TemporaryError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { EndpointSummary } from '../../ports/endpoints.ts'
import { waitUntil } from '../poll.ts'
import { deploymentRows, endpointRow, jobRows, rolloutRow, throughputRows } from './parts.ts'

export type StatusRequest = {
  readonly prices: InstancePrices
  /** Look again and again, until Ctrl-C. */
  readonly watch: boolean
  readonly everyMs: number | undefined
  readonly timeoutMs: number | undefined
}

/** Between two looks of a watch: a dozen calls each. */
const EVERY_MS = 30_000

/**
 * All that runs in this account and region, with what it costs an hour. What may not be read is named
 * and leaves the rest as it is. @throws AccessError without credentials, CancelledError MLC-WAIT-002.
 */
export const statusOf = async (ports: Ports, request: StatusRequest): Promise<StatusReport> => {
  if (!request.watch) return readStatus(ports, request.prices)
  const live = ports.io.live()
  let last: StatusReport | undefined
  try {
    return await waitUntil(ports, {
      read: () => readStatus(ports, request.prices),
      isOver: () => false,
      onView: (report) => {
        last = report
        const view = { style: ports.io.style, columns: ports.io.columns - 1, tty: true }
        live.draw([report.at, ...statusLines(report, view)], statusHeartbeat(report))
        ports.io.event({ type: 'status', ...report })
      },
      everyMs: request.everyMs ?? EVERY_MS,
      timeoutMs: request.timeoutMs,
      what: 'the watching of this account',
      resume: 'mlctl status --watch',
    })
  } catch (error) {
    // The time that was given for looking is over; the last look is the result.
    if (error instanceof StillRunningError && last !== undefined) return last
    if (!(error instanceof CancelledError)) throw error
    throw new CancelledError('MLC-WAIT-002', 'Stopped watching.', { cause: error })
  } finally {
    live.stop(last === undefined || ports.io.signal.aborted ? undefined : [])
  }
}

const readStatus = async (ports: Ports, prices: InstancePrices): Promise<StatusReport> => {
  const { account } = await ports.identity.whoAmI()
  const { region } = await ports.target()
  const missing: MissingPart[] = []
  const reading = readingInto(missing)
  const endpoints = await reading('endpoint', () => ports.endpoints.list())
  const rows = [
    ...(await reading('job', () => jobRows(ports))),
    ...(await reading('deployment', () => deploymentRows(ports))),
    ...(await reading('throughput', () => throughputRows(ports))),
    ...(await ofEach(endpoints, (one) =>
      reading('endpoint', () => endpointRow(ports, one, prices)),
    )),
    ...(await ofEach(endpoints, (one) => reading('rollout', () => rolloutRow(ports, one)))),
  ]
  const at = isoTime(ports.clock.now())
  return { at, account, region, rows, cost: costOfRows(rows), missing }
}

/** Reads one part; what may not or cannot be read now is noted, once for each reason. */
const readingInto =
  (missing: MissingPart[]) =>
  async <T>(kind: StatusKind, read: () => Promise<readonly T[]>): Promise<readonly T[]> => {
    try {
      return await read()
    } catch (error) {
      if (!(error instanceof AccessError || error instanceof TemporaryError)) throw error
      const why = error.message
      if (!missing.some((one) => one.kind === kind && one.why === why)) missing.push({ kind, why })
      return []
    }
  }

/** One after another: dozens of endpoints at once would be throttled. */
const ofEach = async (
  endpoints: readonly EndpointSummary[],
  rowsOf: (endpoint: EndpointSummary) => Promise<readonly StatusRow[]>,
): Promise<readonly StatusRow[]> => {
  const rows: StatusRow[] = []
  for (const endpoint of endpoints) rows.push(...(await rowsOf(endpoint)))
  return rows
}
