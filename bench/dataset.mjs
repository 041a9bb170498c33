// Checks the same data with mlctl and with what people use today, interleaved, and prints medians, ratios
// to the JSON.parse loop and peak memory as a table. Whole processes, start-up included. Usage:
//   node bench/dataset.mjs [--mb 100] [--format converse] [--runs 5] [--seed 1] [--bad 0]
//     [--privacy off] [--data FILE] [--only "name,name"] [--python python3] [--nova-validator PATH]
// --bad is the share of lines cut short; --data takes a file of one's own instead of making one.
// --nova-validator is nova_ft_dataset_validator.py of github.com/aws-samples/amazon-bedrock-samples;
// --python then names a Python that has pydantic. It looks at no record of a file of over 20,000.
import { spawn, spawnSync } from 'node:child_process'
import { closeSync, existsSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { seeded, writeData } from './dataset-data.mjs'

const { values: given } = parseArgs({
  options: {
    mb: { type: 'string', default: '100' },
    format: { type: 'string', default: 'converse' },
    runs: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
    bad: { type: 'string', default: '0' },
    privacy: { type: 'string', default: 'off' },
    data: { type: 'string' },
    only: { type: 'string' },
    python: { type: 'string', default: 'python3' },
    'nova-validator': { type: 'string' },
    rss: { type: 'boolean', default: false },
    sizes: { type: 'string', default: '1,10,100,1000,4000' },
  },
})
const BASE = 'JSON.parse loop'
const NOVA = 'AWS Nova validator'
const { node, python } = { node: process.execPath, python: given.python }

const programsFor = (file) => {
  const { format, privacy, 'nova-validator': nova } = given
  const validate = ['bin/mlctl.js', 'dataset', 'validate', file, '--format', format]
  const mlctl = (name, env) => ({
    name,
    command: [node, ...validate, '--privacy', privacy, '--json'],
    env,
  })
  return [
    { name: 'node -e 0', command: [node, '-e', '0'] },
    { name: BASE, command: [node, 'bench/dataset-peers/json-parse.mjs', file, format] },
    mlctl('mlctl 1 thread', { MLCTL_SCAN_WORKERS: '1' }),
    mlctl('mlctl 2 threads', { MLCTL_SCAN_WORKERS: '2' }),
    mlctl('mlctl without WASM', { MLCTL_NO_WASM: '1' }),
    { name: 'Python json', command: [python, 'bench/dataset-peers/json_loop.py', file, format] },
    { name: 'jq', command: ['jq', '-c', 'empty', file] },
    ...(nova === undefined
      ? []
      : [{ name: NOVA, command: [python, nova, '-i', file, '-m', 'lite'] }]),
  ].filter(({ name, command: [program] }) => {
    const wanted = given.only?.split(',').includes(name) ?? true
    return wanted && spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0
  })
}

/** GNU time tells the peak of resident memory and the processor time; without it they stay empty. */
const timed = existsSync('/usr/bin/time') ? ['/usr/bin/time', '-f', 'peak %M cpu %U %S'] : []

/** 3 says that the data has faults; AWS's validator says it in words, after a traceback. */
const hasJudged = (name, code, errors) =>
  code === 0 || (name === NOVA ? errors.includes('Problematic samples') : code === 3)

/** Wall time in milliseconds, processor time in seconds and peak memory in MB of one run. */
const measure = ({ name, command, env }) =>
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
      if (hasJudged(name, code, errors)) {
        resolve({ ms, cpu: Number(user) + Number(system), peakMb: Number(peak) / 1024 })
      } else reject(new Error(`${name} ended with ${code}: ${errors}`))
    })
  })

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]

const compare = async (file) => {
  const programs = programsFor(file)
  const results = new Map(programs.map(({ name }) => [name, []]))
  // The first round warms the file cache and does not count.
  for (let run = -1; run < Number(given.runs); run++) {
    for (const program of programs) {
      const result = await measure(program)
      if (run >= 0) results.get(program.name).push(result)
    }
  }
  return [...results].map(([name, all]) => ({
    name,
    ms: median(all.map(({ ms }) => ms)),
    cpu: median(all.map(({ cpu }) => cpu)),
    peakMb: Math.max(...all.map(({ peakMb }) => peakMb)),
  }))
}

const print = (rows, file) => {
  const sizeMb = statSync(file).size / 1e6
  const base = rows.find(({ name }) => name === BASE) ?? { ms: Number.NaN, cpu: Number.NaN }
  console.log(
    `\n${sizeMb.toFixed(0)} MB, ${given.format}, seed ${given.seed}, ${given.bad} bad, privacy ${given.privacy}, medians of ${given.runs}\n`,
  )
  console.log(
    '| program | seconds | MB/s | × JSON.parse loop | CPU seconds | × by CPU | peak RSS, MB |',
  )
  console.log('|---|---:|---:|---:|---:|---:|---:|')
  for (const { name, ms, cpu, peakMb } of rows) {
    const figures = [
      (ms / 1000).toFixed(2),
      name.startsWith('node') ? '' : ((sizeMb / ms) * 1000).toFixed(0),
      (base.ms / ms).toFixed(2),
      ...[cpu.toFixed(2), (base.cpu / cpu).toFixed(2), peakMb.toFixed(0)].map((figure) =>
        figure === 'NaN' ? '' : figure,
      ),
    ]
    console.log(`| ${[name, ...figures].join(' | ')} |`)
  }
}

const row = async (file, name) => {
  for (const program of programsFor(file).filter(({ name }) => /thread/.test(name))) {
    const { ms, cpu, peakMb } = await measure(program)
    const figures = [(ms / 1000).toFixed(2), cpu.toFixed(2), peakMb.toFixed(0)]
    console.log(`| ${[name, program.name, ...figures].join(' | ')} |`)
  }
}

/** One line of the table for each size; no size may need much more memory than the others. */
const printMemory = async (file) => {
  console.log('| data | program | seconds | CPU seconds | peak RSS, MB |')
  console.log('|---|---|---:|---:|---:|')
  for (const mb of given.sizes.split(',')) {
    const seed = Number(given.seed) + Number(mb)
    writeData(file, { format: given.format, seed, sizeBytes: Number(mb) * 1e6 })
    await row(file, `${mb} MB`)
  }
  const fd = openSync(file, 'w')
  for (let i = 0; i < 100; i++) writeSync(fd, '{}\n'.repeat(100_000))
  closeSync(fd)
  await row(file, '10 million {}')
}

const scratch = mkdtempSync(join(tmpdir(), 'mlctl-bench-'))
try {
  const file = given.data ?? join(scratch, 'data.jsonl')
  if (given.data === undefined && !given.rss) {
    const random = seeded(Number(given.seed) + 1)
    const spoil = (line) => (random() < Number(given.bad) ? line.slice(0, -3) : line)
    const { format, mb } = given
    writeData(file, { format, seed: Number(given.seed), sizeBytes: Number(mb) * 1e6, spoil })
  }
  if (given.rss) await printMemory(file)
  else print(await compare(file), file)
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
