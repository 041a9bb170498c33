import { percentText, sharesText } from '../../lib/domain/rollout/weights.ts'
import type { DriveResult, RolloutDocument } from '../../lib/flows/rollout/document.ts'
import type { ReplaceAborted, Replacing } from '../../lib/flows/rollout/replace-abort.ts'
import type { View } from '../define.ts'

/** A rollout for people: where it is, why, and what can be typed next. */
export const rolloutCard = (of: RolloutDocument, { style }: View): string => {
  const head = of.outcome ?? `${of.phase}${of.paused ? ', paused' : ''}`
  const colour = of.outcome === 'completed' ? style.good : of.outcome ? style.bad : style.accent
  const marks = of.steps.map(({ percent }, at) =>
    at + 1 < of.step || of.outcome === 'completed'
      ? `[${percentText(percent)}]`
      : at + 1 === of.step
        ? `>${percentText(percent)}<`
        : percentText(percent),
  )
  return [
    `${style.bold(of.endpointName)}  ${colour(head)}`,
    `  rollout   ${of.rollout}, ${of.variant} at ${percentText(of.percent)}`,
    `  steps     ${marks.join('  ')}`,
    `  shares    ${sharesText(of.shares)}`,
    ...(of.reason === undefined ? [] : [`  why       ${of.reason}`]),
    ...of.verdicts.slice(-3).map((one) => `  ${one.at}  ${one.verdict}: ${one.reason}`),
    ...nextLines(of),
  ].join('\n')
}

const nextLines = ({ phase, outcome, endpointName }: RolloutDocument): readonly string[] => {
  const line = (verb: string) => `mlctl rollout ${verb} --endpoint ${endpointName}`
  if (outcome === 'completed')
    return [`  to undo   ${line('undo')}`, `  to finish ${line('finalize')}`]
  if (outcome !== undefined) return []
  return phase === 'held'
    ? [`  go on     ${line('promote')}`, `  go back   ${line('abort')}`]
    : [`  carry on  ${line('resume')}`, `  go back   ${line('abort')}`]
}

export const driveCard = (result: DriveResult, view: View): string => {
  const closing = {
    ended: '',
    held: 'Undecided at the longest bake time: traffic stays until you promote or abort.',
    'step-done': 'One step done; run the same line again when its bake is over.',
    'still-baking': 'Still baking; run the same line again.',
  }[result.because]
  return [rolloutCard(result, view), closing].filter((text) => text !== '').join('\n')
}

/** A guarded update for people. */
export const replaceCard = (
  of: Replacing & { readonly ended?: ReplaceAborted['ended'] },
): string => {
  const { endpointName, endpointConfigName, newConfigName } = of
  const state = {
    'rolled-back': `rolled back: ${endpointConfigName} is in force again`,
    'too-late': `too late: ${newConfigName} is in force. Back: mlctl rollout repair --endpoint ${endpointName} --config-name ${endpointConfigName}`,
    'under-way': 'SageMaker takes it back by itself, within minutes',
  }
  return [
    `${endpointName}  ${of.ended === undefined ? of.phase : state[of.ended]}`,
    `  update    ${endpointConfigName} to ${newConfigName}${of.startedAt === undefined ? '' : `, since ${of.startedAt}`}`,
    ...(of.ended === undefined ? [`  now       ${of.cause}`] : []),
    `  alarm     ${of.abortAlarm}${of.aborting ? ' is in ALARM: it is being taken back' : ''}`,
    ...(of.aborting ? [] : [`  go back   mlctl rollout abort --endpoint ${endpointName}`]),
  ].join('\n')
}
