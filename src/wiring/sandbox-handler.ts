import type { AwsOptions, RequestHandler } from '../lib/aws/options.ts'
import { AccessError, StateError, UsageError } from '../lib/errors.ts'
import { systemClock } from '../lib/io/clock.ts'
import type { Environment } from '../lib/io/style.ts'
import type { Clock } from '../lib/ports/clock.ts'
import type { Engine } from '../sandbox/engine.ts'

export type SandboxPlace = {
  readonly folder: string
  readonly env: Environment
  readonly region: string
  readonly version: string
}

/** Any credentials do in the sandbox; these name its one user. */
const CREDENTIALS = { accessKeyId: 'AKIASANDBOX000000000', secretAccessKey: 'sandbox' }

/**
 * Options that lead every AWS client into the embedded sandbox: the environment stays out of it, so
 * that neither a profile nor an endpoint variable can send a call elsewhere.
 */
export const sandboxAwsOptions = async (
  place: SandboxPlace,
): Promise<{ readonly aws: AwsOptions; readonly clock: Clock; readonly isSlow: boolean }> => {
  const engine = await engineIn(place.folder, place.env)
  const aws = {
    environment: {},
    version: place.version,
    region: place.region,
    credentials: CREDENTIALS,
    requestHandler: await sandboxHandler(engine),
  }
  return { aws, clock: sandboxTime(engine), isSlow: engine.clock.setting() === 'real' }
}

/** The sandbox's own time, so that what a flow waits for and what the services say agree. */
const sandboxTime = ({ clock }: Engine): Clock => ({
  now: () => clock.now(),
  random: systemClock.random,
  sleep: async (ms, signal) => {
    if (signal?.aborted) throw signal.reason
    await systemClock.sleep(clock.wait(ms), signal)
  },
})

const sandboxHandler = async (engine: Engine): Promise<RequestHandler> => {
  const { inProcessHandler } = await import('../sandbox/in-process.ts')
  const handler = inProcessHandler(engine)
  const handle = (request: never, options?: never) =>
    handler.handle(request, options).catch((error: unknown) => {
      throw sandboxError(error)
    })
  return { ...handler, handle } as RequestHandler
}

export const engineOptions = (folder: string, env: Environment) => ({
  directory: folder,
  clock: env.MLCTL_SANDBOX_CLOCK || undefined,
  faults: env.MLCTL_SANDBOX_FAULTS || undefined,
  containerEngine: env.MLCTL_SANDBOX_ENGINE || undefined,
})

/** @throws UsageError MLC-SBX-002 for a clock or faults that cannot be read. */
export const engineIn = async (folder: string, env: Environment) => {
  const { createEngine } = await import('../sandbox/engine.ts')
  try {
    return createEngine(engineOptions(folder, env))
  } catch (error) {
    throw sandboxError(error)
  }
}

/** What goes wrong in the sandbox itself, in our words; errors of the emulated services pass. */
export const sandboxError = (cause: unknown): unknown => {
  if (!(cause instanceof Error)) return cause
  if (cause instanceof RangeError || cause instanceof SyntaxError) {
    return new UsageError(
      'MLC-SBX-002',
      `The sandbox does not understand a setting: ${cause.message}`,
      {
        cause,
        hint: 'See: mlctl sandbox --help; what it holds: mlctl sandbox status',
      },
    )
  }
  if (cause.name !== 'SandboxStateError') return cause
  const code = 'code' in cause ? String(cause.code) : ''
  const Kind = ['EACCES', 'EPERM', 'EROFS'].includes(code) ? AccessError : StateError
  return new Kind('MLC-SBX-001', `The sandbox cannot keep its state: ${cause.message}`, {
    cause,
    hint:
      STATE_HINTS[code] ??
      'Set MLCTL_SANDBOX_DIR to a folder that can be written, or run: mlctl sandbox reset',
  })
}

/** What helps against a state directory that is not merely closed. */
const STATE_HINTS: Readonly<Record<string, string>> = {
  ENEWER: 'Use the newer mlctl, or set MLCTL_SANDBOX_DIR to another folder.',
  ENOSPC: 'Make room on that disk, or set MLCTL_SANDBOX_DIR to a folder on another.',
  EFOREIGN: 'Set MLCTL_SANDBOX_DIR to an empty folder of your own.',
}
