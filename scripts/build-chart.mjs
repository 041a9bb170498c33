// Puts uPlot's code and style into src/lib/domain/rollout/view/uplot.ts, which is committed: pages with
// charts carry it inside and ask nobody. With --check it writes nothing and fails when the committed file
// is not what the installed package gives. Usage: node scripts/build-chart.mjs [--check]
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const TARGET = 'src/lib/domain/rollout/view/uplot.ts'
const require = createRequire(import.meta.url)
const home = dirname(require.resolve('uplot/package.json'))
const read = (name) => readFileSync(join(home, name), 'utf8').trim()
const literal = (text) =>
  `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n').replaceAll('${', '$\\u007b')}'`

const licence = read('LICENSE').replaceAll('*/', '* /')
const code = `/*! ${licence} */\n${read('dist/uPlot.iife.min.js')}`
if (/<\/script/i.test(code)) throw new Error('the code would end the element that holds it')
const text = `// Made by scripts/build-chart.mjs from the package uplot. Do not edit.

/** uPlot with its licence, as a script that defines \`uPlot\`. */
export const UPLOT_CODE =
  ${literal(code)}

export const UPLOT_STYLE =
  ${literal(read('dist/uPlot.min.css'))}
`
if (!process.argv.includes('--check')) {
  writeFileSync(TARGET, text)
  console.log(`${TARGET}: ${text.length} bytes`)
} else if (readFileSync(TARGET, 'utf8') !== text) {
  console.error(`${TARGET} is not what the package gives: node scripts/build-chart.mjs`)
  process.exitCode = 1
}
