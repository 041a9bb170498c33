import {
  type Channel,
  GARBAGE,
  spoiled,
  TRAINING_ENVIRONMENT,
  trainingConfig,
} from '../../domain/container/contract/layout.ts'
import { judged, skipped, type Verdict } from '../../domain/container/contract/verdict.ts'
import { countOf } from '../../domain/core/count.ts'
import type { EngineContainer } from '../../ports/container-engine.ts'
import type { Feeding } from '../../ports/scratch-folders.ts'
import {
  channelsOf,
  ended,
  furnished,
  REASON_LENGTH,
  type Room,
  readOnly,
  stillRuns,
  stopped,
  withContainer,
  writable,
} from './test-room.ts'

const STOP_SECONDS = 120

/** Three runs: one that should succeed, one with spoiled input, one that is stopped. */
export const testTraining = async (room: Room): Promise<readonly Verdict[]> => {
  const good = await trained(room, 'train', channelsOf(room), room.options.hyperparameters)
  if (good.some(({ verdict }) => verdict === 'failed')) return good
  return [...good, ...(await failing(room)), ...(await interrupted(room))]
}

type Run = {
  /** Its folder. */
  readonly place: string
  /** For logs. */
  readonly title: string
  readonly channels: readonly Channel[]
  readonly hyperparameters: Readonly<Record<string, string>>
}

type Watch = (container: EngineContainer, feeds: readonly Feeding[]) => Promise<readonly Verdict[]>

/**
 * /opt/ml in parts, so that code which a toolkit expects in /opt/ml/code stays visible. Without a network:
 * a job may run isolated, and must not install anything at its start. Pipes are fed as long as it runs.
 */
const running = async (room: Room, run: Run, watch: Watch): Promise<readonly Verdict[]> => {
  const { place, channels } = run
  const config = trainingConfig(run.hyperparameters, channels)
  await room.scratch.folder(`${place}/output/data`)
  const pipes = channels.filter(({ isPipe }) => isPipe === true)
  const mounts = [
    writable(await furnished(room, `${place}/config`, config), '/opt/ml/input/config'),
    // Programs may remove a pipe that they have read.
    ...(pipes.length === 0 ? [] : [writable(await furnished(room, `${place}/data`), DATA)]),
    ...channels
      .filter(({ isPipe }) => isPipe !== true)
      .map(({ name, path }) => readOnly(path, `${DATA}/${name}`)),
    writable(await furnished(room, `${place}/model`), '/opt/ml/model'),
    writable(await furnished(room, `${place}/output`), '/opt/ml/output'),
    writable(await furnished(room, `${place}/checkpoints`), '/opt/ml/checkpoints'),
  ]
  const feeds: Feeding[] = []
  try {
    for (const { name, path } of pipes) {
      feeds.push(await room.scratch.feed(`${place}/data`, name, await inOrder(room, path)))
    }
    return await withContainer(room, run.title, { ...TRAIN, mounts }, (container) =>
      watch(container, feeds),
    )
  } finally {
    for (const feed of feeds) await feed.stop()
  }
}

const DATA = '/opt/ml/input/data'

const TRAIN = { arguments: ['train'], network: 'none', environment: TRAINING_ENVIRONMENT } as const

/** The files of a channel as S3 lists their keys: by their bytes, whatever folders they are in. */
const inOrder = async ({ ports: { files } }: Room, path: string): Promise<readonly string[]> => {
  if ((await files.stat(path))?.kind === 'file') return [path]
  const keys: Buffer[] = []
  for await (const entry of files.tree(path)) {
    if (entry.kind === 'file') keys.push(Buffer.from(entry.path))
  }
  return keys.sort(Buffer.compare).map((key) => `${path}/${key.toString()}`)
}

const trained = async (
  room: Room,
  place: string,
  channels: readonly Channel[],
  hyperparameters: Readonly<Record<string, string>>,
): Promise<readonly Verdict[]> =>
  running(room, { place, title: place, channels, hyperparameters }, async (container, feeds) => {
    const end = await ended(room, container, room.options.runMs)
    const read = feeds.map(readPipe)
    if (end === undefined) return [judged('CTR721', false, stillRuns(room)), ...read]
    if (end.exitCode !== 0) {
      const why = `exit code ${end.exitCode ?? '?'}${await reason(room, place)}`
      return [judged('CTR721', false, why), ...read]
    }
    const files = await room.scratch.tree(`${place}/model`)
    const bytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
    return [
      judged('CTR721', true, 'exit code 0, without a network'),
      judged(
        'CTR722',
        files.length > 0,
        `${countOf(files.length, 'file')}, ${countOf(bytes, 'byte')} in /opt/ml/model`,
      ),
      ...read,
    ]
  })

const readPipe = (feed: Feeding): Verdict => {
  const { opened, whole } = feed.epochs()
  return judged(
    'CTR726',
    opened > 0,
    opened === 0
      ? `${feed.channel}_0 was never opened`
      : `${feed.channel}: ${countOf(opened, 'epoch')} opened, ${whole} read to the end`,
  )
}

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
  const run = {
    place: 'spoiled',
    title: 'train with spoiled input',
    channels: channelsOf(room).map((channel) => ({ ...channel, path: noise })),
    hyperparameters: spoiled(hyperparameters),
  }
  return running(room, run, async (container) => {
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
  const channels = channelsOf(room)
  const run = { place: 'stopped', title: 'train, stopped', channels, hyperparameters }
  return running(room, run, async (container) => {
    const early = await ended(room, container, HEAD_START_MS)
    return [
      early === undefined
        ? await stopped(room, container, 'CTR725', STOP_SECONDS)
        : skipped('CTR725', `it ended by itself within ${HEAD_START_MS / 1000} s`),
    ]
  })
}
