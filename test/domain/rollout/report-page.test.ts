import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isoTime } from '../../../src/lib/domain/core/duration.ts'
import { reportCharts } from '../../../src/lib/domain/rollout/view/report-charts.ts'
import type { RolloutReport } from '../../../src/lib/domain/rollout/view/report-model.ts'
import { reportPage } from '../../../src/lib/domain/rollout/view/report-page.ts'
import { bakingScene, START } from './view-scenes.ts'

/** What a name, a reason or a command line might try. */
const EVIL = `</script><script>window.hit=1</script><img src="https://example.test/x" onerror="window.hit=1">`

const reportOf = (over: Partial<RolloutReport> = {}): RolloutReport => {
  const { look } = bakingScene([0, 1, 0, undefined, 3, 2, 6, 5, 9, 8])
  if (look === undefined) throw new Error('a baking scene has a look')
  const { analysis, canary, baseline } = look
  const { verdict, reason, metrics, evidence } = analysis
  const at = (minute: number) => isoTime(START + minute * 60_000)
  const points = (series: typeof canary) =>
    series.minutes.flatMap(({ at: time, errors, invocations }) => {
      const rate = (errors ?? 0) / invocations
      return errors === undefined ? [] : [{ at: time, rate, low: rate / 2, high: rate * 2 + 0.01 }]
    })
  const [blue, green] = ['blue', 'green']
  return {
    rollout: 'ro-20261122100000-1a2b',
    endpointName: 'fraud',
    variant: green,
    baseline: blue,
    state: 'rolled-back',
    startedAt: at(0),
    until: at(10),
    steps: [
      {
        step: 1,
        percent: 10,
        from: at(0),
        to: at(10),
        verdict,
        reason,
        metrics,
        evidence,
        requests: 600,
        errors: 34,
      },
    ],
    shares: [
      {
        at: at(0),
        shares: [
          { variantName: blue, percent: 100 },
          { variantName: green, percent: 0 },
        ],
      },
      {
        at: at(1),
        shares: [
          { variantName: blue, percent: 90 },
          { variantName: green, percent: 10 },
        ],
      },
      {
        at: at(9),
        shares: [
          { variantName: blue, percent: 100 },
          { variantName: green, percent: 0 },
        ],
      },
    ],
    errors: [
      { variant: green, points: points(canary) },
      { variant: blue, points: points(baseline) },
    ],
    latency: [
      { variant: green, points: canary.minutes },
      { variant: blue, points: baseline.minutes },
    ],
    events: [{ at: at(9), text: EVIL }],
    runs: [
      {
        at: at(0),
        command: `mlctl rollout start --gate '${EVIL}'`,
        account: '000000000000',
        region: 'us-east-1',
        target: 'sandbox',
      },
    ],
    missing: [],
    reason: EVIL,
    ...over,
  }
}

describe('the charts of a report', () => {
  it('are shares, errors, latency and evidence, each with as many values as times', () => {
    const charts = reportCharts(reportOf())
    expect(charts.map(({ title }) => title)).toEqual([
      'Shares of traffic',
      'Error rate',
      'Latency',
      'Evidence on errors',
    ])
    for (const { x, series } of charts) {
      expect([...x].sort((a, b) => a - b)).toEqual(x)
      for (const { values } of series) expect(values.length).toBe(x.length)
    }
  })

  it('fill the band between the edges of the interval', () => {
    const [, errors] = reportCharts(reportOf())
    for (const { upper, lower } of errors?.bands ?? []) {
      expect(errors?.series[upper]).toMatchObject({
        edge: true,
        label: expect.stringContaining('above'),
      })
      expect(errors?.series[lower]).toMatchObject({
        edge: true,
        label: expect.stringContaining('below'),
      })
    }
    expect(errors?.bands.length).toBe(2)
  })

  it('leave an unknown minute unknown', () => {
    const { errors } = reportOf()
    const [, chart] = reportCharts(reportOf({ errors: errors.slice(0, 1), latency: [] }))
    expect(chart?.series[0]?.values).not.toContain(0.0001)
    expect(chart?.x.length).toBe(9)
  })

  it('are left out where there are no figures', () =>
    expect(reportCharts(reportOf({ shares: [], errors: [], latency: [], steps: [] }))).toEqual([]))
})

