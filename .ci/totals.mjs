// Sums vitest's JSON reports into one closing line, and names what was skipped.
import { existsSync, readFileSync } from 'node:fs'

const totals = { passed: 0, failed: 0, skipped: 0 }
const skipped = new Set()
for (const path of process.argv.slice(2).filter(existsSync)) {
  const report = JSON.parse(readFileSync(path, 'utf8'))
  totals.passed += report.numPassedTests
  totals.failed += report.numFailedTests
  totals.skipped += report.numPendingTests
  for (const file of report.testResults) {
    for (const test of file.assertionResults) {
      if (test.status === 'pending' || test.status === 'skipped') skipped.add(test.fullName)
    }
  }
}
for (const name of skipped) console.log(`skipped test: ${name}`)
console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`)
if (totals.failed > 0 || totals.passed === 0) process.exitCode = 1
