import type { Style } from '../../../ports/io.ts'
import { epochOf, formatDuration } from '../../core/duration.ts'
import { percentText } from '../weights.ts'
import { figureLines } from './figures.ts'
import { fitted, nameWidth, padded, type Screen, type Size, wrapped } from './fit.ts'
import { gauge } from './gauge.ts'
import type { LookFigures, RolloutScene, VerdictWord } from './model.ts'
import { headWord, stepMarks } from './words.ts'

const LABEL = 9
/** Phases in which a step's traffic stands; in others its countdown means nothing. */
const STANDING: ReadonlySet<string> = new Set(['baking', 'gating', 'held'])
/** A narrower terminal sees the beginnings of lines. */
const MIN_COLUMNS = 40
const EVENTS = 5
const NARROW = 60

/**
 * A rollout as lines for a terminal: head, steps, shares, countdown, errors and latency by the minute,
 * the evidence between its bounds, a verdict for each metric, what happened last. Never wider than
 * `columns`, and the same with and without colours.
 */
export const rolloutScreen = (scene: RolloutScene, screen: Screen): readonly string[] => {
  const width = Math.max(MIN_COLUMNS, screen.columns) - 1
  const size = { ...screen, width, room: width - LABEL }
  const { look } = scene
  return [
    headLine(scene, size),
    labelled('steps', [stepMarks(scene.state)], size),
    ...trafficLines(scene, size),
    ...reasonLines(scene, size),
    ...(scene.activity === undefined ? [] : labelled('now', [scene.activity], size)),
    ...(look === undefined ? [] : lookLines(scene, look, size)),
    ...eventLines(scene, size),
  ].flat()
}

const headLine = ({ state, endpointStatus }: RolloutScene, { width, style }: Size): string => {
  const { spec, phase } = state
  const name = fitted(spec.endpointName, width - 12, style.unicode)
  const busy =
    endpointStatus === undefined || endpointStatus === 'InService' ? '' : `, ${endpointStatus}`
  const word = fitted(`${headWord(state)}${busy}`, width - name.length - 2, style.unicode)
  const outcome = phase.name === 'ended' ? phase.outcome : undefined
  const colour =
    outcome === 'completed'
      ? style.good
      : outcome !== undefined || phase.name === 'rolling-back'
        ? style.bad
        : phase.name === 'held'
          ? style.caution
          : style.accent
  return `${style.bold(name)}  ${colour(word)}`
}

const trafficLines = ({ state, shares }: RolloutScene, size: Size): readonly string[] => {
  const { room, style } = size
  const names = nameWidth(
    shares.map(({ variantName }) => variantName),
    room,
  )
  const bars = Math.max(1, room - names - 11)
  return labelledAll(
    'traffic',
    shares.map(({ variantName, percent }) => {
      const cells = Math.round((percent / 100) * bars)
      const shown = percent > 0 ? Math.max(1, cells) : 0
      const bar = (style.unicode ? '█' : '#').repeat(shown)
      const colour = variantName === state.spec.canary ? style.accent : style.dim
      const name = padded(fitted(variantName, names, style.unicode), names)
      return `${name} ${colour(bar)} ${percentText(Math.round(percent * 100) / 100)}`
    }),
    size,
  )
}

const reasonLines = ({ state }: RolloutScene, size: Size): readonly string[] =>
  state.reason === undefined
    ? []
    : labelledAll('why', wrapped(state.reason, wrapping(size, 3)), size)

const lookLines = (
  scene: RolloutScene,
  look: LookFigures,
  size: Size,
): readonly (string | readonly string[])[] => {
  const { style, room } = size
  const { evidence, needs } = look.analysis
  const drawn = gauge(evidence, { width: Math.min(room, 60), unicode: style.unicode })
  const needText =
    needs === undefined
      ? ''
      : `about ${needs.requests.toLocaleString('en-US')} more requests${needs.minutes === undefined ? '' : ` (${needs.minutes} min at present traffic)`}`
  return [
    ...(STANDING.has(scene.state.phase.name)
      ? [labelledAll('bake', wrapped(bakeText(scene, look, size.now), wrapping(size, 2)), size)]
      : []),
    ...figureLines(look, size).map(({ label, lines }) => labelledAll(label, lines, size)),
    ...(drawn === undefined || evidence.path.length === 0
      ? []
      : [labelledAll('evidence', [drawn, ...evidenceText(look, size)], size)]),
    labelledAll('verdicts', verdictLines(look, size), size),
    ...(needText === '' ? [] : [labelledAll('needs', wrapped(needText, wrapping(size, 2)), size)]),
    ...alarmLines(look, size),
  ]
}

