import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type TestEngine, whyNoEngine } from './engine-world.ts'

/** `.ci/toolkits` makes it: a Debian with Python and Java. */
const CACHE = resolve('.cache/toolkits')
const BASE = join(CACHE, 'base.tar')

const PATH = 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/**
 * Why the toolkits cannot run here; undefined where they can. Printed, so that no test skips silently.
 * @param requirements What is to be installed of them, as pip reads it.
 */
export const whyNoToolkits = (requirements: readonly string[]): string | undefined => {
  const reason =
    whyNoEngine() ??
    (existsSync(BASE) ? undefined : 'there is no base image; bash .ci/toolkits makes it') ??
    requirements.map(whyNoWheels).find((why) => why !== undefined)
  if (reason !== undefined) process.stderr.write(`toolkits are not tested: ${reason}\n`)
  return reason
}

/** An image of the base. Imported, for that is five times faster than a build of one step. */
export const importToolkitBase = (engine: TestEngine, name: string): void => {
  const words = ['import', '--quiet', '--change', PATH, BASE, name]
  execFileSync('podman', [...engine.podmanArgs, ...words], { timeout: 180_000 })
}

const wheelsOf = (requirements: string): string => {
  const key = createHash('sha256').update(requirements).digest('hex').slice(0, 12)
  return join(CACHE, `wheels-${key}`)
}

/** Copies the wheels of these requirements into a folder. */
export const copyWheels = (requirements: string, to: string): void =>
  cpSync(wheelsOf(requirements), to, { recursive: true })

/** Wheels for the Python of the base, which is this system's; kept. */
const whyNoWheels = (requirements: string): string | undefined => {
  const target = wheelsOf(requirements)
  if (existsSync(target)) return undefined
  mkdirSync(CACHE, { recursive: true })
  // Beside the target, so that it appears whole; outside of /tmp, for some hundred megabytes.
  const scratch = mkdtempSync(join(CACHE, 'new-'))
  const python = join(scratch, 'venv/bin/python')
  const lines = requirements.split('\n').filter((line) => /^\w/.test(line))
  const steps = [
    ['/usr/bin/python3', '-m', 'venv', join(scratch, 'venv')],
    [python, '-m', 'pip', 'install', '--quiet', 'wheel', 'setuptools'],
    [python, '-m', 'pip', 'wheel', '--quiet', '--wheel-dir', join(scratch, 'wheels'), ...lines],
  ]
  try {
    for (const [program = '', ...args] of steps) {
      const { status, stderr } = spawnSync(program, args, { encoding: 'utf8', cwd: tmpdir() })
      if (status !== 0) return `pip: ${stderr?.trim().split('\n').at(-1) ?? 'no python3'}`
    }
    renameSync(join(scratch, 'wheels'), target)
    return readdirSync(target).length > 0 ? undefined : 'pip: no wheels'
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}
