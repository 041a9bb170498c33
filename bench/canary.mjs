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
console.log('\nThresholds, tuned to the false rollbacks of mlctl:\n')
const thresholds = rows.flatMap(({ rule, setting, tunedOn, stated }) =>
  setting ? `"${tunedOn}", picked by "${stated}": ${rule}, ${setting}` : [],
)
for (const text of new Set(thresholds)) console.log(`- ${text}`)

const mlctl = rows.filter(({ rule }) => rule === 'mlctl')
console.log(
  '\n| worse canary | mlctl | threshold that is best in hindsight here |\n|---|---:|---:|',
)
for (const row of mlctl.filter(({ scenario }) => scenario in hindsight)) {
  const cells = [row.medianMinutes, hindsight[row.scenario]].map(minutes)
  console.log(`| ${[row.scenario, ...cells].join(' | ')} |`)
}

const worst = (some, measure) =>
  some.reduce((most, row) => (row[measure] > most[measure] ? row : most))
const alarms = worst(
  mlctl.filter(({ bad }) => !bad),
  'rolledBack',
)
const main = mlctl.find(({ scenario, stated }) => scenario === stated)
const best = rows.find(
  ({ rule, scenario }) => rule === 'best threshold' && scenario === main.scenario,
)
console.log('\n| bar | measured |\n|---|---|')
console.log(`| false rollbacks at most 5 % | ${percent(alarms.rolledBack)}, "${alarms.scenario}" |`)
console.log(`| misses at most 10 % | ${percent(main.promoted)}, "${main.scenario}" |`)
const medians = [main.medianMinutes, best.medianMinutes].map(minutes)
console.log(`| median no later than the best threshold | ${medians.join(' against ')} |`)
console.log(`\n${(process.cpuUsage().user / 1e6).toFixed(0)} s of processor time`)
