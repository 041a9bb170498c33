// Simulated canary rollouts, judged by mlctl's analysis and by fixed thresholds as Argo Rollouts and
// Flagger use them, tuned to mlctl's rate of false rollbacks. Prints markdown. Usage:
//   node bench/canary.mjs [--rollouts 20000] [--seed 1]
import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'

const { values: given } = parseArgs({
  options: {
    rollouts: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
  },
})
const [rollouts, seed] = [Number(given.rollouts), Number(given.seed)]

const bundle = join(tmpdir(), `mlctl-bench-canary-${process.pid}.mjs`)
await build({
  entryPoints: ['bench/canary/run.ts'],
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  outfile: bundle,
})
const { runBench } = await import(pathToFileURL(bundle).href).finally(() => rmSync(bundle))

const percent = (share) => `${(share * 100).toFixed(1)} %`
const minutes = (value) => (Number.isFinite(value) ? `${value} min` : 'never')
const start = performance.now()
const { rows, hindsight } = runBench(rollouts, seed)

console.log(`${rollouts} rollouts a scenario, seed ${seed}\n`)
console.log(
  '| scenario | rule | rolled back | promoted | held | median to rollback | bad requests |',
)
console.log('|---|---|---:|---:|---:|---:|---:|')
for (const row of rows) {
  const median = row.bad ? minutes(row.medianMinutes) : ''
  const cells = [percent(row.rolledBack), percent(row.promoted), percent(row.held), median]
  const name = row.rule === 'mlctl' ? `**${row.scenario}**` : ''
  console.log(`| ${[name, row.rule, ...cells, row.badRequests.toFixed(1)].join(' | ')} |`)
}
console.log('\nThresholds, tuned to the false rollbacks of mlctl, picked by the stated effect:\n')
for (const text of new Set(
  rows.flatMap(({ rule, setting }) => (setting ? `${rule}: ${setting}` : [])),
)) {
  console.log(`- ${text}`)
}
console.log('\nMedian of the threshold rule that is best in hindsight for each scenario alone:\n')
for (const row of rows.filter(({ rule, scenario }) => rule === 'mlctl' && scenario in hindsight)) {
  console.log(
    `- ${row.scenario}: mlctl ${minutes(row.medianMinutes)}, threshold ${minutes(hindsight[row.scenario])}`,
  )
}
console.log(`\n${((performance.now() - start) / 1_000).toFixed(0)} s`)
