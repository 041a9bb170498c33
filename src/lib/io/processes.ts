import { spawn } from 'node:child_process'
import type { Processes, ShellEnd } from '../ports/processes.ts'

/** The end of the output is kept for the report; a chatty program must not fill the memory. */
const KEPT_CHARACTERS = 4_000

/** Programs in `folder`. Their output goes to stderr, for stdout is the result's. */
export const localProcesses = (folder: string): Processes => ({
  shell: (line, { timeoutMs, signal, variables }) =>
    new Promise<ShellEnd>((resolve) => {
      const child = spawn(line, {
        shell: true,
        cwd: folder,
        env: { ...process.env, ...variables },
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: timeoutMs,
        signal,
      })
      let tail = ''
      const keep = (chunk: Buffer) => {
        process.stderr.write(chunk)
        tail = (tail + chunk.toString('utf8')).slice(-KEPT_CHARACTERS)
      }
      child.stdout.on('data', keep)
      child.stderr.on('data', keep)
      child.on('error', (error) => resolve({ exitCode: undefined, detail: error.message }))
      child.on('close', (code, name) => {
        const last = tail.trimEnd().split('\n').at(-1) ?? ''
        resolve(
          code === null
            ? { exitCode: undefined, detail: `ended by ${name ?? 'a signal'}; ${last}` }
            : { exitCode: code, detail: last },
        )
      })
    }),
})
