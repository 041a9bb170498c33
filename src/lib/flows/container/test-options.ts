import { StateError, UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { TestOptions } from './test-room.ts'

export type OptionFlags = Pick<
  TestOptions,
  'environment' | 'channels' | 'pipes' | 'hyperparameters' | 'contentType' | 'model'
> & {
  readonly payload: string | undefined
  readonly memory: number | undefined
  readonly startupTimeout: number
  readonly runTimeout: number
  readonly stopTimeout: number | undefined
}

/** Reads what flags name. @throws UsageError MLC-CTR-235 for a pipe without a channel, StateError MLC-CTR-232 for a folder or file that is not there. */
export const testOptions = async (
  { files }: Pick<Ports, 'files'>,
  flags: OptionFlags,
): Promise<TestOptions> => {
  const { payload, model, channels, pipes, stopTimeout } = flags
  const unknown = pipes.find((name) => channels[name] === undefined)
  if (unknown !== undefined) throw noChannel(unknown)
  const named = [payload, model, ...Object.values(channels)].filter((path) => path !== undefined)
  for (const path of named) {
    // Engines make a folder of what is missing, and the test would run on nothing.
    if ((await files.stat(path)) === undefined) throw missing(path)
  }
  return {
    ...{ environment: flags.environment, channels, hyperparameters: flags.hyperparameters },
    pipes,
    contentType: flags.contentType,
    payload: payload === undefined ? undefined : await bytesOf(files.read(payload)),
    model: model === undefined ? undefined : files.absolute(model),
    memoryMiB: flags.memory,
    startupMs: flags.startupTimeout,
    runMs: flags.runTimeout,
    stopSeconds: stopTimeout === undefined ? undefined : Math.ceil(stopTimeout / 1000),
  }
}

const bytesOf = async (chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> => {
  const all: Uint8Array[] = []
  for await (const chunk of chunks) all.push(chunk)
  return Buffer.concat(all)
}

const noChannel = (name: string): UsageError =>
  new UsageError('MLC-CTR-235', `--pipe ${name} names no channel.`, {
    hint: `Name its data too: --channel ${name}=data/${name}`,
  })

const missing = (path: string): StateError =>
  new StateError('MLC-CTR-232', `There is no ${path}.`, {
    hint: 'Name a file for --payload, folders for --model and --channel.',
  })
