import type { JudgedBlock } from './block.ts'

// What threads share that judge one file: who takes which block, and what came of it. No messages: those
// cost as much as judging a tenth of a block, and need turns of the event loop.

const NEXT = 0
const TOLD = 1
const STATES = 2
/** Blocks that may be ahead of the telling. */
export const SLOTS = 8
/** Two for the offset of the first line, one for the number of words behind. */
const HEAD_WORDS = 3
/** For lines of 64 bytes and more, and notes of some. */
const SLOT_WORDS = 384 * 1024
const FIRST_SLOT = STATES + SLOTS

export type Board = {
  /** A block that nobody else takes. */
  readonly claim: () => number
  /** Blocks up to this one have been told: their places are free. */
  readonly told: (index: number) => void
  /** Of a thread that may wait: until there is a place for the block. */
  readonly waitForPlace: (index: number) => void
  readonly post: (index: number, block: JudgedBlock) => void
  /** Undefined while it is not there; too large when its lines had no place. Valid until it is told. */
  readonly posted: (index: number) => JudgedBlock | 'too-large' | undefined
}

export const newBoard = (): SharedArrayBuffer =>
  new SharedArrayBuffer((FIRST_SLOT + SLOTS * SLOT_WORDS) * 4)

export const boardOn = (shared: SharedArrayBuffer): Board => {
  const states = new Int32Array(shared)
  const words = new Uint32Array(shared)
  const slotOf = (index: number) => FIRST_SLOT + (index % SLOTS) * SLOT_WORDS
  return {
    claim: () => Atomics.add(states, NEXT, 1),
    told: (index) => {
      Atomics.store(states, TOLD, index + 1)
      Atomics.notify(states, TOLD)
    },
    waitForPlace: (index) => {
      while (true) {
        const told = Atomics.load(states, TOLD)
        if (index - told < SLOTS) return
        Atomics.wait(states, TOLD, told)
      }
    },
    post: (index, { first, lines }) => {
      const at = slotOf(index)
      const fits = lines.length <= SLOT_WORDS - HEAD_WORDS
      if (fits) {
        words[at] = first % 2 ** 32
        words[at + 1] = Math.floor(first / 2 ** 32)
        words[at + 2] = lines.length
        words.set(lines, at + HEAD_WORDS)
      }
      Atomics.store(states, STATES + (index % SLOTS), fits ? index + 1 : -index - 1)
    },
    posted: (index) => {
      const state = Atomics.load(states, STATES + (index % SLOTS))
      if (state === -index - 1) return 'too-large'
      if (state !== index + 1) return undefined
      const at = slotOf(index)
      const first = (words[at] ?? 0) + (words[at + 1] ?? 0) * 2 ** 32
      const from = at + HEAD_WORDS
      return { first, lines: words.subarray(from, from + (words[at + 2] ?? 0)) }
    },
  }
}
