import { join } from 'node:path'
import type { RunOptions } from '../cli.ts'
import { systemClock } from '../lib/io/clock.ts'
import { terminalDialogue } from '../lib/io/dialogue.ts'
import { localFiles } from '../lib/io/files.ts'
import { fileJournal } from '../lib/io/journal.ts'
import { localMachine } from '../lib/io/machine.ts'
import { xdg } from '../lib/io/settings.ts'
import type { Interrupts } from '../lib/io/signals.ts'
import type { Environment } from '../lib/io/style.ts'
import { terminalIo } from '../lib/io/terminal.ts'
import type { Ports } from '../lib/ports/all.ts'
import type { Clock } from '../lib/ports/clock.ts'
import type { AwsPorts } from './aws.ts'
import { lazyPort } from './lazy.ts'
import type { PortsPlace } from './place.ts'
import { serverClock } from './server-clock.ts'
import { awsOptions, resolveTarget } from './target.ts'
import { VERSION } from './version.ts'

export type PortsInput = {
  readonly options: RunOptions
  readonly env: Environment
  readonly interrupts: Interrupts
  readonly workingFolder: string
  readonly onSandbox: PortsPlace['onSandbox']
  /** Completes command lines in a text for people, so that they go where this run went. */
  readonly aimed: (text: string) => string
}

/** All ports of one run. Nothing is loaded that the command does not call. */
export const makePorts = (input: PortsInput): Ports => {
  const { options, env, interrupts, aimed } = input
  const io = terminalIo({
    aimed,
    env,
    signal: interrupts.signal,
    colour: options.colour,
    quiet: options.quiet,
    verbose: options.verbose,
    noInput: options.noInput,
    json: options.json,
    streams: options.streams,
  })
  const { settings } = options
  const stateFolder = join(xdg(env, 'XDG_STATE_HOME', '.local/state'), 'mlctl')
  return portsIn({
    io,
    dialogue: terminalDialogue(options.json, interrupts),
    settings,
    env,
    sandboxFlag: options.sandbox,
    workingFolder: input.workingFolder,
    journalFolder:
      settings.projectFile === undefined ? stateFolder : join(settings.projectFolder, '.mlctl'),
    sandboxFolder: env.MLCTL_SANDBOX_DIR || join(stateFolder, 'sandbox'),
    onSandbox: input.onSandbox,
    diagnoses: options.diagnoses,
    mayWait: options.mayWait,
  })
}

