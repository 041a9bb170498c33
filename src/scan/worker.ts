import { workerData } from 'node:worker_threads'
import { BLOCK_BYTES, blockAt, blockJudge } from './block.ts'
import { boardOn } from './board.ts'
import type { JudgeOptions } from './judge.ts'

/** What a worker is started with. */
export type WorkerTask = JudgeOptions & {
  readonly fd: number
  readonly sizeBytes: number
  readonly shared: SharedArrayBuffer
}

const { fd, sizeBytes, shared, ...options } = workerData as WorkerTask
const judge = blockJudge(fd, sizeBytes, options)
const board = boardOn(shared)
const blocks = Math.ceil(sizeBytes / BLOCK_BYTES)

for (let index = board.claim(); index < blocks; index = board.claim()) {
  board.waitForPlace(index)
  board.post(index, judge(blockAt(index, sizeBytes)))
}
