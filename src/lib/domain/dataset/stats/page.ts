import { escaped } from '../../core/markup.ts'
import { type Chart, chartsOf, costText, factsOf, type StatsReport } from './report.ts'

/** One page with everything inside: no script, no font, no request to anywhere. */
export const statsPage = (report: StatsReport): string => {
  const title = report.files.map(({ path }) => path).join(', ')
  const rows = factsOf(report).map(
    ([label, value]) => `<dt>${escaped(label)}</dt><dd>${escaped(value)}</dd>`,
  )
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)}</title>
<style>
body{font:16px/1.5 system-ui,sans-serif;max-width:56rem;margin:2rem auto;padding:0 1rem;background:#fff;color:#222}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem}dt,.note{color:#666}dd{margin:0;overflow-wrap:anywhere}
h1{overflow-wrap:anywhere}table{border-collapse:collapse}th,td{text-align:left;font-weight:normal;font-size:.9rem}
.bars{width:100%}.bars th{width:30%;text-align:right;padding-right:.6rem;overflow-wrap:anywhere}.bars td:last-child{width:1%;white-space:nowrap;padding-left:.6rem;text-align:right}
.bars i{display:block;height:1.1rem;background:#0072b2;min-width:1px;print-color-adjust:exact}
.costs th{white-space:nowrap}.costs th,.costs td{padding:.2rem .8rem .2rem 0;border-bottom:1px solid #ddd;vertical-align:top}
@media(prefers-color-scheme:dark){body{background:#161616;color:#ddd}dt,.note{color:#999}.bars i{background:#56b4e9}.costs th,.costs td{border-color:#444}}
</style>
</head>
<body>
<h1>${escaped(title)}</h1>
<dl>
${rows.join('\n')}
</dl>
${chartsOf(report).map(chartSection).join('\n')}
${costSection(report)}
</body>
</html>
`
}

const chartSection = (chart: Chart): string =>
  [
    `<h2>${escaped(chart.title)}</h2>`,
    barTable(chart),
    ...(chart.note === undefined ? [] : [`<p class="note">${escaped(chart.note)}</p>`]),
  ].join('\n')

/** Bars as parts of the width there is, so that their words stay as large as all others. */
const barTable = ({ title, bars }: Chart): string => {
  const most = Math.max(1, ...bars.map(({ value }) => value))
  const rows = bars.map(({ label, value, note }) => {
    const share = ((100 * value) / most).toFixed(1)
    const bar = value === 0 ? '' : `<i style="width:${share}%"></i>`
    const figure = note ?? value.toLocaleString('en-US')
    return `<tr><th scope="row">${escaped(label)}</th><td>${bar}</td><td>${escaped(figure)}</td></tr>`
  })
  return `<table class="bars" aria-label="${escaped(title)}">
${rows.join('\n')}
</table>`
}

const costSection = ({ epochCosts }: StatsReport): string => {
  if (epochCosts.length === 0) return ''
  const rows = epochCosts.map(
    (cost) =>
      `<tr><th scope="row">${escaped(cost.model)}</th><td>${escaped(costText(cost))}</td></tr>`,
  )
  return `<h2>One epoch of training</h2>
<table class="costs">
${rows.join('\n')}
</table>`
}
