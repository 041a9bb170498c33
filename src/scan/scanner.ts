import { Buffer } from 'node:buffer'
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { setImmediate } from 'node:timers/promises'
import type { ScannedLines, Scanner, ScanSink } from '../lib/ports/scanner.ts'
import { LENGTH_BITS } from './block.ts'
import { SCAN_WASM } from './built.ts'
import { type JudgeOptions, lineJudge } from './judge.ts'
import { judgedBlocks, type PoolTask } from './pool.ts'
import { programOf } from './program.ts'
import { blockReplay } from './replay.ts'
import { tellLine } from './telling.ts'
import { compiled } from './webassembly.ts'

/** Two threads pay above this size (measured: bench/dataset.mjs). */
const THREADS_FROM_BYTES = 200 * 1024 * 1024
/** More were never measured; the telling of lines, which is one thread's work, bounds them. */
const MAX_THREADS = 8
/** Between two looks at signals and progress. */
const BREATH_BYTES = 8 * 1024 * 1024

/** Undefined where WebAssembly has no SIMD, and for a shape or lines that its tables cannot hold. */
export const wasmScanner = ({
  shape,
  maxLineBytes,
  withBytes = false,
}: ScannedLines): Scanner | undefined => {
  const module = compiled(Buffer.from(SCAN_WASM, 'base64'))
  const program = programOf(shape)
  if (module === undefined || program === undefined) return undefined
  if (maxLineBytes >= 2 ** LENGTH_BITS) return undefined
  const { maxBytes = Number.POSITIVE_INFINITY } = shape
  const options: JudgeOptions = { module, program, maxLineBytes, maxBytes, withBytes }
  return {
    async scan(source, sink) {
      if ('chunks' in source) return scanLines(chunkFiller(source.chunks), options, sink)
      const fd = openSync(source.path, 'r')
      try {
        const sizeBytes = fstatSync(fd).size
        const threads = source.threads ?? threadsFor(sizeBytes)
        if (threads > 1) return await scanBlocks({ ...options, fd, sizeBytes }, threads, sink)
        return await scanLines((room) => readSync(fd, room), options, sink)
      } finally {
        closeSync(fd)
      }
    },
  }
}

const threadsFor = (sizeBytes: number): number =>
  sizeBytes < THREADS_FROM_BYTES ? 1 : Math.min(availableParallelism(), MAX_THREADS)

/** Writes into the room; answers how many bytes, 0 at the end. */
type Filler = (room: Uint8Array) => number | Promise<number>

const scanLines = async (fill: Filler, options: JudgeOptions, sink: ScanSink) => {
  let lines = 0
  let sizeBytes = 0
  let breath = BREATH_BYTES
  const judge = lineJudge(options, (line) => tellLine(sink, line, ++lines))
  while (true) {
    const filling = fill(judge.room())
    const got = typeof filling === 'number' ? filling : await filling
    if (got === 0) break
    judge.put(got)
    sizeBytes += got
    if (sizeBytes < breath) continue
    breath = sizeBytes + BREATH_BYTES
    await setImmediate()
    sink.progress?.(sizeBytes)
  }
  judge.end()
  return { lines, sizeBytes }
}

/** Cuts chunks to the room there is. */
const chunkFiller = (chunks: AsyncIterable<Uint8Array>): Filler => {
  const source = chunks[Symbol.asyncIterator]()
  let rest: Uint8Array = new Uint8Array(0)
  const take = (room: Uint8Array): number => {
    const part = rest.subarray(0, room.length)
    room.set(part)
    rest = rest.subarray(part.length)
    return part.length
  }
  const next = async (room: Uint8Array): Promise<number> => {
    while (rest.length === 0) {
      const { done, value } = await source.next()
      if (done === true) return 0
      rest = value
    }
    return take(room)
  }
  return (room) => (rest.length > 0 ? take(room) : next(room))
}

const scanBlocks = async (task: PoolTask, threads: number, sink: ScanSink) => {
  const replay = blockReplay(task, sink)
  let breath = BREATH_BYTES
  for await (const { block, end } of judgedBlocks(task, threads)) {
    replay.tell(block)
    if (end < breath) continue
    breath = end + BREATH_BYTES
    await setImmediate()
    sink.progress?.(end)
  }
  return { lines: replay.lines(), sizeBytes: task.sizeBytes }
}
