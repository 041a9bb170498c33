// Checks the same data with mlctl and with what people use today, interleaved, and prints medians, ratios
// to the JSON.parse loop and peak memory as a table. Whole processes, start-up included. Usage:
//   node bench/dataset.mjs [--mb 100] [--kind converse] [--runs 5] [--seed 1] [--bad 0]
//     [--privacy off] [--data FILE] [--only "name,name"] [--python python3] [--nova-validator PATH]
// --kind is one of dataset-records.mjs, or all: then a table of their ratios to the loop by processor time.
// --bad is the share of lines cut short; --data takes a file of one's own instead of making one.
// --nova-validator is nova_ft_dataset_validator.py of github.com/aws-samples/amazon-bedrock-samples;
// --python then names a Python that has pydantic. It looks at no record of a file of over 20,000.
import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { seeded, writeData } from './dataset-data.mjs'
import { KINDS } from './dataset-records.mjs'
import { measured, median } from './measured.mjs'

const { values: given } = parseArgs({
  options: {
    mb: { type: 'string', default: '100' },
    kind: { type: 'string', default: 'converse' },
    format: { type: 'string' },
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

const programsFor = (file, kind = given.kind) => {
  const { privacy, 'nova-validator': nova } = given
  const format = given.format ?? KINDS[kind].format
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

/** 3 says that the data has faults; AWS's validator says it in words, after a traceback. */
const hasJudged = (name) => (code, errors) =>
  code === 0 || (name === NOVA ? errors.includes('Problematic samples') : code === 3)

const measure = ({ name, command, env }) => measured(command, env, hasJudged(name))

const compare = async (file, programs = programsFor(file)) => {
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
    `\n${sizeMb.toFixed(0)} MB, ${given.kind}, seed ${given.seed}, ${given.bad} bad, privacy ${given.privacy}, medians of ${given.runs}\n`,
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
    writeData(file, { kind: given.kind, seed, sizeBytes: Number(mb) * 1e6 })
    await row(file, `${mb} MB`)
  }
  const fd = openSync(file, 'w')
  for (let i = 0; i < 100; i++) writeSync(fd, '{}\n'.repeat(100_000))
  closeSync(fd)
  await row(file, '10 million {}')
}

/** Every kind of records; processor time, for that is the same while others use the machine. */
const printKinds = async (file) => {
  const asked = `with --privacy ${given.privacy}`
  console.log(`| records | loop, MB per CPU s | mlctl ${asked}, MB per CPU s | × |`)
  console.log('|---|---:|---:|---:|')
  for (const kind of Object.keys(KINDS)) {
    writeData(file, { kind, seed: Number(given.seed), sizeBytes: Number(given.mb) * 1e6 })
    const wanted = [BASE, 'mlctl 1 thread']
    const programs = programsFor(file, kind).filter(({ name }) => wanted.includes(name))
    const [base, mlctl] = await compare(file, programs)
    const figures = [base, mlctl].map(({ cpu }) => (Number(given.mb) / cpu).toFixed(0))
    console.log(`| ${[kind, ...figures, (base.cpu / mlctl.cpu).toFixed(2)].join(' | ')} |`)
  }
}

const scratch = mkdtempSync(join(tmpdir(), 'mlctl-bench-'))
try {
  const file = given.data ?? join(scratch, 'data.jsonl')
  if (given.data === undefined && !given.rss && given.kind !== 'all') {
    const random = seeded(Number(given.seed) + 1)
    const spoil = (line) => (random() < Number(given.bad) ? line.slice(0, -3) : line)
    const { kind, mb } = given
    writeData(file, { kind, seed: Number(given.seed), sizeBytes: Number(mb) * 1e6, spoil })
  }
  if (given.kind === 'all') await printKinds(file)
  else if (given.rss) await printMemory(file)
  else print(await compare(file), file)
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