const evidenceText = ({ analysis }: LookFigures, size: Size): readonly string[] => {
  const { upper, lower, path } = analysis.evidence
  const last = path.at(-1)
  if (last === undefined) return []
  const [worse, same] = [last.logLikelihood.toFixed(2), last.ofRatio.toFixed(2)]
  const text = `log-likelihood ${worse}, fails at ${upper.toFixed(2)}; of the ratio ${same}, passes at ${lower.toFixed(2)}`
  return wrapped(text, wrapping(size, 2))
}

const bakeText = ({ state }: RolloutScene, { bake }: LookFigures, now: number): string => {
  const least = bake.minRequests > 0 ? ` of ${bake.minRequests.toLocaleString('en-US')}` : ''
  const requests = `${bake.requests.toLocaleString('en-US')}${least} requests`
  if (state.phase.name === 'held') return `held for a person: promote or abort; ${requests}`
  const left = epochOf(bake.until) - now
  const limit = Math.max(0, epochOf(bake.limit) - now)
  const time = left > 0 ? `${formatDuration(left)} left` : 'over'
  const end = state.spec.policy.onInconclusive === 'hold' ? 'held' : 'rolled back'
  return `${time}; ${requests}; undecided it is ${end} in ${formatDuration(limit)}`
}

const verdictLines = ({ analysis }: LookFigures, size: Size): readonly string[] => {
  const { room, style } = size
  const names = nameWidth(
    analysis.metrics.map(({ metric }) => metric),
    room,
  )
  const indent = names + 4
  return analysis.metrics.flatMap(({ metric, verdict, reason }) => {
    // On a narrow terminal what is fine is said in short.
    const most = verdict === 'pass' && room < NARROW ? 1 : 2
    const lines = wrapped(reason, { width: room - indent, most, unicode: style.unicode })
    const name = padded(fitted(metric, names, style.unicode), names)
    const colour = verdict === 'pass' ? style.dim : (text: string) => text
    const [first = '', ...rest] = lines
    return [
      `${verdictMark(verdict, style)} ${name} ${colour(first)}`,
      ...rest.map((line) => `${' '.repeat(indent)}${colour(line)}`),
    ]
  })
}

/** Two columns; the word stays readable without colour. */
const verdictMark = (verdict: VerdictWord, style: Style): string => {
  if (verdict === 'pass') return style.good(style.unicode ? '✓ ' : 'ok')
  return verdict === 'fail' ? style.bad(style.unicode ? '✗ ' : 'x ') : style.caution('? ')
}

const alarmLines = ({ alarms }: LookFigures, size: Size): readonly (readonly string[])[] => {
  const texts = [
    ...alarms.inAlarm.map((name) => `${name} is in ALARM`),
    ...alarms.unknown.map((name) => `${name} gives no answer`),
  ]
  const fit = (text: string) => fitted(text, size.room, size.style.unicode)
  return texts.length === 0 ? [] : [labelledAll('alarms', texts.map(fit), size)]
}

const eventLines = ({ events }: RolloutScene, size: Size): readonly string[] =>
  labelledAll(
    'events',
    events
      .slice(-EVENTS)
      .map(({ at, text }) => fitted(`${at.slice(11, 19)} ${text}`, size.room, size.style.unicode)),
    size,
  )

const wrapping = ({ room, style }: Size, most: number) => ({
  width: room,
  most,
  unicode: style.unicode,
})

const labelled = (label: string, lines: readonly string[], size: Size): readonly string[] =>
  labelledAll(
    label,
    lines.map((line) => fitted(line, size.room, size.style.unicode)),
    size,
  )

/** The label stands before the first line. */
const labelledAll = (label: string, lines: readonly string[], { style }: Size): readonly string[] =>
  lines.map((line, at) => `${style.dim((at === 0 ? label : '').padEnd(LABEL))}${line}`)
