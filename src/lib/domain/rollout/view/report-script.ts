/**
 * Draws the figures of the page with uPlot: once, again when the colour scheme changes, and in black on
 * white for a printer. It reads nothing but the element that holds the figures, and writes text as text.
 */
export const REPORT_SCRIPT = `(() => {
  const charts = JSON.parse(document.getElementById('figures').textContent)
  const dark = matchMedia('(prefers-color-scheme: dark)')
  const LIGHT = { text: '#222', grid: '#ddd', canary: '#d55e00', baseline: '#0072b2', other: '#009e73', bound: '#777' }
  const DARK = { text: '#ddd', grid: '#444', canary: '#e69f00', baseline: '#56b4e9', other: '#2fc79a', bound: '#999' }
  let drawn = []
  const verticals = (marks, colour) => (u) => {
    const { ctx, bbox } = u
    ctx.save()
    ctx.strokeStyle = colour
    ctx.setLineDash([4, 4])
    for (const mark of marks) {
      const x = Math.round(u.valToPos(mark, 'x', true))
      if (x < bbox.left || x > bbox.left + bbox.width) continue
      ctx.beginPath()
      ctx.moveTo(x, bbox.top)
      ctx.lineTo(x, bbox.top + bbox.height)
      ctx.stroke()
    }
    ctx.restore()
  }
  const number = (unit) => (u, value) =>
    value == null ? '–' : (Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3))) + (unit ? ' ' + unit : '')
  const optionsOf = (chart, c, width) => ({
    width,
    height: 260,
    tzDate: (at) => uPlot.tzDate(new Date(at * 1e3), 'Etc/UTC'),
    fmtDate: (template) => uPlot.fmtDate(template.replace('{h}', '{H}').replace('{aa}', '')),
    series: [
      { label: 'UTC', value: (u, at) => (at == null ? '–' : new Date(at * 1e3).toISOString().slice(11, 16)) },
      ...chart.series.map((s) => ({
        label: s.label,
        stroke: s.edge ? 'transparent' : c[s.role],
        width: s.role === 'canary' ? 2 : 1.5,
        dash: s.dashed ? [6, 4] : undefined,
        paths: s.stepped ? uPlot.paths.stepped({ align: 1 }) : undefined,
        points: { show: !s.edge && !s.stepped && s.role !== 'bound' && chart.x.length < 4 },
        value: number(chart.unit),
      })),
    ],
    bands: chart.bands.map(({ upper, lower }) => ({
      series: [upper + 1, lower + 1],
      fill: c[chart.series[upper].role] + '2e',
    })),
    axes: [
      { incrs: [1, 2, 5, 10, 15, 30, 60, 120, 360, 720, 1440].map((minutes) => minutes * 60), stroke: c.text, grid: { stroke: c.grid, width: 1 }, ticks: { stroke: c.grid }, values: (u, splits) => splits.map((at) => new Date(at * 1e3).toISOString().slice(11, 16)) },
      { stroke: c.text, grid: { stroke: c.grid, width: 1 }, ticks: { stroke: c.grid }, size: 70, values: (u, splits) => splits.map((v) => number(chart.unit)(u, v)) },
    ],
    hooks: { draw: [verticals(chart.marks, c.bound)] },
  })
  const draw = (print) => {
    const c = !print && dark.matches ? DARK : LIGHT
    for (const plot of drawn) plot.destroy()
    drawn = charts.map((chart, at) => {
      const place = document.getElementById('chart-' + at)
      const width = print ? 660 : Math.max(280, place.clientWidth)
      const plot = new uPlot(optionsOf(chart, c, width), [chart.x, ...chart.series.map((s) => s.values)], place)
      const rows = plot.root.querySelectorAll('.u-legend .u-series')
      chart.series.forEach((s, i) => { if (s.edge && rows[i + 1]) rows[i + 1].hidden = true })
      return plot
    })
    document.documentElement.dataset.charts = String(drawn.length)
  }
  draw(false)
  dark.addEventListener('change', () => draw(false))
  let waiting
  addEventListener('resize', () => { clearTimeout(waiting); waiting = setTimeout(() => draw(false), 150) })
  addEventListener('beforeprint', () => draw(true))
  addEventListener('afterprint', () => draw(false))
})()`
