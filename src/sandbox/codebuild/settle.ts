import { writeLog } from '../logs/records.ts'
import type { Call } from '../service.ts'
import { runCommands } from './commands.ts'
import { type BuildRecord, type BuildWork, changeBuilds, logPlace, readBuilds } from './state.ts'
import { commandsAt } from './timeline.ts'

/**
 * Runs the commands of builds whose machine is there by now: whoever looks first waits for them. The
 * log is written with them.
 */
export const settleBuilds = async (call: Call, directory: string): Promise<void> => {
  for (const build of Object.values(readBuilds(call).builds)) {
    const { work, stoppedAt = Number.POSITIVE_INFINITY } = build
    const at = commandsAt(call, build)
    if (work === undefined && at <= call.clock.now() && at <= stoppedAt) {
      await settle(call, build, directory)
    }
  }
}

const settle = async (call: Call, build: BuildRecord, directory: string): Promise<void> => {
  if (!claimed(call, build)) return
  const work = await runCommands(call, build, directory).catch((error: unknown) => {
    // An engine that does not work is told to whoever looks; the next look tries again.
    finish(call, build)
    throw error
  })
  finish(call, build, work)
  if (work.failed?.phase === 'QUEUED') return
  writeLog(call, { ...logPlace(build), events: work.lines }, build.startedAt)
}

const finish = (call: Call, { id }: BuildRecord, work?: BuildWork): void =>
  changeBuilds(call, ({ builds }) => {
    const found = builds[id]
    if (found === undefined) return
    delete found.running
    if (work !== undefined) found.work = { ...work, lines: [] }
  })

/** Whether this process is the one that runs it; a claim of a process that died does not count. */
const claimed = (call: Call, { id }: BuildRecord): boolean =>
  changeBuilds(call, ({ builds }) => {
    const found = builds[id]
    if (found === undefined || found.work !== undefined) return false
    if (found.running !== undefined && isAlive(found.running.pid)) return false
    found.running = { pid: process.pid }
    return true
  })

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
