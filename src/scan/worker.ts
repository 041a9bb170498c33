import { parentPort, workerData } from 'node:worker_threads'
import { type Block, blockJudge } from './block.ts'
import type { JudgeOptions } from './judge.ts'

/** What a worker is started with, besides one `Block` per message. */
export type WorkerTask = JudgeOptions & { readonly fd: number; readonly sizeBytes: number }

const { fd, sizeBytes, ...options } = workerData as WorkerTask
const judge = blockJudge(fd, sizeBytes, options)

parentPort?.on('message', (block: Block) => {
  const judged = judge(block)
  parentPort?.postMessage(judged, [judged.lines.buffer])
})
