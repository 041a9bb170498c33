import { createHash } from 'node:crypto'
import { epochOf, formatDuration } from '../../core/duration.ts'
import { escaped } from '../../core/markup.ts'
import { percentText, sharesText } from '../weights.ts'
import { type ReportChart, reportCharts } from './report-charts.ts'
import type { ReportStep, RolloutReport } from './report-model.ts'
import { REPORT_SCRIPT } from './report-script.ts'
import { UPLOT_CODE, UPLOT_STYLE } from './uplot.ts'
import { rateText } from './words.ts'

const STYLE = `${UPLOT_STYLE}
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;background:#fff;color:#222}
h1,h2,dd{overflow-wrap:anywhere}td{overflow-wrap:break-word;max-width:34rem}td:last-child{min-width:11rem}h1 small{font-weight:400;color:#666}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem}dt,.note{color:#666}dd{margin:0}
table{border-collapse:collapse;width:100%}th,td{padding:.25rem .8rem .25rem 0;text-align:left;vertical-align:top;border-bottom:1px solid #ddd}
td.at,td.pass,td.fail,td.inconclusive{white-space:nowrap}
.pass{color:#006b4f}.fail{color:#b03a00}.inconclusive{color:#666}
section{break-inside:avoid;overflow-x:auto}.u-legend{text-align:left;font-size:13px}.u-legend [hidden]{display:none}
@media(prefers-color-scheme:dark){body{background:#161616;color:#ddd}dt,.note,h1 small,.inconclusive{color:#999}th,td{border-color:#444}.pass{color:#2fc79a}.fail{color:#ff9d5c}}
@media print{:root{color-scheme:light}section{overflow:visible}body{background:#fff;color:#000;max-width:none;margin:0}th,td{border-color:#ccc}dt,.note,h1 small,.inconclusive{color:#555}.pass{color:#006b4f}.fail{color:#b03a00}}`

/**
 * One page with everything inside. Its content security policy names the two scripts and the style by
 * their digests and forbids everything else: no request to anywhere, and nothing that a name could smuggle in.
 */
export const reportPage = (report: RolloutReport): string => {
  const charts = reportCharts(report)
  const title = `${report.endpointName}: ${report.variant} ${report.state}`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy()}">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escaped(report.endpointName)} <small>${escaped(report.state)}</small></h1>
${factList(report)}
${report.missing.map((text) => `<p class="fail">${escaped(text)}</p>`).join('\n')}
${charts.map(chartSection).join('\n')}
<noscript><p class="note">The charts need scripts; the tables below hold the verdicts.</p></noscript>
${stepTable(report)}
${report.steps.map(metricTable).join('\n')}
${lines(
  'What happened',
  report.events.map(({ at, text }) => [at, text]),
)}
${lines(
  'Who did what',
  report.runs.map(({ at, command, account, region, target, caller }) => [
    at,
    command,
    `${caller ?? `account ${account}`}, ${target}, ${region}`,
  ]),
)}
<script type="application/json" id="figures">${json(charts)}</script>
<script>${UPLOT_CODE}</script>
<script>${REPORT_SCRIPT}</script>
</body>
</html>
`
}

const policy = (): string =>
  `default-src 'none'; script-src ${digest(UPLOT_CODE)} ${digest(REPORT_SCRIPT)}; style-src ${digest(STYLE)}; base-uri 'none'; form-action 'none'`

const digest = (text: string): string =>
  `'sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}'`

/** No text can end the element that holds it. */
const json = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c')

const factList = (report: RolloutReport): string => {
  const last = report.shares.at(-1)?.shares ?? []
  const lasted = epochOf(report.until) - epochOf(report.startedAt)
  const sandboxed = report.runs.some(({ target }) => target === 'sandbox')
  const facts: readonly (readonly [string, string])[] = [
    ['Rollout', report.rollout],
    ['Variant', `${report.variant}, compared with ${report.baseline}`],
    ...(report.reason === undefined ? [] : [['Why', report.reason] as const]),
    ['Began', report.startedAt],
    ['Until', `${report.until} (${formatDuration(lasted)})`],
    ['Shares', sharesText(last)],
    ...(sandboxed ? [['Where', 'the sandbox: no AWS account, made-up traffic'] as const] : []),
  ]
  const rows = facts.map(([label, text]) => `<dt>${escaped(label)}</dt><dd>${escaped(text)}</dd>`)
  return `<dl>\n${rows.join('\n')}\n</dl>`
}

const chartSection = ({ title, note }: ReportChart, at: number): string =>
  `<section><h2>${escaped(title)}</h2><p class="note">${escaped(note)}</p><div id="chart-${at}"></div></section>`

const stepTable = ({ steps }: RolloutReport): string => {
  if (steps.length === 0) return ''
  const rows = steps.map(
    ({ step, percent, from, to, verdict, reason, requests, errors }) =>
      `<tr><td>${step}</td><td>${escaped(percentText(percent))}</td><td class="at">${escaped(from.slice(11, 19))} to ${escaped(to.slice(11, 19))}</td><td>${requests.toLocaleString('en-US')}, ${requests === 0 ? '–' : escaped(rateText(errors / requests))} failed</td><td class="${verdict}">${verdict}</td><td>${escaped(reason)}</td></tr>`,
  )
  return `<section><h2>Steps</h2>
<table><thead><tr><th>Step</th><th>Share</th><th>Bake (UTC)</th><th>Requests</th><th>Verdict</th><th>Why</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody></table></section>`
}

const metricTable = ({ step, percent, metrics }: ReportStep): string => {
  const rows = metrics.map(
    ({ metric, verdict, reason }) =>
      `<tr><td>${escaped(metric)}</td><td class="${verdict}">${verdict}</td><td>${escaped(reason)}</td></tr>`,
  )
  return `<section><h2>Verdicts of step ${step} (${escaped(percentText(percent))})</h2>
<table><tbody>
${rows.join('\n')}
</tbody></table></section>`
}

/** Rows whose first cell is a time. */
const lines = (title: string, rows: readonly (readonly string[])[]): string => {
  if (rows.length === 0) return ''
  const cells = rows.map(
    ([at = '', ...rest]) =>
      `<tr><td class="at">${escaped(at)}</td>${rest.map((text) => `<td>${escaped(text)}</td>`).join('')}</tr>`,
  )
  return `<section><h2>${escaped(title)}</h2>
<table><tbody>
${cells.join('\n')}
</tbody></table></section>`
}
