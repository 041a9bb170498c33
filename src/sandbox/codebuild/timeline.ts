import type { Call } from '../service.ts'
import type { BuildRecord } from './state.ts'

/** Seconds that parts of a build take; made up, of the size that users report. */
const SECONDS = { queued: 1, provisioning: 14, source: 1, finalizing: 1 } as const

export type BuildStatus = 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED' | 'STOPPED'

/** A phase that has begun. */
export type Phase = {
  readonly type: string
  readonly at: number
  /** Absent while it is under way. */
  readonly end?: number
  readonly status?: BuildStatus
  readonly message?: string
}

/** When its commands are due to run. */
export const commandsAt = (call: Pick<Call, 'clock'>, { startedAt }: BuildRecord): number =>
  startedAt + call.clock.duration(SECONDS.queued + SECONDS.provisioning + SECONDS.source)

type Steps = readonly (readonly [type: string, seconds: number])[]

/** Phases by the sandbox's clock; those of the commands last as long as the commands really took. */
const phasesOf = (call: Pick<Call, 'clock'>, build: BuildRecord): readonly Phase[] => {
  const { work, startedAt } = build
  const failed = work?.failed
  const began: Steps = [
    ['SUBMITTED', 0],
    ['QUEUED', SECONDS.queued],
  ]
  const ran: Steps = [
    ['PROVISIONING', SECONDS.provisioning],
    ['DOWNLOAD_SOURCE', SECONDS.source],
    ['INSTALL', 0],
    ['PRE_BUILD', work?.preBuildSeconds ?? Number.POSITIVE_INFINITY],
    ...(failed?.phase === 'PRE_BUILD'
      ? []
      : [['BUILD', work?.buildSeconds ?? 0] as const, ['POST_BUILD', 0] as const]),
    ['UPLOAD_ARTIFACTS', 0],
    ['FINALIZING', SECONDS.finalizing],
  ]
  const steps = failed?.phase === 'QUEUED' ? began : [...began, ...ran]
  let at = startedAt
  const phases = steps.map(([type, seconds]): Phase => {
    const begin = at
    at += Number.isFinite(seconds) ? call.clock.duration(seconds) : Number.POSITIVE_INFINITY
    const message = failed?.phase === type ? failed.message : undefined
    const status = message === undefined ? 'SUCCEEDED' : 'FAILED'
    return { type, at: begin, end: at, status, ...(message === undefined ? {} : { message }) }
  })
  return [...phases, { type: 'COMPLETED', at }]
}

export type BuildStand = {
  readonly status: BuildStatus
  readonly phases: readonly Phase[]
  readonly endedAt?: number
}

/** How a build stands now. */
export const standOf = (call: Pick<Call, 'clock'>, build: BuildRecord): BuildStand => {
  const { stoppedAt, work } = build
  const now = Math.min(call.clock.now(), stoppedAt ?? Number.POSITIVE_INFINITY)
  const phases = phasesOf(call, build)
    .filter(({ at }) => at <= now)
    .map((phase): Phase => {
      if (phase.end === undefined || phase.end <= now) return phase
      const { type, at } = phase
      return stoppedAt === undefined ? { type, at } : { type, at, end: now, status: 'STOPPED' }
    })
  const last = phases.at(-1)
  if (last?.type === 'COMPLETED') {
    const status = work?.failed === undefined ? 'SUCCEEDED' : 'FAILED'
    return { status, phases, endedAt: last.at }
  }
  if (stoppedAt === undefined) return { status: 'IN_PROGRESS', phases }
  return {
    status: 'STOPPED',
    phases: [...phases, { type: 'COMPLETED', at: stoppedAt }],
    endedAt: stoppedAt,
  }
}
