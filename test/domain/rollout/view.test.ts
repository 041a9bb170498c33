import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { displayWidth } from '../../../src/lib/domain/core/width.ts'
import type { Phase } from '../../../src/lib/domain/rollout/model.ts'
import { wrapped } from '../../../src/lib/domain/rollout/view/fit.ts'
import { gauge, leaning } from '../../../src/lib/domain/rollout/view/gauge.ts'
import { rolloutScreen } from '../../../src/lib/domain/rollout/view/screen.ts'
import { byMinute, sparkline } from '../../../src/lib/domain/rollout/view/sparkline.ts'
import { heartbeatOf, stepMarks } from '../../../src/lib/domain/rollout/view/words.ts'
import { styleFor } from '../../../src/lib/io/style.ts'
import { bakingScene, START, stateIn } from './view-scenes.ts'

const plain = styleFor(false, true)
const ascii = styleFor(false, false)
const MINUTE_MS = 60_000
const screenOf = (scene = bakingScene([0, 0, 1, 0]), columns = 80, style = plain) =>
  rolloutScreen(scene, { columns, style, now: START + 4 * MINUTE_MS })
// biome-ignore lint/suspicious/noControlCharactersInRegex: colours have no width
const bare = (line: string) => line.replace(/\u001b\[[0-9;]*m/g, '')

describe('a sparkline', () => {
  it.each([
    [[0, 1, 2, 4], 4, true, '▁▃▅█'],
    [[0, 1, 2, 4], 4, false, '_:=#'],
    [[1, undefined, 0], 1, true, '█ ▁'],
    [[0, 0], 0, true, '▁▁'],
    [[9], 4, true, '█'],
  ] as const)('of %j up to %d is "%s %s"', (values, most, unicode, drawn) =>
    expect(sparkline(values, { most, width: 10, unicode })).toBe(drawn),
  )

  it('shows the newest values where not all have room', () =>
    expect(sparkline([1, 0, 0], { most: 1, width: 2, unicode: true })).toBe('▁▁'))

  it('leaves a gap where a minute has no figure', () =>
    expect(
      byMinute(
        [
          { at: 0, n: 1 },
          { at: 120_000, n: 3 },
        ],
        ({ n }) => n,
        { from: 0, to: 179_000 },
      ),
    ).toEqual([1, undefined, 3]))
})

describe('the gauge', () => {
  const evidence = (logLikelihood: number, ofRatio: number) => ({
    upper: 3,
    lower: -2,
    path: [{ at: 0, logLikelihood, ofRatio }],
  })
  it.each([
    [3, 3.2, 1],
    [1.5, 1.7, 0.5],
    [-0.5, -1, -0.5],
    [-2, -4, -1],
    [0.3, -1, 0.1],
  ])('log-likelihood %d, of the ratio %d: leans by %d', (worse, same, leans) =>
    expect(leaning(evidence(worse, same))).toBeCloseTo(leans),
  )

  it('has the mark at the end where the canary fails, and at the other where it passes', () => {
    const size = { width: 32, unicode: true }
    expect(gauge(evidence(3, 3), size)).toBe('passes ├────────┼───────●┤ fails')
    expect(gauge(evidence(-2, -2), size)).toBe('passes ├●───────┼────────┤ fails')
    expect(gauge(evidence(0, 0), { ...size, unicode: false })).toMatch(/^passes \|-+O-+\| fails$/)
    expect(gauge(evidence(0, 0), { ...size, width: 18 })).toBeUndefined()
  })
})

describe('the screen', () => {
  it('tells shares, countdown, figures, evidence and verdicts', () => {
    const text = screenOf().join('\n')
    expect(text).toContain('fraud  baking')
    expect(text).toContain('>10 %< 50 % 100 %')
    expect(text).toMatch(/traffic {2}blue {2}█+ 90 %/)
    expect(text).toContain('6m 00s left; 240 of 500 requests; undecided it is held in 56m 00s')
    expect(text).toMatch(/errors {3}green ▁▁█▁ {2}0\.42 % \(/)
    expect(text).toMatch(/passes ├─+.*┤ fails/)
    expect(text).toMatch(/needs {4}about [\d,]+ more requests \(\d+ min at present traffic\)/)
    expect(text).toContain('✓  traffic')
    expect(text).toContain('?  errors')
  })

  it.each<[Phase, string]>([
    [{ name: 'held', since: START }, 'held for a person: promote or abort'],
    [{ name: 'rolling-back', attempts: 0, ordered: false }, 'rolling-back'],
    [{ name: 'ended', outcome: 'rolled-back' }, 'rolled-back'],
  ])('in phase %j says "%s"', (phase, said) =>
    expect(screenOf(bakingScene([0], { state: stateIn(phase) })).join(' ')).toContain(said),
  )

  it.each([
    ['completed', '[10 %] [50 %] [100 %]'],
    ['rolled-back', '10 % 50 % 100 %'],
  ] as const)('%s marks its steps %s', (outcome, marks) =>
    expect(stepMarks(stateIn({ name: 'ended', outcome }))).toBe(marks),
  )

  it('counts nothing down once the step is being taken back', () => {
    const phase = { name: 'rolling-back', attempts: 0, ordered: false } as const
    expect(screenOf(bakingScene([0], { state: stateIn(phase) })).join('\n')).not.toContain('left')
  })

  it('is plain ASCII where only that is safe', () => {
    const state = stateIn(
      { name: 'baking', since: START },
      { reason: 'a reason that is long '.repeat(30) },
    )
    for (const columns of [40, 80, 200]) {
      expect(screenOf(bakingScene([0, 3], { state }), columns, ascii).join('')).toMatch(
        /^[\x20-\x7e]*$/,
      )
    }
  })

  it('says the same with colours as without', () => {
    const coloured = screenOf(bakingScene([0, 3]), 80, styleFor(true, true))
    expect(coloured.join('')).toContain('\u001b[')
    expect(coloured.map(bare)).toEqual(screenOf(bakingScene([0, 3]), 80, plain))
  })

  it('is never wider than the terminal, whatever the names and figures', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 40, max: 200 }),
        fc.array(fc.option(fc.nat(60), { nil: undefined }), { maxLength: 90 }),
        fc.string({ minLength: 1, maxLength: 70 }),
        fc.boolean(),
        (columns, errors, name, unicode) => {
          const scene = bakingScene(errors, {
            events: [{ at: '2026-11-22T10:00:00Z', text: `${name} 数据` }],
            state: stateIn({ name: 'baking', since: START }, { reason: name }),
            shares: [
              { variantName: name.slice(0, 63), percent: 99.5 },
              { variantName: 'green', percent: 0.5 },
            ],
          })
          for (const line of screenOf(scene, columns, unicode ? plain : ascii)) {
            expect(displayWidth(bare(line))).toBeLessThan(columns)
          }
        },
      ),
      { numRuns: 60 },
    ))
})

describe('words', () => {
  it('are wrapped whole, and cut at the last line', () =>
    expect(wrapped('one two three four five', { width: 9, most: 2, unicode: true })).toEqual([
      'one two',
      'three fo…',
    ]))

  it('stand for the picture in one line, with whole minutes', () => {
    const scene = bakingScene([0, 0, 0])
    const beat = heartbeatOf(scene, START + 61_000)
    expect(beat).toMatch(
      /^fraud: baking, green at 10 %, step 1 of 3, about 9m 00s left; inconclusive: /,
    )
    expect(heartbeatOf(scene, START + 75_000)).toBe(beat)
    const ended = {
      ...scene,
      state: stateIn({ name: 'ended', outcome: 'rolled-back' }, { reason: 'worse' }),
    }
    expect(heartbeatOf(ended, START)).toBe('fraud: rolled-back, green at 10 %: worse')
  })
})
