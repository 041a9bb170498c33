import { createHash } from 'node:crypto'
import { escaped } from '../core/markup.ts'
import type { ShadowReport } from './report-model.ts'
import { answerLines, SIDE_HEADS, sideCells } from './report-text.ts'

const STYLE = `:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;background:#fff;color:#222}
h1,h2,td{overflow-wrap:anywhere}h1 small{font-weight:400;color:#666}.note{color:#666}
table{border-collapse:collapse;width:100%}th,td{padding:.25rem .8rem .25rem 0;text-align:left;vertical-align:top;border-bottom:1px solid #ddd}
code{font:13px/1.4 ui-monospace,monospace}.pass{color:#006b4f}.fail{color:#b03a00}.inconclusive{color:#666}
section{break-inside:avoid;overflow-x:auto}
@media(prefers-color-scheme:dark){body{background:#161616;color:#ddd}.note,h1 small,.inconclusive{color:#999}th,td{border-color:#444}.pass{color:#2fc79a}.fail{color:#ff9d5c}}
@media print{:root{color-scheme:light}body{background:#fff;color:#000;max-width:none;margin:0}.pass{color:#006b4f}.fail{color:#b03a00}}`

/** The page runs nothing and asks nobody: its policy forbids all but its own style. */
const policy = (): string => {
  const digest = createHash('sha256').update(STYLE, 'utf8').digest('base64')
  return `default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'`
}

/** One page of a shadow test, with everything inside. */
export const shadowPage = (report: ShadowReport): string => {
  const { name, endpointName, status, verdict, reason, window, samplingPercentage } = report
  const copied = samplingPercentage === undefined ? '' : ` · ${samplingPercentage} % copied`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy()}">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escaped(`${endpointName}: ${name} ${verdict}`)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escaped(endpointName)} <small>${escaped(name)}, ${escaped(status)}</small></h1>
<p class="${verdict}"><strong>${verdict}</strong>: ${escaped(reason)}</p>
<p class="note">${escaped(`${window.from} to ${window.to}${copied}`)}</p>
${report.missing.map((text) => `<p class="inconclusive">${escaped(text)}</p>`).join('\n')}
${tableOf(
  'Production and shadow',
  ['', ...SIDE_HEADS],
  [
    ['production', ...sideCells(report.production)],
    ['shadow', ...sideCells(report.shadow)],
  ],
)}
${judgementTable(report)}
${answersPart(report)}
</body>
</html>
`
}

const tableOf = (
  title: string,
  heads: readonly string[],
  rows: readonly (readonly string[])[],
): string => `<section><h2>${escaped(title)}</h2>
<table><thead><tr>${heads.map((head) => `<th>${escaped(head)}</th>`).join('')}</tr></thead>
<tbody>
${rows.map((row) => `<tr>${row.map((cell) => `<td>${escaped(cell)}</td>`).join('')}</tr>`).join('\n')}
</tbody></table></section>`

const judgementTable = ({ judgements }: ShadowReport): string => {
  const rows = judgements.map(
    ({ metric, verdict, reason }) =>
      `<tr><td>${escaped(metric)}</td><td class="${verdict}">${verdict}</td><td>${escaped(reason)}</td></tr>`,
  )
  return `<section><h2>Verdicts</h2>
<table><tbody>
${rows.join('\n')}
</tbody></table></section>`
}

const answersPart = ({ answers }: ShadowReport): string => {
  if (answers === undefined) return ''
  const lines = answerLines(answers).map((line) => `<p>${escaped(line)}</p>`)
  const { examples } = answers
  const rows = examples.map(({ at, input, where, production, shadow }) => [
    at,
    input ?? '',
    where,
    production,
    shadow,
  ])
  const shown =
    rows.length === 0
      ? ''
      : tableOf('Examples of differences', ['at', 'request', 'where', 'production', 'shadow'], rows)
  return `<section><h2>Answers</h2>
${lines.join('\n')}</section>
${shown}`
}
