import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Engine } from '../../src/sandbox/engine.ts'
import { serve as serveEngine } from '../../src/sandbox/server.ts'
import { tempFolder } from './temp-folder.ts'

/** Where the foreign clients live: `.ci/run` makes a virtual environment and names its python. */
const python = resolve(process.env.MLCTL_TEST_PYTHON ?? '.cache/venv/bin/python')

/** Path of a foreign client's program; undefined where it is not installed. */
export const foreign = (program: 'python' | 'aws' | 'moto_server'): string | undefined => {
  const path = program === 'python' ? python : python.replace(/python$/, program)
  return existsSync(path) ? path : undefined
}

/** Starts a server and resolves with what `ready` finds in its output. Stopped when the test ends. */
export const serve = (
  command: readonly string[],
  env: Readonly<Record<string, string>>,
  ready: RegExp,
): Promise<string> => {
  const [program = '', ...args] = command
  const child = spawn(program, args, {
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: 'pipe',
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  return firstMatch(child, ready)
}

/** Address of a sandbox on a free port, over `engine`. Stopped when the test ends. */
export const addressOf = async (engine: Engine): Promise<string> => {
  const served = await serveEngine({ engine })
  onTestFinished(() => served.close())
  return served.url
}

const firstMatch = (child: ChildProcess, pattern: RegExp): Promise<string> =>
  new Promise((resolve, reject) => {
    let seen = ''
    const look = (chunk: Buffer) => {
      seen += chunk.toString()
      const found = pattern.exec(seen)?.[1]
      if (found !== undefined) resolve(found)
    }
    child.stdout?.on('data', look)
    child.stderr?.on('data', look)
    child.once('exit', () => reject(new Error(`the server ended:\n${seen}`)))
  })

export type Ran = { readonly status: number; readonly out: string; readonly err: string }

/** Runs a program to its end. */
export const run = (
  command: readonly string[],
  env: Readonly<Record<string, string>> = {},
  cwd?: string,
): Promise<Ran> =>
  new Promise((resolve, reject) => {
    const [program = '', ...args] = command
    const child = spawn(program, args, {
      env: { PATH: process.env.PATH ?? '', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(cwd === undefined ? {} : { cwd }),
    })
    let [out, err] = ['', '']
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString()
    })
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString()
    })
    child.once('error', reject)
    child.once('close', (code) => resolve({ status: code ?? -1, out, err }))
  })

/** The AWS CLI at `endpoint`, with keys that no account has; answers in JSON. Its home is `folder`. */
export const awsCli =
  (endpoint: string, folder = tempFolder()) =>
  (...words: readonly string[]): Promise<Ran> => {
    const env = {
      HOME: folder,
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: 'foreign',
      AWS_SECRET_ACCESS_KEY: 'foreign',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_PAGER: '',
    }
    return run([foreign('aws') ?? '', '--output', 'json', ...words], env, folder)
  }
