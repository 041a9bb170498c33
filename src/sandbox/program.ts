import { spawn } from 'node:child_process'

export type Ran = { readonly code: number; readonly out: string }

/** Runs a program of this machine, without a shell; rejects when it cannot be started. */
export const runProgram = (
  program: string,
  args: readonly string[],
  options: {
    readonly timeoutMs?: number
    readonly folder?: string
    /** Beside the variables of this process. */
    readonly variables?: Readonly<Record<string, string>>
  } = {},
): Promise<Ran> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: options.timeoutMs ?? 60_000,
      ...(options.folder === undefined ? {} : { cwd: options.folder }),
      env: { ...process.env, ...options.variables },
    })
    const chunks: Uint8Array[] = []
    child.stdout.on('data', (chunk: Uint8Array) => chunks.push(chunk))
    child.stderr.on('data', (chunk: Uint8Array) => chunks.push(chunk))
    child.on('error', reject)
    child.on('close', (code) =>
      resolve({ code: code ?? -1, out: Buffer.concat(chunks).toString('utf8') }),
    )
  })
