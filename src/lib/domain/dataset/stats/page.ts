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
dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem}dt{color:#666}dd{margin:0;overflow-wrap:anywhere}
h1{overflow-wrap:anywhere}svg{width:100%;height:auto}text{font:13px system-ui,sans-serif;fill:#222}rect{fill:#0072b2}.note{color:#666}
table{border-collapse:collapse}th,td{padding:.2rem .8rem .2rem 0;text-align:left;border-bottom:1px solid #ddd}
@media(prefers-color-scheme:dark){body{background:#161616;color:#ddd}dt,.note{color:#999}text{fill:#ddd}rect{fill:#56b4e9}th,td{border-color:#444}}
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

const SIZE = { width: 800, row: 24, label: 200, note: 130 }
const LONGEST_LABEL = 28

const chartSection = (chart: Chart): string =>
  [
    `<h2>${escaped(chart.title)}</h2>`,
    barsSvg(chart),
    ...(chart.note === undefined ? [] : [`<p class="note">${escaped(chart.note)}</p>`]),
  ].join('\n')

const barsSvg = ({ title, bars }: Chart): string => {
  const most = Math.max(1, ...bars.map(({ value }) => value))
  const room = SIZE.width - SIZE.label - SIZE.note
  const rows = bars.map(({ label, value, note }, i) => {
    const y = i * SIZE.row
    const width = value === 0 ? 0 : Math.max(1, Math.round((value / most) * room))
    const signs = [...label]
    const short =
      signs.length > LONGEST_LABEL ? `${signs.slice(0, LONGEST_LABEL - 1).join('')}…` : label
    const behind = SIZE.label + width + 8
    return `<text x="${SIZE.label - 8}" y="${y + 17}" text-anchor="end">${escaped(short)}</text><rect x="${SIZE.label}" y="${y + 3}" width="${width}" height="${SIZE.row - 6}"/><text x="${behind}" y="${y + 17}">${escaped(note ?? value.toLocaleString('en-US'))}</text>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIZE.width} ${bars.length * SIZE.row}" role="img" aria-label="${escaped(title)}">
${rows.join('\n')}
</svg>`
}

const costSection = ({ epochCosts }: StatsReport): string => {
  if (epochCosts.length === 0) return ''
  const rows = epochCosts.map(
    (cost) => `<tr><td>${escaped(cost.model)}</td><td>${escaped(costText(cost))}</td></tr>`,
  )
  return `<h2>One epoch of training</h2>
<table>
${rows.join('\n')}
</table>`
}
