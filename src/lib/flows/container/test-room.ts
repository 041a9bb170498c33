import type { ContractKind } from '../../domain/container/contract/kinds.ts'
import { type Channel, HOST } from '../../domain/container/contract/layout.ts'
import { ruleOfStartFailure } from '../../domain/container/contract/start-failure.ts'
import { judged, type Verdict } from '../../domain/container/contract/verdict.ts'
import { CancelledError, StateError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type {
  ContainerEngine,
  ContainerState,
  EngineContainer,
  Mount,
  RunRequest,
} from '../../ports/container-engine.ts'
import type { ScratchFolder } from '../../ports/scratch-folders.ts'

export type TestPorts = Pick<
  Ports,
  | 'containerEngines'
  | 'files'
  | 'io'
  | 'clock'
  | 'scratchFolders'
  | 'http'
  | 'imageRepositories'
  | 'imageRegistries'
>

export type TestOptions = {
  readonly environment: Readonly<Record<string, string>>
  readonly memoryMiB: number | undefined
  readonly hyperparameters: Readonly<Record<string, string>>
  readonly channels: Readonly<Record<string, string>>
  /** Channels of a training whose data comes through named pipes. */
  readonly pipes: readonly string[]
  readonly payload: Uint8Array | undefined
  readonly contentType: string
  /** Folder with the unpacked model; empty when undefined. */
  readonly model: string | undefined
  /** How long /ping may take to answer 200 after the start. */
  readonly startupMs: number
  /** How long a job may run. */
  readonly runMs: number
  /** Between SIGTERM and SIGKILL; what SageMaker gives when undefined. */
  readonly stopSeconds: number | undefined
}

/** The last lines of a container that broke a rule. */
export type KeptLog = { readonly run: string; readonly text: string }

/** One test of one image: where it runs, what it leaves. */
export type Room = {
  readonly ports: TestPorts
  readonly engine: ContainerEngine
  readonly scratch: ScratchFolder
  readonly image: string
  readonly kind: ContractKind
  readonly options: TestOptions
  readonly logs: KeptLog[]
}

/** As much of a log as a traceback needs. */
const LOG_LINES = 200

type Work = (container: EngineContainer) => Promise<readonly Verdict[]>

/**
 * A container for as long as `work` lasts; it is removed however that ends. Its log is kept when a
 * verdict is bad.
 */
export const withContainer = async (
  room: Room,
  run: string,
  request: Omit<RunRequest, 'image' | 'hostname' | 'memoryMiB'>,
  work: Work,
): Promise<readonly Verdict[]> => {
  const { engine, image, options } = room
  room.ports.io.detail(`container: ${run}`)
  const container = await engine.run({
    ...request,
    environment: { ...options.environment, ...request.environment },
    image,
    hostname: HOST,
    ...(options.memoryMiB === undefined ? {} : { memoryMiB: options.memoryMiB }),
  })
  try {
    const verdicts =
      container.startFailure === undefined ? await work(container) : notStarted(room, container)
    const state = await container.state()
    const all = wasTooMuch(room, state, verdicts) ? [...verdicts, outOfMemory(room)] : verdicts
    if (all.some(({ verdict }) => verdict === 'failed')) {
      room.logs.push({ run, text: await container.logs(LOG_LINES) })
    }
    return all
  } catch (cause) {
    if (room.ports.io.signal.aborted) throw cancelled(cause)
    throw cause
  } finally {
    await container.remove()
  }
}

/** Not every engine says so: a SIGKILL that is not ours, at a limit of ours, is the kernel's. */
const wasTooMuch = (
  { options }: Room,
  { outOfMemory, exitCode }: ContainerState,
  verdicts: readonly Verdict[],
): boolean => {
  const isOurs = verdicts.some(
    ({ rule, verdict }) => (rule === 'CTR705' || rule === 'CTR725') && verdict === 'failed',
  )
  return outOfMemory || (options.memoryMiB !== undefined && exitCode === 137 && !isOurs)
}

/** @throws StateError MLC-CTR-233 when the engine is to blame, and the image cannot be judged. */
const notStarted = ({ engine }: Room, { startFailure = '' }: EngineContainer) => {
  const rule = ruleOfStartFailure(startFailure)
  if (rule !== undefined) return [judged(rule, false, `it does not start: ${startFailure}`)]
  throw new StateError('MLC-CTR-233', `${engine.state.name} starts no container.`, {
    why: startFailure,
    hint: `This is no fault of the image: try ${engine.state.name} with another one.`,
  })
}

const outOfMemory = ({ options }: Room): Verdict =>
  judged('CTR710', false, `the kernel ended it at ${options.memoryMiB ?? '?'} MiB`)

const cancelled = (cause: unknown): CancelledError =>
  new CancelledError('MLC-CTR-230', 'The container test was stopped.', {
    why: 'Its container and folders are removed.',
    cause,
  })

const LOOK_MS = 100

/** Waits for the end; undefined when it still runs after `limitMs`. */
export const ended = async (
  { ports: { clock, io } }: Room,
  container: EngineContainer,
  limitMs: number,
): Promise<ContainerState | undefined> => {
  const until = clock.now() + limitMs
  for (let pause = LOOK_MS; ; pause = Math.min(pause * 1.5, 2000)) {
    const state = await container.state()
    if (!state.running) return state
    if (clock.now() >= until) return undefined
    await clock.sleep(pause, io.signal)
  }
}

/** A folder of this test with files in it, for a mount. */
export const furnished = async (
  { scratch, ports }: Room,
  name: string,
  files: readonly { readonly path: string; readonly text: string }[] = [],
): Promise<string> => {
  const folder = await scratch.folder(name)
  for (const { path, text } of files) await ports.files.writeText(`${folder}/${path}`, text)
  return folder
}

/** What the flags name as data, and how it comes. */
export const channelsOf = ({ ports, options }: Room): readonly Channel[] =>
  Object.entries(options.channels).map(([name, path]) => ({
    name,
    path: ports.files.absolute(path),
    isPipe: options.pipes.includes(name),
  }))

export const stillRuns = ({ options }: Room): string =>
  `it still runs after ${options.runMs / 1000} s`

/** `FailureReason` and `ExitMessage` have room for so many characters. */
export const REASON_LENGTH = 1024

export const writable = (from: string, to: string): Mount => ({ from, to, readOnly: false })
export const readOnly = (from: string, to: string): Mount => ({ from, to, readOnly: true })

/** SIGTERM, and what became of it: SageMaker sends SIGKILL after the same time. */
export const stopped = async (
  room: Room,
  container: EngineContainer,
  rule: 'CTR705' | 'CTR725',
  seconds: number,
): Promise<Verdict> => {
  const budget = room.options.stopSeconds ?? seconds
  const begun = room.ports.clock.now()
  await container.stop(budget)
  const { exitCode } = await container.state()
  const took = ((room.ports.clock.now() - begun) / 1000).toFixed(1)
  return exitCode === 137
    ? judged(rule, false, `SIGKILL was needed after ${budget} s`)
    : judged(rule, true, `ended ${took} s after SIGTERM with exit code ${exitCode ?? '?'}`)
}