/** Ports with given folders: the user's own, or those of a temporary sandbox. */
export const portsIn = (place: PortsPlace): Ports => {
  const { io, settings, env } = place
  const files = localFiles(place.workingFolder)
  const atServer = serverClock(systemClock, io.warn)
  const clock = switchedClock(atServer)
  let resolving: ReturnType<typeof resolveTarget> | undefined
  const resolved = () => {
    resolving ??= resolveTarget({
      io: place.diagnoses === true ? { ...io, interactive: false } : io,
      settings,
      env,
      sandboxFlag: place.sandboxFlag,
      mayWait: place.mayWait === true,
      version: VERSION,
      readText: files.readText,
      sandboxOptions: async (region) => {
        place.onSandbox({ calls: true })
        const { sandboxAwsOptions } = await import('./sandbox-handler.ts')
        const made = await sandboxAwsOptions({
          folder: place.sandboxFolder,
          env,
          region,
          version: VERSION,
        })
        clock.follow(made.clock)
        return made
      },
    })
    return resolving
  }
  let calls = 0
  let made: Promise<ReturnType<typeof import('./aws.ts')['awsPorts']>> | undefined
  const aws = () => {
    made ??= resolved().then(async ({ aws: options }) =>
      (await import('./aws.ts')).awsPorts({
        ...options,
        sawServerTime: atServer.saw,
        sawRequest: () => {
          calls++
        },
        sleep: (ms) => clock.sleep(ms, io.signal),
      }),
    )
    return made
  }
  const ports: Ports = {
    clock,
    io,
    dialogue: place.dialogue,
    files,
    folders: lazyPort(async () =>
      (await import('../lib/io/folders/local.ts')).localFolders(place.workingFolder),
    ),
    processes: lazyPort(async () =>
      (await import('../lib/io/processes.ts')).localProcesses(place.workingFolder),
    ),
    containerEngines: lazyPort(async () =>
      (await import('../lib/io/engines/engines.ts')).localEngines(),
    ),
    scratchFolders: lazyPort(async () =>
      (await import('../lib/io/scratch-folders.ts')).localScratchFolders(),
    ),
    http: lazyPort(async () => (await import('../lib/io/http.ts')).localHttp()),
    settings,
    sql: lazyPort(async () => (await import('../lib/io/duckdb.ts')).duckDbSql(place.workingFolder)),
    journal: fileJournal(place.journalFolder),
    machine: localMachine({
      env,
      stateFolder: place.journalFolder,
      workingFolder: place.workingFolder,
    }),
    awsSetup: lazyPort(async () =>
      (await import('../lib/aws/setup.ts')).awsSetupOf(
        awsOptions({ env, settings, version: VERSION, readText: files.readText }),
      ),
    ),
    target: async () => (await resolved()).target,
    inRegion: (region) => ({
      ...ports,
      ...regional(async () => (await aws()).elsewhere(region)),
      target: async () => ({ ...(await resolved()).target, region }),
    }),
    apiCalls: () => calls,
    ...regional(aws),
    imageRegistries: lazyPort(async () =>
      (await import('../lib/io/images/registries.ts')).imageRegistries(env),
    ),
    imageSources: lazyPort(async () =>
      (await import('../lib/io/images/sources.ts')).imageSources(place.workingFolder),
    ),
    sandbox: lazyPort(async () => {
      place.onSandbox({ calls: false })
      return (await import('./sandbox.ts')).sandboxControl(place, portsIn)
    }),
  }
  return ports
}

/** The ports that call AWS, each built at its first call. */
const regional = (from: () => Promise<AwsPorts>): AwsPorts => {
  const port = <K extends keyof AwsPorts>(name: K): AwsPorts[K] =>
    lazyPort<AwsPorts[K]>(async () => (await from())[name])
  return {
    identity: port('identity'),
    objects: port('objects'),
    roles: port('roles'),
    foundationModels: port('foundationModels'),
    customizationJobs: port('customizationJobs'),
    customModels: port('customModels'),
    deployments: port('deployments'),
    provisionedModels: port('provisionedModels'),
    quotas: port('quotas'),
    invocations: port('invocations'),
    accountSecurity: port('accountSecurity'),
    alarms: port('alarms'),
    bucketPosture: port('bucketPosture'),
    endpointConfigs: port('endpointConfigs'),
    endpointInvocations: port('endpointInvocations'),
    endpoints: port('endpoints'),
    hostedModels: port('hostedModels'),
    imageBuilds: port('imageBuilds'),
    imageRepositories: port('imageRepositories'),
    imageUploads: port('imageUploads'),
    inferenceComponents: port('inferenceComponents'),
    inferenceExperiments: port('inferenceExperiments'),
    metrics: port('metrics'),
    recommendations: port('recommendations'),
    logs: port('logs'),
    network: port('network'),
    trails: port('trails'),
    notebooks: port('notebooks'),
    invocationLogging: port('invocationLogging'),
    keys: port('keys'),
    policyChecks: port('policyChecks'),
    processingJobs: port('processingJobs'),
    trainingJobs: port('trainingJobs'),
    transformJobs: port('transformJobs'),
    tuningJobs: port('tuningJobs'),
    scaling: port('scaling'),
  }
}

/** The clock of whichever target the run turns out to have. */
const switchedClock = (first: Clock): Clock & { readonly follow: (clock: Clock) => void } => {
  let current = first
  return {
    follow: (clock) => {
      current = clock
    },
    now: () => current.now(),
    random: () => current.random(),
    sleep: (ms, signal) => current.sleep(ms, signal),
  }
}
