import { type ChildProcess, spawn } from 'node:child_process'
import type { Processes, ShellEnd } from '../ports/processes.ts'

/** The end of the output is kept for the report; a chatty program must not fill the memory. */
const KEPT_CHARACTERS = 4_000

/** A group of its own, so that what the shell started ends with it. Windows has no groups. */
const GROUPS = process.platform !== 'win32'

/** Programs in `folder`. Their output goes to stderr, for stdout is the result's. */
export const localProcesses = (folder: string): Processes => ({
  shell: (line, { timeoutMs, signal, variables }) =>
    new Promise<ShellEnd>((resolve) => {
      const child = spawn(line, {
        shell: true,
        cwd: folder,
        env: { ...process.env, ...variables },
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: GROUPS,
      })
      let tail = ''
      const keep = (chunk: Buffer) => {
        process.stderr.write(chunk)
        tail = (tail + chunk.toString('utf8')).slice(-KEPT_CHARACTERS)
      }
      child.stdout.on('data', keep)
      child.stderr.on('data', keep)
      let cut: string | undefined
      const stop = (why: string) => {
        cut ??= why
        kill(child)
      }
      const timer = setTimeout(() => stop('took too long'), timeoutMs)
      const interrupt = () => stop('interrupted')
      signal.addEventListener('abort', interrupt, { once: true })
      if (signal.aborted) interrupt()
      const end = (exitCode: number | undefined, why: string | undefined) => {
        clearTimeout(timer)
        signal.removeEventListener('abort', interrupt)
        const last = tail.trimEnd().split('\n').at(-1) ?? ''
        resolve({ exitCode, detail: [why, last].filter(Boolean).join('; ') })
      }
      child.on('error', (error) => end(undefined, error.message))
      child.on('close', (code, name) => {
        if (cut !== undefined || code === null)
          end(undefined, cut ?? `ended by ${name ?? 'a signal'}`)
        else end(code, undefined)
      })
    }),
})

const kill = (child: ChildProcess): void => {
  if (child.pid === undefined) return
  try {
    if (GROUPS) process.kill(-child.pid, 'SIGKILL')
    else child.kill()
  } catch (cause) {
    // It ended by itself in the meantime.
    if ((cause as NodeJS.ErrnoException).code !== 'ESRCH') throw cause
  }
}
