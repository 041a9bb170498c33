import type { StartRequest } from '../../src/lib/flows/rollout/start.ts'
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
  readonly processes?: Ports['processes']
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
    processes: options.processes ?? {
      shell: () => Promise.reject(new Error('no command expected')),
    },
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

/** A canary on `fraud`: 10 % for ten minutes, half for ten, all. */
export const startRequest = (over: StartOver = {}): StartRequest => ({
  endpoint: 'fraud',
  variant: 'green',
  stable: undefined,
  steps: over.steps ?? '10:10m:100,50:10m:100,100',
  defaults: { bakeMs: 600_000, minRequests: 100 },
  policy: {
    analysis: {},
    errorMetrics: ['Invocation5XXErrors'],
    alarms: [],
    gates: [],
    metricGates: [],
    maxBakeMs: 60 * 60_000,
    onInconclusive: 'hold',
    ...over.policy,
  },
  driving: {
    mode: 'wait',
    force: false,
    rollbackOnExit: false,
    timeoutMs: undefined,
    command: 'mlctl rollout start',
    ...over.driving,
  },
  apply: { consent: { yes: true }, dryRun: false },
})

type StartOver = {
  readonly steps?: string
  readonly policy?: Partial<StartRequest['policy']>
  readonly driving?: Partial<StartRequest['driving']>
}

/** Traffic of `perMinute` requests by weight; errors and latency of each variant as given. */
export const trafficOf =
  (
    { hosting }: Pick<RolloutWorld, 'hosting'>,
    perMinute: number,
    errorRates: Readonly<Record<string, number>> = {},
  ): FakeHosting['minuteOf'] =>
  (variant, at) => {
    const all = [...hosting.variants.values()].reduce((sum, one) => sum + one.weight, 0)
    const share = (hosting.variants.get(variant)?.weight ?? 0) / all
    const requests = Math.round(perMinute * share)
    // Errors fall evenly in place of by chance: of each thousand requests exactly so many.
    const minute = at / 60_000
    const rate = errorRates[variant] ?? 0.002
    const until = (minutes: number) => Math.floor(minutes * requests * rate + 1e-6)
    const errors = until(minute + 1) - until(minute)
    return { requests, errors, latencyMicros: 80_000 + (minute % 3) * 1_000 }
  }
