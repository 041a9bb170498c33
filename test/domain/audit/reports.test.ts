import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { auditPage } from '../../../src/lib/domain/audit/page.ts'
import { auditSarif } from '../../../src/lib/domain/audit/sarif.ts'
import { auditText } from '../../../src/lib/domain/audit/text.ts'
import { displayWidth } from '../../../src/lib/domain/core/width.ts'
import { styleFor } from '../../../src/lib/io/style.ts'
import { auditReportOf, findingOf } from '../../support/audit-report.ts'

const EVIL = `</pre></script><script>window.hit=1</script><img src="https://example.test/x" onerror="window.hit=1">`
const accepted = { reason: 'an old demo', acceptedOn: '2026-11-01', expiresOn: '2027-01-01' }
const FINDINGS = [
  findingOf('A03.public-policy', 'arn:aws:s3:::acme-ml'),
  findingOf('A04.tls-only', 'arn:aws:s3:::acme-ml'),
  findingOf('A04.tls-only', 'arn:aws:s3:::other', { accepted }),
  findingOf('A08.zones', 'subnet-0a subnet-0b', { kind: 'subnets' }),
  findingOf('A13.trail', 'account 111122223333', { detail: EVIL, evidence: { name: EVIL } }),
]
const REPORT = auditReportOf(FINDINGS, {
  scope: EVIL,
  gaps: ['buckets could not be listed: s3:ListAllMyBuckets is not allowed'],
})
const style = styleFor(false, true)

describe('the text', () => {
  it.each([40, 60, 80, 120])('fits %i columns, but for lines to be copied', (columns) => {
    const lines = auditText(REPORT, { style, columns, tty: true }).split('\n')
    const wide = lines.filter((line) => displayWidth(line) > columns)
    const commands = FINDINGS.map(({ remedy }) => remedy?.command)
    expect(wide.filter((line) => !commands.includes(line.trim()))).toEqual([])
  })

  it('tells the worst first, what is unknown and why, and the sums', () => {
    const text = auditText(REPORT, { style, columns: 100, tty: true })
    const places = [
      'CRITICAL (1)',
      'HIGH (1)',
      'MEDIUM (2)',
      'UNKNOWN',
      '1 critical, 1 high, 2 medium',
    ]
    const found = places.map((place) => text.indexOf(place))
    expect(found.every((at) => at >= 0)).toBe(true)
    expect(found).toEqual([...found].sort((a, b) => a - b))
    expect(text.replace(/\s+/g, ' ')).toContain(
      'unknown for 40 buckets (s3:GetBucketPolicyStatus is not allowed)',
    )
  })

  it('says so when there are no faults', () =>
    expect(auditText(auditReportOf([]), { style, columns: 80, tty: true })).toContain('No faults;'))
})

describe('SARIF', () => {
  const fixture = join(import.meta.dirname, '../../fixtures/reports/sarif-2.1.0.schema.json')
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false })
  addFormats.default(ajv)
  const isSarif = ajv.compile(JSON.parse(readFileSync(fixture, 'utf8')))

  it.each([
    ['faults', REPORT],
    ['no fault', auditReportOf([])],
  ])('is what the OASIS schema asks, of %s', (_, report) => {
    isSarif(JSON.parse(JSON.stringify(auditSarif(report))))
    expect(isSarif.errors ?? []).toEqual([])
  })

  it('suppresses what a baseline accepts, and points each result at its rule', () => {
    const [run] = auditSarif(REPORT).runs
    const results = run?.results ?? []
    expect(results.map(({ suppressions }) => suppressions?.length)).toEqual(
      FINDINGS.map((one) => (one.accepted === undefined ? undefined : 1)),
    )
    const ids = run?.tool.driver.rules.map(({ id }) => id)
    expect(results.map(({ ruleIndex }) => ids?.[ruleIndex])).toEqual(FINDINGS.map(({ id }) => id))
  })
})

describe('the page', () => {
  it('allows its own style by digest and nothing else', () => {
    const page = auditPage(REPORT)
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? ''
    const held = /<style>(.*?)<\/style>/s.exec(page)?.[1] ?? ''
    expect(policy).toContain(createHash('sha256').update(held).digest('base64'))
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toContain('unsafe')
  })

  it('takes no name and no answer for markup', () => {
    expect(auditPage(REPORT)).not.toContain('<img')
    expect(auditPage(REPORT)).not.toContain('<script')
  })
})

const CHROMIUM = '/usr/bin/chromium'

describe.skipIf(!existsSync(CHROMIUM))(
  'the page in Chromium (skipped where /usr/bin/chromium is absent)',
  () => {
    let browser: Browser
    const folder = mkdtempSync(join(tmpdir(), 'mlctl-test-'))
    beforeAll(async () => {
      browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] })
    }, 60_000)
    afterAll(async () => {
      await browser.close()
      rmSync(folder, { recursive: true, force: true })
    })

    it.each(['light', 'dark'] as const)(
      'is read on a narrow %s window, asking nobody',
      async (colorScheme) => {
        const file = join(folder, `${colorScheme}.html`)
        writeFileSync(file, auditPage(REPORT))
        const page = await browser.newPage({ colorScheme, viewport: { width: 420, height: 900 } })
        const [asked, faults]: [string[], string[]] = [[], []]
        page.on('request', (request) => void asked.push(request.url()))
        page.on('pageerror', (error) => void faults.push(error.message))
        page.on('console', (said) => void (said.type() === 'error' && faults.push(said.text())))
        await page.goto(pathToFileURL(file).href)
        expect([asked, faults]).toEqual([[pathToFileURL(file).href], []])
        expect(await page.evaluate('window.hit')).toBeUndefined()
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(420)
        await page.locator('summary').first().click()
        expect(await page.locator('pre').first().isVisible()).toBe(true)
        expect(await page.getByText('an old demo').count()).toBe(1)
      },
      60_000,
    )
  },
)
