import { countOf } from '../../lib/domain/core/count.ts'
import { moneyText } from '../../lib/domain/core/money.ts'
import type { ThroughputDocument } from '../../lib/flows/throughput/view.ts'
import type { View } from '../define.ts'

/** A purchase with what it costs every hour and how it ends: shown wherever one is alive. */
export const throughputCard = (of: ThroughputDocument, { style }: View): string =>
  [
    `${style.bold(of.provisionedModelName)}  ${of.status}`,
    `  arn         ${of.provisionedModelArn}`,
    `  model       ${of.modelArn}${of.modelArn === of.desiredModelArn ? '' : ` → ${of.desiredModelArn}`}`,
    `  capacity    ${countOf(of.modelUnits, 'model unit')} of ${of.baseModel}, commitment ${of.commitment}`,
    ...(of.failureMessage === undefined ? [] : [`  failed      ${style.bad(of.failureMessage)}`]),
    `  costs       ${style.caution(costLine(of))}`,
    `  to end it   ${of.release.command}`,
    `  when        ${releaseLine(of)}`,
  ].join('\n')

/** `$60.50 an hour, $44,165.00 a month; $1,452.00 so far (24.0 h)` */
export const costLine = (of: ThroughputDocument): string =>
  'unknown' in of.cost
    ? `unknown: ${of.cost.unknown}; running for ${of.hours.toFixed(1)} h`
    : `${moneyText(of.cost.perHour)} an hour, ${moneyText(of.cost.perMonth)} a month; ` +
      `about ${moneyText(of.cost.soFar)} so far (${of.hours.toFixed(1)} h)`

const releaseLine = ({ release, commitmentExpirationTime }: ThroughputDocument): string => {
  if (!release.renews) return 'at any time; it is paid until then, used or not'
  if (release.allowed) {
    return 'now: the term is over, and a new one begins by itself unless it is released'
  }
  const end = commitmentExpirationTime
  if (end === undefined) return 'after the term; AWS does not say its end yet. It renews by itself'
  return `from ${end}; a new term begins by itself then, unless it is released at once`
}

/** A day that is easy to read in a table. */
export const dayOf = (time: string | undefined): string => time?.slice(0, 10) ?? '-'
