// Feeds random and broken bytes to the scanner and compares every verdict and finding with the
// TypeScript path, until the time is over. A difference, a trap or a hang is printed with its seed.
// Usage: node scripts/fuzz-scan.mjs [--minutes 10] [--seed N]
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, seed: { type: 'string' } },
})
const first = Number(values.seed ?? Date.now() % 2 ** 31)
const until = Date.now() + Number(values.minutes) * 60_000
/** A round takes milliseconds: one that takes seconds hangs. */
const SLOW_MS = 5_000

mkdirSync('.cache', { recursive: true })
const scratch = mkdtempSync(join('.cache', 'fuzz-'))
try {
  const outfile = join(scratch, 'fuzz.mjs')
  await build({
    entryPoints: ['test/support/scan-fuzz.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'warning',
  })
  const { jsonRound, recordRound } = await import(pathToFileURL(outfile).href)
  const count = { rounds: 0, failed: 0, slowestMs: 0 }
  const report = () => console.log(JSON.stringify({ first, ...count }))
  let told = Date.now()
  for (let seed = first; Date.now() < until; seed++) {
    const start = Date.now()
    let problems
    try {
      problems = [...(await jsonRound(seed)), ...(await recordRound(seed))]
    } catch (error) {
      problems = [String(error?.stack ?? error)]
    }
    const ms = Date.now() - start
    if (ms > SLOW_MS) problems.push(`took ${ms} ms`)
    count.rounds++
    count.slowestMs = Math.max(count.slowestMs, ms)
    if (problems.length > 0) {
      count.failed++
      for (const problem of problems.slice(0, 3))
        console.log(`seed ${seed}: ${JSON.stringify(problem).slice(0, 800)}`)
      if (count.failed > 20) break
    }
    if (Date.now() - told > 60_000) {
      told = Date.now()
      report()
    }
  }
  report()
  if (count.failed > 0) process.exitCode = 1
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
