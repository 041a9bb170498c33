import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SandboxControl, TemporarySandbox } from '../lib/ports/sandbox-control.ts'
import type { Settings } from '../lib/ports/settings.ts'
import { type PortsPlace, portsIn } from './ports.ts'
import { sandboxAwsOptions } from './sandbox-handler.ts'

export { sandboxAwsOptions }

/** Steers the sandbox of one folder. */
export const sandboxControl = async (place: PortsPlace): Promise<SandboxControl> => {
  const missing = async (): Promise<never> => {
    throw new Error('the sandbox control surface is not wired')
  }
  return {
    status: missing,
    reset: missing,
    seed: missing,
    setClock: missing,
    addFault: missing,
    clearFaults: missing,
    grantQuota: missing,
    serve: missing,
    temporary: (options) => temporarySandbox(place, options),
  }
}

/** A sandbox beside the user's own one: its own folder, journal, clock and seed, no settings. */
const temporarySandbox = async (
  place: PortsPlace,
  { clock }: { readonly clock: string; readonly seed: string },
): Promise<TemporarySandbox> => {
  const folder = await mkdtemp(join(tmpdir(), 'mlctl-sandbox-'))
  const settings: Settings = {
    get: () => undefined,
    all: () => [],
    projectFile: undefined,
    projectFolder: folder,
  }
  const ports = portsIn({
    ...place,
    settings,
    sandboxFlag: true,
    workingFolder: folder,
    journalFolder: join(folder, '.mlctl'),
    sandboxFolder: join(folder, 'sandbox'),
    env: { MLCTL_SANDBOX_CLOCK: clock },
  })
  return { folder, ports, dispose: () => rm(folder, { recursive: true, force: true }) }
}
