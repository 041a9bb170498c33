import { Worker } from 'node:worker_threads'
import { BLOCK_BYTES, type Block, type JudgedBlock } from './block.ts'
import { WORKER_CODE } from './built.ts'
import type { WorkerTask } from './worker.ts'

/** Blocks a worker has before it: one to work on, one so that it need not wait for the next. */
const AHEAD = 2

/**
 * The judged blocks of a file in their order, whatever worker they come from. No more of them are
 * under way than the workers have before them, however slow the reader is.
 */
export async function* judgedBlocks(
  task: WorkerTask,
  workers: number,
): AsyncGenerator<{ readonly block: JudgedBlock; readonly end: number }> {
  const blocks = Math.ceil(task.sizeBytes / BLOCK_BYTES)
  const pool = Array.from({ length: Math.min(workers, blocks) }, () => startWorker(task))
  const judged: Promise<JudgedBlock>[] = []
  const ask = () => {
    const next = judged.length
    const worker = pool[next % pool.length]
    if (next >= blocks || worker === undefined) return
    const start = next * BLOCK_BYTES
    judged.push(worker.judge({ start, end: Math.min(start + BLOCK_BYTES, task.sizeBytes) }))
  }
  try {
    for (let i = 0; i < pool.length * AHEAD; i++) ask()
    for (let i = 0; i < blocks; i++) {
      const block = await judged[i]
      // Its lines are not needed again.
      delete judged[i]
      if (block === undefined) throw new Error('a block was never asked for')
      ask()
      yield { block, end: Math.min((i + 1) * BLOCK_BYTES, task.sizeBytes) }
    }
  } finally {
    await Promise.all(pool.map((worker) => worker.stop()))
  }
}

const startWorker = (task: WorkerTask) => {
  const worker = new Worker(WORKER_CODE, { eval: true, workerData: task })
  const waiting: { resolve: (block: JudgedBlock) => void; reject: (error: unknown) => void }[] = []
  let failure: unknown
  // A worker answers in the order in which it is asked.
  worker.on('message', (block: JudgedBlock) => waiting.shift()?.resolve(block))
  worker.on('error', (error) => {
    failure = error
    for (const { reject } of waiting.splice(0)) reject(error)
  })
  return {
    judge: (block: Block): Promise<JudgedBlock> => {
      const answer = new Promise<JudgedBlock>((resolve, reject) => {
        if (failure === undefined) waiting.push({ resolve, reject })
        else reject(failure)
      })
      // Awaited when its turn comes; until then a failure must not look unhandled.
      answer.catch(() => undefined)
      worker.postMessage(block)
      return answer
    },
    stop: () => worker.terminate(),
  }
}
