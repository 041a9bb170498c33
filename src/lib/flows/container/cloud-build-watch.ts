import { epochOf, formatDuration } from '../../domain/core/duration.ts'
import {
  AccessError,
  CancelledError,
  OutcomeError,
  StateError,
  TemporaryError,
} from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { ImageBuildView } from '../../ports/image-builds.ts'
import type { LogLine } from '../../ports/logs.ts'
import { waitUntil } from '../poll.ts'
import { readOn } from '../train/log-tail.ts'

type Watching = {
  readonly buildId: string
  readonly image: string
  readonly command: string
  readonly timeoutMs: number | undefined
}

/** How many of its last lines a failed build is told with. */
const TAIL = 20

/**
 * Follows a build to its end, its lines as they come.
 * @throws OutcomeError MLC-CTR-241 when it fails, with its last lines; StillRunningError at the time
 * limit and CancelledError on Ctrl-C: the build goes on in both cases.
 */
export const followBuild = async (ports: Ports, watching: Watching): Promise<ImageBuildView> => {
  const { buildId, image, command, timeoutMs } = watching
  const live = ports.io.live()
  const tail = buildTail(ports)
  let phase = ''
  try {
    const end = await waitUntil(ports, {
      read: async () => {
        const build = await requireBuild(ports, buildId)
        await tail.look(build)
        return build
      },
      isOver: ({ status }) => status !== 'IN_PROGRESS',
      onView: (build) => {
        if (build.phase !== phase) ports.io.event({ type: 'phase', buildId, phase: build.phase })
        phase = build.phase
        const elapsed = formatDuration(secondsSince(ports, build) * 1_000)
        const line = `${image}: ${build.phase.toLowerCase()}, ${elapsed}`
        live.draw([line], line)
      },
      timeoutMs: timeoutMs === 0 ? undefined : timeoutMs,
      what: `build ${buildId}`,
      resume: command,
    })
    ports.io.event({ type: 'end', buildId, status: end.status })
    if (end.status !== 'SUCCEEDED') throw failed(image, end, tail.last())
    return end
  } catch (error) {
    if (error instanceof CancelledError) {
      ports.io.note(`Stop it: aws codebuild stop-build --id ${buildId}`)
    }
    throw error
  } finally {
    live.stop()
  }
}

const secondsSince = ({ clock }: Pick<Ports, 'clock'>, { startedAt }: ImageBuildView): number =>
  Math.max(0, Math.round((clock.now() - epochOf(startedAt)) / 1_000))

const requireBuild = async (ports: Ports, buildId: string): Promise<ImageBuildView> => {
  const build = await ports.imageBuilds.find(buildId)
  if (build !== undefined) return build
  throw new StateError('MLC-CTR-245', `CodeBuild has no build ${buildId}.`, {
    why: 'It was deleted, or is in another region.',
    hint: 'Run the same line again.',
  })
}

/** Shows the lines that are new; a log that may not be read does not end the watch. */
const buildTail = (ports: Ports) => {
  let token: string | undefined
  let refused = false
  let kept: readonly LogLine[] = []
  return {
    last: () => kept.map(({ message }) => message),
    look: async ({ buildId, log }: ImageBuildView): Promise<void> => {
      if (log === undefined || refused) return
      const read = await readOn(ports, { ...log, token }).catch((error: unknown) => {
        if (error instanceof AccessError) {
          refused = true
          ports.io.warn(`The log may not be read: ${error.message}`)
        } else if (!(error instanceof TemporaryError)) throw error
        return { lines: [], token }
      })
      token = read.token
      const lines = read.lines.map((line) => ({ ...line, message: line.message.trimEnd() }))
      kept = [...kept, ...lines].slice(-TAIL)
      for (const { at, message } of lines) {
        ports.io.event({ type: 'log', buildId, at, message })
        ports.io.note(message)
      }
    },
  }
}

const failed = (image: string, build: ImageBuildView, log: readonly string[]): OutcomeError => {
  const broken = build.phases.find(({ status }) => status !== undefined && status !== 'SUCCEEDED')
  const { buildId, status } = build
  const phase = broken?.name ?? build.phase
  return new OutcomeError('MLC-CTR-241', `${image} was not built: ${phase} ${status}.`, {
    why: [...(broken?.messages ?? []), ...log].join('\n  '),
    hint: 'Correct it and run the same line again: it makes the next attempt.',
    details: { buildId, status, phase, messages: broken?.messages ?? [], log },
  })
}
