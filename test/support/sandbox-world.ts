import { join } from 'node:path'
import type { Ports } from '../../src/lib/ports/all.ts'
import { portsIn } from '../../src/wiring/ports.ts'
import { fakeClock } from './clock.ts'
import { type Answers, type ScriptedIo, scriptedIo } from './io.ts'
import { fakeSettings } from './settings.ts'
import { tempFolder } from './temp-folder.ts'

export type World = {
  readonly folder: string
  readonly io: ScriptedIo
  readonly ports: Ports
  /** The same folders and the same sandbox as a new process sees them. */
  readonly again: (answers?: Answers) => World
}

export type WorldOptions = {
  readonly answers?: Answers
  readonly settings?: Readonly<Record<string, unknown>>
  /**
   * MLCTL_SANDBOX_CLOCK; `instant` unless given, with a faked clock for mlctl. Any other is the clock of
   * both: a fixed ISO time stands still but for mlctl's own waits, and costs no real time.
   */
  readonly clock?: string
  readonly folder?: string
  /** MLCTL_SANDBOX_ENGINE: what runs the containers of jobs; without it they are stand-ins. */
  readonly engine?: string
}

/**
 * The real ports over the in-process sandbox in a temporary folder: only the person at the terminal
 * and the clock are scripted.
 */
export const sandboxWorld = (options: WorldOptions = {}): World => {
  const folder = options.folder ?? tempFolder()
  const io = scriptedIo(options.answers)
  const ports = portsIn({
    io,
    dialogue: {
      live: false,
      write: () => undefined,
      readInput: async () => undefined,
      interruptible: (work) => work(io.signal),
    },
    settings: fakeSettings(options.settings, folder),
    env: {
      MLCTL_SANDBOX_CLOCK: options.clock ?? 'instant',
      ...(options.engine === undefined ? {} : { MLCTL_SANDBOX_ENGINE: options.engine }),
    },
    sandboxFlag: true,
    workingFolder: folder,
    journalFolder: join(folder, '.mlctl'),
    sandboxFolder: join(folder, 'sandbox'),
    onSandbox: () => undefined,
  })
  return {
    folder,
    io,
    ports: options.clock === undefined ? { ...ports, clock: fakeClock(Date.now()) } : ports,
    again: (answers) => sandboxWorld({ ...options, folder, ...(answers ? { answers } : {}) }),
  }
}
