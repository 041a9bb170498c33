import { type ChildProcess, spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { serve } from './served.ts'

const BIN = resolve('bin/mlctl.js')

export type Program = {
  readonly child: ChildProcess
  /** Ends with the process; a signal counts as -1. */
  readonly ended: Promise<Ended>
}

export type Ended = {
  readonly status: number
  readonly out: string
  readonly err: string
  /** The error document that `--json` puts on stderr. */
  readonly error: () => {
    readonly code: string
    readonly message: string
    readonly why?: string
    readonly hint?: string
    readonly exitCode: number
  }
}

export type ProgramOptions = {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  readonly stdin?: 'ignore' | 'pipe'
}

/** Credentials that any sandbox or emulator takes. */
export const CREDENTIALS = {
  AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE000000000',
  AWS_SECRET_ACCESS_KEY: 'example',
  AWS_REGION: 'us-east-1',
}

/** Starts the built program with HOME in `cwd` and nothing of this environment but PATH. */
export const start = (args: readonly string[], options: ProgramOptions): Program => {
  const { cwd, env = {}, stdin = 'ignore' } = options
  const child = spawn(process.execPath, [BIN, ...args], {
    cwd,
    env: { PATH: process.env.PATH ?? '', HOME: cwd, AWS_EC2_METADATA_DISABLED: 'true', ...env },
    stdio: [stdin, 'pipe', 'pipe'],
  })
  let [out, err] = ['', '']
  child.stdout?.on('data', (chunk: Buffer) => {
    out += chunk.toString()
  })
  child.stderr?.on('data', (chunk: Buffer) => {
    err += chunk.toString()
  })
  const ended = new Promise<Ended>((fulfil, reject) => {
    child.once('error', reject)
    child.once('close', (code) =>
      fulfil({ status: code ?? -1, out, err, error: () => errorIn(err) }),
    )
  })
  return { child, ended }
}

/** Runs the built program to its end. */
export const mlctl = (args: readonly string[], options: ProgramOptions): Promise<Ended> =>
  start(args, options).ended

const errorIn = (err: string): ReturnType<Ended['error']> => {
  const line = err.split('\n').find((text) => text.startsWith('{"schemaVersion"'))
  if (line === undefined) throw new Error(`no error document in:\n${err}`)
  return JSON.parse(line).error
}

/** A sandbox of its own, served by the built program; answers its address. */
export const serveSandbox = (folder: string, clock: string): Promise<string> =>
  serve(
    [process.execPath, BIN, 'sandbox', 'serve', '--port', '0', '--json'],
    { HOME: folder, MLCTL_SANDBOX_DIR: `${folder}/sandbox`, MLCTL_SANDBOX_CLOCK: clock },
    /"url":"([^"]+)"/,
  )

/** Training records as lines, half of each label. */
export const trainingLines = (count: number): string => {
  const line = (n: number) =>
    JSON.stringify({
      messages: [
        { role: 'user', content: [{ text: `amount=${n}` }] },
        { role: 'assistant', content: [{ text: n % 2 ? 'fraud' : 'legitimate' }] },
      ],
    })
  return `${Array.from({ length: count }, (_, n) => line(n)).join('\n')}\n`
}
