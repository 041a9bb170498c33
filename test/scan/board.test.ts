import { Buffer } from 'node:buffer'
import { closeSync, openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { BLOCK_BYTES, blockAt, blockJudge, type JudgedBlock } from '../../src/scan/block.ts'
import { boardOn, newBoard, SLOTS } from '../../src/scan/board.ts'
import { SCAN_WASM } from '../../src/scan/built.ts'
import { blockSource, type PoolTask } from '../../src/scan/pool.ts'
import { programOf } from '../../src/scan/program.ts'
import { compiled } from '../../src/scan/webassembly.ts'
import { tempFolder } from '../support/temp-folder.ts'

/** A file, and what two threads share that judge it. */
const sharedFile = (text: string) => {
  const module = compiled(Buffer.from(SCAN_WASM, 'base64'))
  const program = programOf({ root: { kind: 'any' }, words: { asked: [], answered: [] } })
  if (module === undefined || program === undefined) throw new Error('no scanner')
  const path = join(tempFolder(), 'data.jsonl')
  writeFileSync(path, text)
  const fd = openSync(path, 'r')
  onTestFinished(() => closeSync(fd))
  const limits = { maxLineBytes: 1_000_000, maxBytes: Number.POSITIVE_INFINITY, withBytes: false }
  const task: PoolTask = { fd, sizeBytes: text.length, module, program, ...limits }
  const judge = blockJudge(fd, text.length, task)
  const board = boardOn(newBoard())
  return {
    board,
    blocks: Math.ceil(text.length / BLOCK_BYTES),
    task,
    judged: (index: number) => judge(blockAt(index, text.length)),
  }
}

const copied = ({ first, lines }: JudgedBlock) => ({ first, lines: [...lines] })
const copiedIfThere = (block: JudgedBlock | undefined) => block && copied(block)

const numbered = (sizeBytes: number) =>
  Array.from({ length: sizeBytes / 100 }, (_, i) => `${`"${i}`.padEnd(98)}"\n`).join('')

it('works ahead while another thread has the block that is wanted, and keeps what it has made', () => {
  const { board, blocks, task, judged } = sharedFile(numbered(BLOCK_BYTES * 2.5))
  const expected = Array.from({ length: blocks }, (_, i) => copied(judged(i)))
  const next = blockSource(task, board, blocks)
  expect(board.claim()).toBe(0)
  expect(next(0)).toBeUndefined()
  board.post(0, judged(0))
  for (const [i, block] of expected.entries()) expect(copiedIfThere(next(i))).toEqual(block)
  expect(blocks).toBe(3)
})

it('works ahead by a few blocks only', () => {
  const { board, blocks, task } = sharedFile(numbered(BLOCK_BYTES * 8))
  const next = blockSource(task, board, blocks)
  board.claim()
  expect(next(0)).toBeUndefined()
  expect(board.claim()).toBe(5)
})

it('judges a block itself that has too many lines for its place', () => {
  const { board, blocks, task, judged } = sharedFile('1\n'.repeat(120_000))
  const next = blockSource(task, board, blocks)
  board.claim()
  board.post(0, judged(0))
  expect(board.posted(0)).toBe('too-large')
  expect(copiedIfThere(next(0))?.lines).toHaveLength(120_000 * 4)
})

it('takes a place again when its block was told', () => {
  const { board, judged } = sharedFile(numbered(1_000))
  board.post(3, judged(0))
  board.told(3)
  board.waitForPlace(3 + SLOTS)
  board.post(3 + SLOTS, judged(0))
  expect(board.posted(3)).toBeUndefined()
  expect(copiedIfThere(board.posted(3 + SLOTS) as JudgedBlock)).toEqual(copied(judged(0)))
})
