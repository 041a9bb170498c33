import { execFile } from 'node:child_process'
import { constants, createReadStream, open } from 'node:fs'
import { Socket } from 'node:net'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { StateError } from '../errors.ts'
import type { Feeding } from '../ports/scratch-folders.ts'

type Source = {
  readonly folder: string
  readonly channel: string
  readonly files: readonly string[]
}

/** Short beside the start of any program. */
const LOOK_MS = 20

/**
 * Feeds named pipes until it is stopped; a reader may leave one before its end. The program that reads may
 * also remove a pipe it has read.
 * @throws StateError MLC-CTR-234 where containers share no kernel with this process, or without mkfifo.
 */
export const feedPipes = async (source: Source): Promise<Feeding> => {
  if (process.platform !== 'linux') throw noPipes('containers run on another kernel than this one')
  await makePipe(source, 0)
  const stopped = new AbortController()
  const count = { opened: 0, whole: 0 }
  const work = feedAll(source, stopped.signal, count)
  // Whoever stops it hears of a failure; nobody does before.
  work.catch(() => undefined)
  return {
    channel: source.channel,
    epochs: () => ({ ...count }),
    stop: async () => {
      stopped.abort()
      await work
    },
  }
}

const noPipes = (why: string): StateError =>
  new StateError('MLC-CTR-234', 'No pipes can be made here that a container can read.', {
    why,
    hint: 'Try Pipe mode on Linux with an engine of the same machine; File and FastFile work everywhere.',
  })

const pathOf = ({ folder, channel }: Source, epoch: number): string =>
  join(folder, `${channel}_${epoch}`)

/** Readable by any user, as containers run under any. Node itself makes no named pipes. */
const makePipe = async (source: Source, epoch: number): Promise<void> => {
  await promisify(execFile)('mkfifo', ['-m', '666', pathOf(source, epoch)]).catch(
    ({ message }: Error) => {
      throw noPipes(message)
    },
  )
}

type Count = { opened: number; whole: number }

const feedAll = async (source: Source, signal: AbortSignal, count: Count): Promise<void> => {
  for (let epoch = 0; ; epoch++) {
    // Made before it is wanted: some programs wait for the next one, others open it at once.
    await makePipe(source, epoch + 1)
    const pipe = await opened(pathOf(source, epoch), signal)
    if (pipe === undefined) return
    count.opened += 1
    if (await pour(source.files, pipe, signal)) count.whole += 1
    if (signal.aborted) return
  }
}

/** Once somebody reads it; undefined when stopped before, or when the pipe was taken away. */
const opened = async (path: string, signal: AbortSignal): Promise<number | undefined> => {
  while (!signal.aborted) {
    try {
      // Without a reader this fails at once, where a plain open would hold a thread until there is one.
      return await promisify(open)(path, constants.O_WRONLY | constants.O_NONBLOCK)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'ENOENT') return undefined
      if (code !== 'ENXIO') throw error
      await pause(LOOK_MS)
    }
  }
  return undefined
}

/** Whether all was read; false when the reader left, or the feeding was stopped. */
const pour = async (
  files: readonly string[],
  pipe: number,
  signal: AbortSignal,
): Promise<boolean> => {
  const sink = new Socket({ fd: pipe, readable: false, writable: true })
  const left = new Promise<never>((_, reject) => sink.once('error', reject))
  left.catch(() => undefined)
  try {
    for (const file of files) {
      await Promise.race([pipeline(createReadStream(file), sink, { end: false, signal }), left])
    }
    await Promise.race([new Promise<void>((done) => sink.end(done)), left])
    return true
  } catch (error) {
    sink.destroy()
    const { code = '' } = error as NodeJS.ErrnoException
    if (signal.aborted || code === 'EPIPE') return false
    throw error
  }
}
