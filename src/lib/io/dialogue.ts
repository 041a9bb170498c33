import { harmless } from '../domain/core/harmless.ts'
import type { Dialogue } from '../ports/dialogue.ts'
import type { Interrupts } from './signals.ts'

/** Streaming talk on stdout and stdin. */
export const terminalDialogue = (json: boolean, interrupts: Interrupts): Dialogue => ({
  live: process.stdout.isTTY === true && !json,
  write: (text) => void process.stdout.write(harmless(text)),
  readInput: async () => {
    if (process.stdin.isTTY === true) return undefined
    const parts: Uint8Array[] = []
    for await (const part of process.stdin) parts.push(part as Uint8Array)
    return Buffer.concat(parts).toString('utf8')
  },
  interruptible: async (work) => {
    const own = new AbortController()
    const release = interrupts.take(() => own.abort(new Error('SIGINT')))
    const outer = () => own.abort(interrupts.signal.reason)
    interrupts.signal.addEventListener('abort', outer, { once: true })
    try {
      return await work(own.signal)
    } finally {
      release()
      interrupts.signal.removeEventListener('abort', outer)
    }
  },
})