describe('the page', () => {
  it('holds uPlot as the installed package has it, with its licence', () => {
    const made = spawnSync(process.execPath, ['scripts/build-chart.mjs', '--check'])
    expect(made.stderr.toString()).toBe('')
    expect(made.status).toBe(0)
    expect(reportPage(reportOf())).toContain('Copyright (c) 2022 Leon Sorokin')
  })

  it('allows the scripts and the style that it holds, by digest, and nothing else', () => {
    const page = reportPage(reportOf())
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? ''
    const held = [...page.matchAll(/<(?:script|style)>(.*?)<\/(?:script|style)>/gs)].map(
      ([, text = '']) => text,
    )
    expect(held.length).toBe(3)
    for (const text of held)
      expect(policy).toContain(createHash('sha256').update(text).digest('base64'))
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toContain('unsafe')
  })

  it('takes no name for markup', () => {
    const page = reportPage(reportOf())
    expect(page).not.toContain('<img')
    expect(page).not.toContain('<script>window')
  })

  it('lets no name end the element that holds the figures', () => {
    const shares = [{ at: isoTime(START), shares: [{ variantName: EVIL, percent: 100 }] }]
    const page = reportPage(reportOf({ variant: EVIL, shares }))
    const figures = /<script type="application\/json" id="figures">(.*?)<\/script>/s.exec(page)?.[1]
    expect(JSON.parse(figures ?? '')[0].series[0].label).toBe(EVIL)
    expect(page).not.toContain('<script>window')
  })
})

const CHROMIUM = '/usr/bin/chromium'

describe.skipIf(!existsSync(CHROMIUM))(
  'the page in Chromium (skipped where /usr/bin/chromium is absent)',
  () => {
    let browser: Browser
    const folder = mkdtempSync(join(tmpdir(), 'mlctl-test-'))
    const keep = process.env.MLCTL_TEST_PICTURES ?? folder
    beforeAll(async () => {
      browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] })
      mkdirSync(keep, { recursive: true })
    }, 60_000)
    afterAll(async () => {
      await browser.close()
      rmSync(folder, { recursive: true, force: true })
    })

    const open = async (
      report: RolloutReport,
      colorScheme: 'light' | 'dark' = 'light',
      width = 900,
    ) => {
      const file = join(folder, `report-${Math.round(performance.now() * 1_000)}.html`)
      writeFileSync(file, reportPage(report))
      const page = await browser.newPage({ colorScheme, viewport: { width, height: 900 } })
      const asked: string[] = []
      const faults: string[] = []
      page.on('request', (request) => void asked.push(request.url()))
      page.on('pageerror', (error) => void faults.push(error.message))
      page.on(
        'console',
        (message) => void (message.type() === 'error' && faults.push(message.text())),
      )
      await page.goto(pathToFileURL(file).href)
      return { page, asked, faults, file }
    }

    it('draws all charts, asks nobody, runs nothing that a name brought', async () => {
      const { page, asked, faults, file } = await open(reportOf())
      expect(await page.locator('canvas').count()).toBe(4)
      expect(faults).toEqual([])
      expect(asked).toEqual([pathToFileURL(file).href])
      expect(await page.evaluate('window.hit')).toBeUndefined()
      expect(await page.getByText('window.hit=1').count()).toBeGreaterThan(0)
      await page.screenshot({ path: join(keep, 'light.png'), fullPage: true })
    }, 60_000)

    it('follows a dark colour scheme, and a narrow window', async () => {
      const { page, faults } = await open(reportOf(), 'dark', 400)
      const background = await page.evaluate('getComputedStyle(document.body).backgroundColor')
      expect(background).toBe('rgb(22, 22, 22)')
      const wide = await page.evaluate('document.documentElement.scrollWidth')
      expect(wide).toBeLessThanOrEqual(400)
      expect(faults).toEqual([])
      await page.screenshot({ path: join(keep, 'dark.png'), fullPage: true })
    }, 60_000)

    it('prints in black on white', async () => {
      const { page, faults } = await open(reportOf(), 'dark')
      const paper = await page.pdf({ path: join(keep, 'print.pdf'), format: 'A4' })
      expect(paper.length).toBeGreaterThan(20_000)
      expect(faults).toEqual([])
      expect(await page.locator('canvas').count()).toBe(4)
    }, 60_000)
  },
)
