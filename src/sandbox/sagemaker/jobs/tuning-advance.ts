import { createHash } from 'node:crypto'
import { members, optionalNumber } from '../../members.ts'
import type { Call, Input } from '../../service.ts'
import { arnOf, inRegion } from '../state.ts'
import { changeJobs, type JobRecord, readJobs } from './records.ts'
import { courseIn, SECONDS } from './timeline.ts'
import { choose } from './tuning-choice.ts'
import { definitionOf } from './tuning-definitions.ts'

export type Limits = { readonly most: number; readonly parallel: number }

/** How many trainings a tuning job may run, in all and at once. */
export const limitsOfTuning = ({ request }: JobRecord): Limits => {
  const limits = members(members(request, 'HyperParameterTuningJobConfig'), 'ResourceLimits')
  return {
    most: optionalNumber(limits, 'MaxNumberOfTrainingJobs') ?? 1,
    parallel: optionalNumber(limits, 'MaxParallelTrainingJobs') ?? 1,
  }
}

/** The trainings of a tuning job, oldest first. */
export const childrenOf = (call: Call, arn: string): readonly JobRecord[] =>
  inRegion(call, readJobs(call).jobs)
    .filter((job) => job.tuning?.arn === arn)
    .sort((a, b) => a.createdAt - b.createdAt || (a.name < b.name ? -1 : 1))

/** Starts the trainings that are due by now; whether there were any. */
export const advanceTuning = (call: Call): boolean => {
  const due = inRegion(call, readJobs(call).jobs)
    .filter(({ kind }) => kind === 'hyper-parameter-tuning-job')
    .flatMap((tuning) => dueChildren(call, tuning))
  if (due.length === 0) return false
  return changeJobs(call, ({ jobs }) => {
    const fresh = due.filter(({ arn }) => jobs[arn] === undefined)
    for (const child of fresh) jobs[child.arn] = child
    return fresh.length > 0
  })
}

const dueChildren = (call: Call, tuning: JobRecord): readonly JobRecord[] => {
  const children = childrenOf(call, tuning.arn)
  const { most, parallel } = limitsOfTuning(tuning)
  const now = call.clock.now()
  const until = Math.min(now, tuning.stoppedAt ?? now)
  const ends = children.map((child) => courseIn(call, child).end)
  const open = ends.filter((end) => end === undefined || end > until).length
  const room = Math.min(most - children.length, parallel - open)
  // A place is free from the start, and again whenever a training ends.
  const freed = ends
    .filter((end): end is number => end !== undefined && end <= until)
    .sort((a, b) => a - b)
  return Array.from({ length: Math.max(0, room) }, (_, index) => {
    const number = children.length + index
    const at = number < parallel ? tuning.startsAt : (freed[number - parallel] ?? until)
    return at > until ? undefined : child(call, tuning, { number, at })
  }).filter((made): made is JobRecord => made !== undefined)
}

const child = (
  call: Call,
  tuning: JobRecord,
  { number, at }: { readonly number: number; readonly at: number },
): JobRecord => {
  const definition = definitionOf(tuning.request, number)
  const tuned = choose(call.seed ?? '', tuning, number)
  const suffix = createHash('sha256').update(tuning.arn).digest('hex').slice(0, 8)
  const name = `${tuning.name}-${String(number + 1).padStart(3, '0')}-${suffix}`
  const { StaticHyperParameters, DefinitionName, ...shared } = definition
  const { HyperParameterRanges: _ranges, TuningObjective: _objective, ...request } = shared
  return {
    kind: 'training-job',
    arn: arnOf(call, 'training-job', name),
    name,
    createdAt: at,
    startsAt: at + call.clock.duration(SECONDS.starting + SECONDS.downloading),
    interruptions: [],
    request: { ...request, HyperParameters: { ...(StaticHyperParameters as Input), ...tuned } },
    tuning: {
      arn: tuning.arn,
      tuned,
      ...(DefinitionName === undefined ? {} : { definition: String(DefinitionName) }),
    },
  }
}
