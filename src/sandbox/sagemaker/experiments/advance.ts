import { momentAt } from '../endpoints/moment.ts'
import { arnOf, type Ground, inRegion, readState } from '../state.ts'
import { moveEndpoint, shadowConfig } from './endpoint-change.ts'
import { changeExperiments, type ExperimentRecord, readExperiments } from './records.ts'

/**
 * Carries out what experiments on an endpoint are due for up to `now`, at the time it was due: their
 * start, a start that came to nothing, their end by schedule. Endpoints call this when they are read.
 */
export const advanceExperiments = (ground: Ground, endpointName: string, now: number): void => {
  const due = inRegion(ground, readExperiments(ground).experiments).filter(
    (experiment) =>
      experiment.endpointName.toLowerCase() === endpointName.toLowerCase() &&
      experiment.ending === undefined &&
      experiment.startAt <= now,
  )
  for (const experiment of due) {
    const changed = ended(ground, begun(ground, experiment, now), now)
    if (changed === experiment) continue
    changeExperiments(ground, ({ experiments }) => {
      // A stop that came in between has the last word.
      if (experiments[experiment.arn]?.ending === undefined) experiments[experiment.arn] = changed
    })
  }
}

const begun = (ground: Ground, experiment: ExperimentRecord, now: number): ExperimentRecord => {
  if (experiment.started !== undefined) return experiment
  const at = firstChance(ground, experiment, now)
  const state = readState(ground)
  const record = state.endpoints[arnOf(ground, 'endpoint', experiment.endpointName)]
  const before = record && at !== undefined ? momentAt(record, at) : undefined
  if (at === undefined || before === undefined) return experiment
  const original = state.configs[arnOf(ground, 'endpoint-config', before.configName)]
  const own = original === undefined ? experiment : { ...experiment, original }
  const config = shadowConfig(ground, own, { at, label: 'shadow' })
  const started = moveEndpoint(ground, experiment.endpointName, { config, at })
  return started === undefined ? experiment : { ...own, started }
}

/** The first time from the start on at which the endpoint can take the change. */
const firstChance = (
  ground: Ground,
  { startAt, endpointName }: ExperimentRecord,
  now: number,
): number | undefined => {
  const record = readState(ground).endpoints[arnOf(ground, 'endpoint', endpointName)]
  if (record === undefined) return undefined
  if (momentAt(record, startAt)?.status === 'InService') return startAt
  return record.moments.find(
    ({ at, status }) => at > startAt && at <= now && status === 'InService',
  )?.at
}

const ended = (ground: Ground, experiment: ExperimentRecord, now: number): ExperimentRecord => {
  const { started, updated, endAt, original, endpointName } = experiment
  const last = updated ?? started
  if (started === undefined || last === undefined || now < last.doneAt) return experiment
  const record = readState(ground).endpoints[arnOf(ground, 'endpoint', endpointName)]
  // Gone back by itself, or moved by somebody else: the shadow is not there any more.
  const lost = record?.moments.find(
    ({ at, status, configName }) =>
      at >= last.doneAt && at <= now && status === 'InService' && configName !== last.configName,
  )
  if (record === undefined || lost !== undefined) {
    const reason = lost?.failureReason ?? `Endpoint ${endpointName} was changed by somebody else.`
    return cancelled(experiment, lost?.at ?? now, reason)
  }
  if (now < endAt) return experiment
  const at = Math.max(endAt, last.doneAt)
  const step = original && moveEndpoint(ground, endpointName, { config: original, at })
  if (step === undefined)
    return cancelled(experiment, at, `Endpoint ${endpointName} is not in service.`)
  const ending = { at, doneAt: step.doneAt, state: 'Completed' as const, actions: {} }
  return { ...experiment, modifiedAt: at, ending }
}

const cancelled = (experiment: ExperimentRecord, at: number, reason: string): ExperimentRecord => ({
  ...experiment,
  modifiedAt: at,
  ending: { at, doneAt: at, state: 'Cancelled', reason, actions: {} },
})
