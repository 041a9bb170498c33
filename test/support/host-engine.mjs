#!/usr/bin/env node
// A container engine without containers: it starts a job's program on this machine, with the job's
// folder in place of /opt/ml. It knows the few commands that the sandbox gives an engine.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const home = process.env.MLCTL_HOST_ENGINE_DIR ?? ''
const [verb, ...words] = process.argv.slice(2)
const at = (name, file) => join(home, name, file)
const read = (name, file) => JSON.parse(readFileSync(at(name, file), 'utf8'))

const linesOf = (file) =>
  Object.fromEntries(
    readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  )

const create = () => {
  const made = { env: {}, folder: '', entry: '', name: '' }
  let i = 0
  for (; words[i]?.startsWith('-'); i += 2) {
    const value = words[i + 1]
    if (words[i] === '--name') made.name = value
    if (words[i] === '-v') made.folder = value.replace(/:\/opt\/ml$/, '')
    if (words[i] === '-e') made.env[value] = process.env[value] ?? ''
    if (words[i] === '--env-file') Object.assign(made.env, linesOf(value))
    if (words[i] === '--entrypoint') made.entry = value
  }
  // The program names /opt/ml once, at its beginning.
  const args = words.slice(i + 1).map((word) => word.replaceAll('/opt/ml', made.folder))
  mkdirSync(join(home, made.name), { recursive: true })
  writeFileSync(at(made.name, 'made.json'), JSON.stringify({ ...made, args }))
}

const start = ([name]) => {
  const { env, entry, args } = read(name, 'made.json')
  const ran = spawnSync(entry, args, {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  writeFileSync(at(name, 'ran.json'), JSON.stringify(ran))
}

if (verb === 'create') create()
else if (verb === 'start') start(words)
else if (verb === 'wait') process.stdout.write(`${read(words[0], 'ran.json').status}\n`)
else if (verb === 'logs') {
  const { stdout, stderr } = read(words.at(-1), 'ran.json')
  const now = new Date().toISOString()
  const lines = `${stdout}${stderr}`.split('\n').filter((line) => line !== '')
  process.stdout.write(lines.map((line) => `${now} ${line}\n`).join(''))
} else if (verb === 'rm' && existsSync(join(home, words.at(-1)))) {
  rmSync(join(home, words.at(-1)), { recursive: true })
}
