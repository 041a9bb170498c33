import {
  type Channel,
  GARBAGE,
  processingConfig,
  spoiled,
  TRAINING_ENVIRONMENT,
  trainingConfig,
} from '../../domain/container/contract/layout.ts'
import { judged, skipped, type Verdict } from '../../domain/container/contract/verdict.ts'
import type { Mount } from '../../ports/container-engine.ts'
import {
  ended,
  furnished,
  type Room,
  readOnly,
  stopped,
  withContainer,
  writable,
} from './test-room.ts'

const STOP_SECONDS = 120

const channelsOf = ({ ports, options }: Room): readonly Channel[] =>
  Object.entries(options.channels).map(([name, path]) => ({
    name,
    path: ports.files.absolute(path),
  }))

/** Three runs: one that should succeed, one with spoiled input, one that is stopped. */
export const testTraining = async (room: Room): Promise<readonly Verdict[]> => {
  const good = await trained(room, 'train', channelsOf(room), room.options.hyperparameters)
  if (good.some(({ verdict }) => verdict === 'failed')) return good
  return [...good, ...(await failing(room)), ...(await interrupted(room))]
}

/** /opt/ml in parts, so that code which a toolkit expects in /opt/ml/code stays visible. */
const trainingMounts = async (
  room: Room,
  run: string,
  channels: readonly Channel[],
  hyperparameters: Readonly<Record<string, string>>,
): Promise<readonly Mount[]> => {
  const config = await furnished(room, `${run}/config`, trainingConfig(hyperparameters, channels))
  await room.scratch.folder(`${run}/output/data`)
  return [
    writable(config, '/opt/ml/input/config'),
    ...channels.map(({ name, path }) => readOnly(path, `/opt/ml/input/data/${name}`)),
    writable(await furnished(room, `${run}/model`), '/opt/ml/model'),
    writable(await furnished(room, `${run}/output`), '/opt/ml/output'),
    writable(await furnished(room, `${run}/checkpoints`), '/opt/ml/checkpoints'),
  ]
}

// Without a network: a job may run isolated, and must not install anything at its start.
const TRAIN = { arguments: ['train'], network: 'none', environment: TRAINING_ENVIRONMENT } as const

const trained = async (
  room: Room,
  run: string,
  channels: readonly Channel[],
  hyperparameters: Readonly<Record<string, string>>,
): Promise<readonly Verdict[]> => {
  const mounts = await trainingMounts(room, run, channels, hyperparameters)
  return withContainer(room, run, { ...TRAIN, mounts }, async (container) => {
    const end = await ended(room, container, room.options.runMs)
    if (end === undefined) return [judged('CTR721', false, stillRuns(room))]
    if (end.exitCode !== 0) {
      return [judged('CTR721', false, `exit code ${end.exitCode ?? '?'}${await reason(room, run)}`)]
    }
    const files = await room.scratch.tree(`${run}/model`)
    const bytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
    return [
      judged('CTR721', true, 'exit code 0, without a network'),
      judged('CTR722', files.length > 0, `${files.length} files, ${bytes} bytes in /opt/ml/model`),
    ]
  })
}

const stillRuns = ({ options }: Room): string => `it still runs after ${options.runMs / 1000} s`

/** `FailureReason` has room for so many characters. */
const REASON_LENGTH = 1024

const failureText = async ({ scratch }: Room, run: string): Promise<string> => {
  const bytes = await scratch.bytes(`${run}/output/failure`)
  return bytes === undefined ? '' : new TextDecoder().decode(bytes).trim().slice(0, REASON_LENGTH)
}

const reason = async (room: Room, run: string): Promise<string> => {
  const text = await failureText(room, run)
  return text === '' ? '' : `; output/failure: ${text}`
}

/** Every channel holds noise and every hyperparameter nonsense: no training can make sense of it. */
const failing = async (room: Room): Promise<readonly Verdict[]> => {
  const { channels, hyperparameters } = room.options
  const names = Object.keys(channels)
  if (names.length + Object.keys(hyperparameters).length === 0) {
    const why = 'neither --channel nor --hyperparameters to spoil'
    return [skipped('CTR723', why), skipped('CTR724', why)]
  }
  const noise = await room.scratch.folder('noise')
  await room.ports.files.writeBytes(`${noise}/noise.bin`, GARBAGE)
  const spoiledChannels = names.map((name) => ({ name, path: noise }))
  const run = 'train with spoiled input'
  const mounts = await trainingMounts(room, 'spoiled', spoiledChannels, spoiled(hyperparameters))
  return withContainer(room, run, { ...TRAIN, mounts }, async (container) => {
    const end = await ended(room, container, room.options.runMs)
    if (end === undefined) return [judged('CTR723', false, stillRuns(room))]
    const failed = end.exitCode !== 0
    const text = await failureText(room, 'spoiled')
    return [
      judged('CTR723', failed, `exit code ${end.exitCode ?? '?'} with noise for data`),
      failed
        ? judged('CTR724', text !== '', text === '' ? 'no output/failure' : text)
        : skipped('CTR724', 'it did not fail'),
    ]
  })
}

/** Long enough for a program to install its handlers, short of most trainings. */
const HEAD_START_MS = 1_000

const interrupted = async (room: Room): Promise<readonly Verdict[]> => {
  const { hyperparameters } = room.options
  const mounts = await trainingMounts(room, 'stopped', channelsOf(room), hyperparameters)
  return withContainer(room, 'train, stopped', { ...TRAIN, mounts }, async (container) => {
    const early = await ended(room, container, HEAD_START_MS)
    return [
      early === undefined
        ? await stopped(room, container, 'CTR725', STOP_SECONDS)
        : skipped('CTR725', `it ended by itself within ${HEAD_START_MS / 1000} s`),
    ]
  })
}

/** One run of the ENTRYPOINT with the inputs below /opt/ml/processing/input. */
export const testProcessing = async (room: Room): Promise<readonly Verdict[]> => {
  const inputs = channelsOf(room)
  const config = await furnished(room, 'config', processingConfig(inputs))
  const mounts = [
    writable(config, '/opt/ml/config'),
    ...inputs.map(({ name, path }) => readOnly(path, `/opt/ml/processing/input/${name}`)),
    writable(await furnished(room, 'processing'), '/opt/ml/processing/output'),
    writable(await furnished(room, 'output'), '/opt/ml/output'),
  ]
  const request = { arguments: [], network: 'none', environment: {}, mounts } as const
  return withContainer(room, 'process', request, async (container) => {
    const end = await ended(room, container, room.options.runMs)
    if (end === undefined) return [judged('CTR741', false, stillRuns(room))]
    return [
      judged('CTR741', end.exitCode === 0, `exit code ${end.exitCode ?? '?'}, without a network`),
      await message(room),
      await links(room),
    ]
  })
}

const message = async ({ scratch }: Room): Promise<Verdict> => {
  const bytes = await scratch.bytes('output/message')
  if (bytes === undefined) return skipped('CTR742', 'it wrote no message')
  const text = utf8(bytes)
  return judged('CTR742', text !== undefined, text?.trim().slice(0, REASON_LENGTH) ?? 'not UTF-8')
}

const utf8 = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

const links = async ({ scratch }: Room): Promise<Verdict> => {
  const files = await scratch.tree('processing')
  const link = files.find(({ kind }) => kind === 'link')
  return judged(
    'CTR743',
    link === undefined,
    link === undefined ? `${files.length} files` : `${link.path} is a link`,
  )
}
