import { localFiles } from '../../src/lib/io/files.ts'
import { fileJournal } from '../../src/lib/io/journal.ts'
import type { Ports } from '../../src/lib/ports/all.ts'
import { fakeClock } from './clock.ts'
import { type FakeHosting, fakeHosting } from './fake-hosting.ts'
import { type Answers, type ScriptedIo, scriptedIo } from './io.ts'
import { fakeSettings } from './settings.ts'
import { tempFolder } from './temp-folder.ts'

export type RolloutWorld = {
  readonly folder: string
  readonly io: ScriptedIo
  readonly hosting: FakeHosting
  readonly clock: ReturnType<typeof fakeClock>
  readonly ports: Ports
}

/** Flows over one fake endpoint, with a real journal and real files in a temporary folder. */
export const rolloutWorld = (options: {
  readonly weights?: Readonly<Record<string, number>>
  readonly answers?: Answers
  readonly beside?: Partial<RolloutWorld>
}): RolloutWorld => {
  const { beside } = options
  const folder = beside?.folder ?? tempFolder()
  const io = scriptedIo(options.answers)
  const hosting = beside?.hosting ?? fakeHosting(options.weights ?? { blue: 1, green: 0 })
  const clock = beside?.clock ?? fakeClock()
  const ports = {
    ...hosting.ports,
    clock,
    io,
    files: localFiles(folder),
    journal: fileJournal(`${folder}/.mlctl`),
    settings: fakeSettings({}, folder),
    dialogue: {
      interruptible: (work: (signal: AbortSignal) => Promise<unknown>) => work(io.signal),
    },
    target: async () => ({ name: 'aws', region: 'us-east-1' }),
    identity: {
      whoAmI: async () => ({ account: '000000000000', arn: 'arn:aws:iam::000000000000:user/me' }),
    },
  } as unknown as Ports
  return { folder, io, hosting, clock, ports }
}
