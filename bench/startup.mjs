// Whole-process time of `mlctl --help` and `--version` against `node -e 0`, interleaved, medians and
// ratios. The bar is a ratio of 1.3 (see README, Speed). Usage: node bench/startup.mjs [--runs N]
import { spawnSync } from 'node:child_process'

const at = process.argv.indexOf('--runs')
const runs = at < 0 ? 21 : Number(process.argv[at + 1])
const lines = {
  'node -e 0': ['-e', '0'],
  'mlctl --version': ['bin/mlctl.js', '--version'],
  'mlctl --help': ['bin/mlctl.js', '--help'],
  'mlctl __complete': ['bin/mlctl.js', '__complete', '--', 'finetune', ''],
}
const times = Object.fromEntries(Object.keys(lines).map((name) => [name, []]))
for (let run = -1; run < runs; run++) {
  for (const [name, args] of Object.entries(lines)) {
    const before = process.hrtime.bigint()
    const { status } = spawnSync(process.execPath, args, { stdio: 'ignore' })
    if (status !== 0) throw new Error(`${name} ended with ${status}`)
    // The first round warms the file cache and does not count.
    if (run >= 0) times[name].push(Number(process.hrtime.bigint() - before) / 1e6)
  }
}
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]
const base = median(times['node -e 0'])
for (const [name, values] of Object.entries(times)) {
  const value = median(values)
  console.log(
    `${name.padEnd(18)} ${value.toFixed(0).padStart(5)} ms  ${(value / base).toFixed(2)} x`,
  )
}
