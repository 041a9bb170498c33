import type { EngineContainer, EngineState, RunRequest } from '../../ports/container-engine.ts'
import { stateIn } from './answers.ts'
import { createArguments, wordsOf } from './arguments.ts'
import { type Command, call } from './command.ts'
import { saidIn } from './detect.ts'
import { handedOver } from './environment.ts'

/**
 * Created first and started then: attached runs report exit status 0 for anything where Podman
 * answers Docker's command line, and only a separate start tells its own failure.
 */
export const startContainer = async (
  command: Command,
  engine: EngineState,
  request: RunRequest,
): Promise<EngineContainer> => {
  const created = await handedOver(request.environment, ({ words, variables }) =>
    call({ ...command, env: { ...command.env, ...variables } }, createArguments(request, words)),
  )
  const id = created.out.trim().split('\n').at(-1) ?? ''
  if (created.exitCode !== 0 || id === '') {
    return deadContainer(saidIn(created.err))
  }
  const started = await call(command, ['start', id])
  const startFailure = started.exitCode === 0 ? undefined : saidIn(started.err)
  return {
    id,
    startFailure,
    address: async () => {
      if (request.port === undefined) return undefined
      const { out } = await call(command, ['port', id, String(request.port)])
      return out.trim().split('\n')[0] || undefined
    },
    state: async () => {
      const { out } = await call(command, ['inspect', '--format', '{{json .State}}', id])
      return stateIn(out)
    },
    logs: async (lines) => {
      const { out, err } = await call(command, ['logs', '--tail', String(lines), id])
      return [out.trimEnd(), err.trimEnd()].filter(Boolean).join('\n')
    },
    stop: async (seconds) => {
      const timeoutMs = (seconds + 60) * 1000
      await call(command, ['stop', '-t', String(seconds), id], { timeoutMs })
    },
    remove: async () => void (await call(command, [...wordsOf(engine).remove, id])),
  }
}

/** Nothing was created, so there is nothing to look at or to remove. */
const deadContainer = (startFailure: string): EngineContainer => ({
  id: '',
  startFailure,
  address: async () => undefined,
  state: async () => ({ running: false, exitCode: undefined, outOfMemory: false }),
  logs: async () => startFailure,
  stop: async () => undefined,
  remove: async () => undefined,
})
