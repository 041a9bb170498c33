import { setTimeout } from 'node:timers/promises'
import { SHARE_ENV, Worker } from 'node:worker_threads'
import { BLOCK_BYTES, blockAt, blockJudge, type JudgedBlock } from './block.ts'
import { type Board, boardOn, newBoard } from './board.ts'
import { WORKER_CODE } from './built.ts'
import type { JudgeOptions } from './judge.ts'
import type { WorkerTask } from './worker.ts'

export type PoolTask = JudgeOptions & { readonly fd: number; readonly sizeBytes: number }

/** Blocks of its own that this thread holds until those before are there. */
const MAX_HELD = 4
/** In all of them: of the shortest lines one block is 20 MB. */
const MAX_HELD_WORDS = 1024 * 1024
const WAIT_MS = 1

/**
 * The judged blocks of a file in their order, whatever thread they come from. This thread is one of
 * them: while the next block is not there, it judges one itself. Each is valid until the next is asked for.
 */
export async function* judgedBlocks(
  task: PoolTask,
  threads: number,
): AsyncGenerator<{ readonly block: JudgedBlock; readonly end: number }> {
  const blocks = Math.ceil(task.sizeBytes / BLOCK_BYTES)
  const shared = newBoard()
  const others = startWorkers({ ...task, shared }, Math.min(threads, blocks) - 1)
  const board = boardOn(shared)
  const next = blockSource(task, board, blocks)
  try {
    for (let i = 0; i < blocks; i++) {
      let block = next(i)
      while (block === undefined) {
        await setTimeout(WAIT_MS)
        others.check()
        block = next(i)
      }
      yield { block, end: blockAt(i, task.sizeBytes).end }
      board.told(i)
    }
  } finally {
    await others.stop()
  }
}

/** The blocks for this thread in their order: answers undefined when there is nothing to do but wait for it. */
export const blockSource = (
  { fd, sizeBytes, ...options }: PoolTask,
  board: Board,
  blocks: number,
) => {
  const judge = blockJudge(fd, sizeBytes, options)
  const held = new Map<number, JudgedBlock>()
  let heldWords = 0
  let isAllTaken = false
  const claim = (): number | undefined => {
    if (isAllTaken || held.size >= MAX_HELD || heldWords >= MAX_HELD_WORDS) return undefined
    const index = board.claim()
    isAllTaken = index >= blocks
    return isAllTaken ? undefined : index
  }
  return (wanted: number): JudgedBlock | undefined => {
    while (true) {
      const own = held.get(wanted)
      const block = own ?? board.posted(wanted)
      if (held.delete(wanted)) heldWords -= own?.lines.length ?? 0
      if (block === 'too-large') return judge(blockAt(wanted, sizeBytes))
      if (block !== undefined) return block
      const index = claim()
      if (index === undefined) return undefined
      const { first, lines } = judge(blockAt(index, sizeBytes))
      if (index === wanted) return { first, lines }
      held.set(index, { first, lines: lines.slice() })
      heldWords += lines.length
    }
  }
}

const startWorkers = (task: WorkerTask, count: number) => {
  let failure: { readonly error: unknown } | undefined
  const workers = Array.from({ length: count }, () =>
    new Worker(WORKER_CODE, { eval: true, workerData: task, env: SHARE_ENV }).on(
      'error',
      (error) => {
        failure ??= { error }
      },
    ),
  )
  return {
    /** @throws what a worker has thrown. */
    check: (): void => {
      if (failure !== undefined) throw failure.error
    },
    stop: () => Promise.all(workers.map((worker) => worker.terminate())),
  }
}
