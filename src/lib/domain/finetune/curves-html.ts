import type { ChartSeries } from '../core/chart.ts'
import { escaped } from '../core/markup.ts'
import { curvesSvg } from './curves-svg.ts'
import type { MetricPoint } from './metrics.ts'

export type CurvesPage = {
  readonly title: string
  /** Label and value, shown above the chart. */
  readonly facts: readonly (readonly [label: string, value: string])[]
  readonly series: readonly ChartSeries[]
  readonly epochs: readonly {
    readonly epoch: number
    readonly training?: MetricPoint
    readonly validation?: MetricPoint
  }[]
}

/** One page with everything inside: no script, no font, no request to anywhere. */
export const curvesHtml = ({ title, facts, series, epochs }: CurvesPage): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)}</title>
<style>
body{font:16px/1.5 system-ui,sans-serif;max-width:56rem;margin:2rem auto;padding:0 1rem;background:#fff;color:#222}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem}dt{color:#666}dd{margin:0;overflow-wrap:anywhere}
table{border-collapse:collapse}th,td{padding:.2rem .8rem;text-align:right;border-bottom:1px solid #ddd}
@media(prefers-color-scheme:dark){body{background:#161616;color:#ddd}dt{color:#999}th,td{border-color:#444}}
</style>
</head>
<body>
<h1>${escaped(title)}</h1>
<dl>
${facts.map(([label, value]) => `<dt>${escaped(label)}</dt><dd>${escaped(value)}</dd>`).join('\n')}
</dl>
${curvesSvg(series, 'Loss')}
<table>
<thead><tr><th>Epoch</th><th>Training loss</th><th>Validation loss</th></tr></thead>
<tbody>
${epochs
  .map(
    ({ epoch, training, validation }) =>
      `<tr><td>${epoch}</td><td>${loss(training)}</td><td>${loss(validation)}</td></tr>`,
  )
  .join('\n')}
</tbody>
</table>
</body>
</html>
`

const loss = (point: MetricPoint | undefined): string =>
  point === undefined ? '–' : point.loss.toFixed(4)
