import { text } from 'node:stream/consumers'
import type { Dialogue } from '../ports/dialogue.ts'

export type DialogueOptions = {
  readonly json: boolean
  /**
   * Takes the next Ctrl-C away from the command: it calls `handler` and nothing else. The answer
   * gives Ctrl-C back.
   */
  readonly takeInterrupt: (handler: () => void) => () => void
}

/** The person at this terminal. */
export const terminalDialogue = (options: DialogueOptions): Dialogue => ({
  live: process.stdout.isTTY === true && !options.json,
  write: (chunk) => void process.stdout.write(chunk),
  readInput: async () => (process.stdin.isTTY === true ? undefined : text(process.stdin)),
  async interruptible(work) {
    const controller = new AbortController()
    const giveBack = options.takeInterrupt(() => {
      controller.abort()
      giveBack()
    })
    try {
      return await work(controller.signal)
    } finally {
      giveBack()
    }
  },
})
