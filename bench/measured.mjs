// One run of a program as a whole process: its time, processor time and memory.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'

/** GNU time tells the peak of resident memory and the processor time; without it they stay empty. */
const timed = existsSync('/usr/bin/time') ? ['/usr/bin/time', '-f', 'peak %M cpu %U %S'] : []

/** Wall time in milliseconds, processor time in seconds and peak memory in MB; `isGood(code, errors)`. */
export const measured = (command, env, isGood) =>
  new Promise((resolve, reject) => {
    const [program, ...args] = [...timed, ...command]
    const start = process.hrtime.bigint()
    const child = spawn(program, args, {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, ...env },
    })
    let errors = ''
    child.stderr.on('data', (text) => {
      errors = (errors + text).slice(-2_000)
    })
    child.on('error', reject)
    child.on('close', (code) => {
      const ms = Number(process.hrtime.bigint() - start) / 1e6
      const [, peak, user, system] = /peak (\d+) cpu ([\d.]+) ([\d.]+)/.exec(errors) ?? []
      if (isGood(code, errors)) {
        resolve({ ms, cpu: Number(user) + Number(system), peakMb: Number(peak) / 1024 })
      } else reject(new Error(`${command.join(' ')} ended with ${code}: ${errors}`))
    })
  })

export const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
