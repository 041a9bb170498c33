import { spawn } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'

/** A program of this machine with the words that come first in every call of it. */
export type Command = {
  readonly program: string
  readonly first: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
}

export type Ended = {
  /** Undefined: not started, or ended by a signal. */
  readonly exitCode: number | undefined
  readonly out: string
  readonly err: string
}

/** Ample for any answer of an engine, and an end to waiting for one that hangs. */
const PATIENCE_MS = 120_000

type Options = { readonly timeoutMs?: number }

/**
 * Runs to the end and answers what was printed. The child has a process group of its own: Ctrl-C at
 * the terminal must not end the very call that cleans up.
 */
export const call = (
  command: Command,
  args: readonly string[],
  { timeoutMs = PATIENCE_MS }: Options = {},
): Promise<Ended> =>
  new Promise((resolve) => {
    const child = spawn(command.program, [...command.first, ...args], {
      env: command.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
      timeout: timeoutMs,
    })
    const out: Buffer[] = []
    const err: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
    const text = (chunks: readonly Buffer[]) => Buffer.concat(chunks).toString('utf8')
    child.on('error', ({ message }) => resolve({ exitCode: undefined, out: '', err: message }))
    child.on('close', (code) =>
      resolve({ exitCode: code ?? undefined, out: text(out), err: text(err) }),
    )
  })

/** Runs with every line of both streams handed on as it comes; ends the child when `signal` says so. */
export const follow = (
  command: Command,
  args: readonly string[],
  watch: { readonly onLine: (line: string) => void; readonly signal: AbortSignal },
): Promise<number | undefined> =>
  new Promise((resolve) => {
    const child = spawn(command.program, [...command.first, ...args], {
      env: command.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
      signal: watch.signal,
      killSignal: 'SIGTERM',
    })
    const lines = (stream: Readable) => {
      createInterface({ input: stream, crlfDelay: Infinity }).on('line', watch.onLine)
    }
    lines(child.stdout)
    lines(child.stderr)
    child.on('error', ({ name, message }) => {
      // An aborted child ends with 'close'; one that never started does not.
      if (name !== 'AbortError') watch.onLine(message)
      if (child.pid === undefined) resolve(undefined)
    })
    child.on('close', (code) => resolve(code ?? undefined))
  })

/**
 * The bytes of a file that a call writes. Not its standard output: Podman opens that by name, which
 * fails for the sockets that stand for pipes here, and it hangs when a reader stops early.
 * `args` gets the path; an answer other than 0 throws what it said.
 */
export async function* written(
  command: Command,
  args: (file: string) => readonly string[],
): AsyncGenerator<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'mlctl-'))
  try {
    const file = join(folder, 'archive.tar')
    // Gigabytes on a slow disk take longer than any other answer.
    const { exitCode, err } = await call(command, args(file), { timeoutMs: 30 * 60_000 })
    if (exitCode !== 0) throw new Error(err.trim() || `${command.program} failed`)
    for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) {
      yield chunk as Uint8Array
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
