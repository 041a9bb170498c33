import type { Verdict } from '../../lib/domain/container/contract/verdict.ts'
import { table } from '../../lib/domain/core/table.ts'
import type { TestResult } from '../../lib/flows/container/test.ts'
import type { Style } from '../../lib/ports/io.ts'
import type { View } from '../define.ts'

/** The log of a failed run: enough for a traceback. */
const SHOWN_LINES = 25

/** Verdicts as a table, remedies and logs below, the sum last. */
export const testText = (result: TestResult, view: View): string => {
  const { checks, logs, image, as, tookMs } = result
  const bad = checks.filter(({ fix }) => fix !== undefined)
  const word = result.verdict === 'fit' ? view.style.good('fit') : view.style.bad('not fit')
  return [
    table(
      [
        { title: 'verdict', of: ({ verdict }) => worded(verdict, view.style) },
        { title: 'rule', of: ({ rule }) => rule },
        { title: 'what', of: ({ what }) => what },
        { title: 'seen', of: ({ detail }) => detail },
      ],
      checks,
      view,
    ),
    '',
    ...bad.map(
      ({ rule, what, detail, fix }) => `${rule} ${what}\n    seen: ${detail}\n    fix: ${fix}`,
    ),
    ...logs.map(({ run, text }) => `log of ${run}:\n${lastLines(text)}`),
    `${word} for ${as}: ${image} (${countsOf(checks)}; ${(tookMs / 1000).toFixed(1)} s)`,
  ].join('\n')
}

const worded = (verdict: Verdict['verdict'], style: Style): string => {
  switch (verdict) {
    case 'passed':
      return style.good(verdict)
    case 'failed':
      return style.bad(verdict)
    case 'warning':
      return style.caution(verdict)
    case 'skipped':
      return style.dim(verdict)
  }
}

const lastLines = (text: string): string =>
  text === ''
    ? '    (it printed nothing)'
    : text
        .split('\n')
        .slice(-SHOWN_LINES)
        .map((line) => `    ${line}`)
        .join('\n')

const countsOf = (checks: readonly Verdict[]): string =>
  (['passed', 'failed', 'warning', 'skipped'] as const)
    .map((kind) => [checks.filter(({ verdict }) => verdict === kind).length, kind] as const)
    .filter(([count]) => count > 0)
    .map(([count, kind]) => `${count} ${kind}`)
    .join(', ')
