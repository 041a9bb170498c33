import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { StateError } from '../lib/errors.ts'
import type { Ports } from '../lib/ports/all.ts'
import type {
  SandboxControl,
  SandboxTraffic,
  TemporaryOptions,
  TemporarySandbox,
} from '../lib/ports/sandbox-control.ts'
import type { Settings } from '../lib/ports/settings.ts'
import type { PortsPlace } from './place.ts'
import { engineIn, engineOptions, sandboxError } from './sandbox-handler.ts'
import { sandboxRegion } from './target.ts'

/** At the package's root: this file and its bundled chunk both lie two folders below it. */
const DEMO_DATA = fileURLToPath(new URL('../../demo/fraud.csv', import.meta.url))

/** Handed in, as the ports hold this control in turn. */
type MakePorts = (place: PortsPlace) => Ports

/** Steers the sandbox of one folder. Errors of its state directory and its settings are typed. */
export const sandboxControl = async (
  place: PortsPlace,
  makePorts: MakePorts,
): Promise<SandboxControl> => {
  const { createControl } = await import('../sandbox/control.ts')
  const control = createControl(engineOptions(place.sandboxFolder, place.env))
  return {
    status: typed(() => control.status()),
    reset: typed(() => control.reset()),
    seed: typed((seed: string) => control.seed(seed)),
    setClock: typed((clock: string) => control.clock(clock)),
    addFault: typed((rule: Readonly<Record<string, unknown>>) => control.faults.add(rule)),
    clearFaults: typed(() => control.faults.clear()),
    grantQuota: typed((code: string, value: number) => control.quotas.grant(code, value)),
    startTraffic: typed(({ lastsMs, beganAgoMs, ...traffic }: SandboxTraffic) =>
      control.traffic.start({
        ...traffic,
        lasts: lastsMs,
        beganAgo: beganAgoMs,
        region: sandboxRegion(place),
      }),
    ),
    stopTraffic: typed((endpointName: string) =>
      control.traffic.stop(sandboxRegion(place), endpointName),
    ),
    serve: async ({ port, ready }, signal) => {
      const { serve } = await import('../sandbox/server.ts')
      const engine = await engineIn(place.sandboxFolder, place.env)
      const served = await serve({ engine, port, onStateError: told(place) }).catch(
        (cause: unknown) => {
          throw portError(cause, port)
        },
      )
      ready(served.url)
      await new Promise<void>((resolve) => {
        if (signal.aborted) resolve()
        else signal.addEventListener('abort', () => resolve(), { once: true })
      })
      await served.close()
    },
    temporary: (options) => temporarySandbox(place, makePorts, options),
  }
}

/** The client gets a 500; whoever watches the server learns why, once until the reason changes. */
const told = ({ io }: Pick<PortsPlace, 'io'>) => {
  let last = ''
  return ({ message }: { readonly message: string }): void => {
    if (message !== last) io.note(message)
    last = message
  }
}

/** The control surface is synchronous; ports are not, and their errors are ours. */
const typed =
  <Args extends readonly unknown[], R>(call: (...args: Args) => R) =>
  async (...args: Args): Promise<R> => {
    try {
      return call(...args)
    } catch (error) {
      throw sandboxError(error)
    }
  }

const portError = (cause: unknown, port: number): unknown => {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  if (code !== 'EADDRINUSE' && code !== 'EACCES') return sandboxError(cause)
  return new StateError('MLC-SBX-003', `Port ${port} cannot be taken.`, {
    cause,
    why: code === 'EADDRINUSE' ? 'Something else listens there.' : 'The system forbids it.',
    hint: 'Choose another with --port, or --port 0 for a free one.',
  })
}

/** A sandbox beside the user's own one: its own folder, journal, clock and seed, no settings. */
const temporarySandbox = async (
  place: PortsPlace,
  makePorts: MakePorts,
  { clock, seed, silent }: TemporaryOptions,
): Promise<TemporarySandbox> => {
  const folder = await mkdtemp(join(tmpdir(), 'mlctl-sandbox-'))
  const settings: Settings = {
    get: () => undefined,
    all: () => [],
    projectFile: undefined,
    projectFolder: folder,
  }
  const ports = makePorts({
    ...place,
    ...(silent ? { io: { ...place.io, note: () => undefined } } : {}),
    settings,
    sandboxFlag: true,
    // Its lines are for later, and for elsewhere.
    onSandbox: () => place.onSandbox({ calls: false }),
    workingFolder: folder,
    journalFolder: join(folder, '.mlctl'),
    sandboxFolder: join(folder, 'sandbox'),
    env: { MLCTL_SANDBOX_CLOCK: clock },
  })
  await ports.sandbox.seed(seed)
  return {
    folder,
    ports,
    demoData: DEMO_DATA,
    dispose: () => rm(folder, { recursive: true, force: true }),
  }
}
