import * as v from 'valibot'
import { MlctlError, StateError, TemporaryError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { type JobKind, jobsOf, KIND_FACTS } from '../train/kinds.ts'
import { defineOperation } from './define.ts'

const job = v.object({
  jobName: v.string(),
  body: v.record(v.string(), v.unknown()),
  tags: v.record(v.string(), v.string()),
})

type Job = v.InferOutput<typeof job>

/** A role made a moment ago is refused for some seconds, seldom for longer. */
const ROLE_RETRY_MS = 10_000
const ROLE_SETTLES_MS = 120_000

/**
 * Starts a job. Its name is made of its content and can never be used again: a job of this name is
 * this job, whoever started it.
 */
const createJob = (kind: JobKind) =>
  defineOperation<Job>({
    name: KIND_FACTS[kind].create,
    input: job,
    observe: async (ports, { jobName }) => {
      const found = await jobsOf(ports, kind).find(jobName)
      if (found === undefined) return { fingerprint: 'absent', satisfied: false }
      const { jobArn, status } = found
      return { fingerprint: jobArn, satisfied: true, output: { jobArn, jobName, status } }
    },
    perform: async (ports, input, context) => {
      const deadline = ports.clock.now() + ROLE_SETTLES_MS
      for (;;) {
        const answer = await attempt(ports, kind, input)
        if ('jobArn' in answer) return { ...answer, jobName: input.jobName }
        if (!isRoleProblem(answer.error) || ports.clock.now() >= deadline) throw answer.error
        ports.io.detail('SageMaker does not see the role yet; trying again in 10 s.')
        await ports.clock.sleep(ROLE_RETRY_MS, context.signal)
      }
    },
  })

/** One call. A lost answer or a conflict is looked up first: the call may have had its effect. */
const attempt = async (
  ports: Ports,
  kind: JobKind,
  input: Job,
): Promise<{ readonly jobArn: string } | { readonly error: unknown }> => {
  try {
    return await jobsOf(ports, kind).create(input)
  } catch (error) {
    if (error instanceof TemporaryError || isConflict(error)) {
      const found = await jobsOf(ports, kind).find(input.jobName)
      if (found !== undefined) return { jobArn: found.jobArn }
    }
    return { error }
  }
}

/** The name is taken, in either of the ways in which SageMaker says so. */
const isConflict = (error: unknown): boolean =>
  error instanceof MlctlError && ['MLC-AWS-024', 'MLC-HOST-002'].includes(error.code)

const isRoleProblem = (error: unknown): boolean =>
  error instanceof StateError && /could not assume|unable to assume/i.test(error.why ?? '')

/** Asks a job to end. Over in any way is as good as stopped. */
const stopJob = (kind: JobKind) =>
  defineOperation({
    name: KIND_FACTS[kind].stop,
    input: v.object({ jobName: v.string() }),
    observe: async (ports, { jobName }) => {
      const status = (await jobsOf(ports, kind).find(jobName))?.status ?? 'absent'
      return { fingerprint: status, satisfied: status !== 'InProgress', output: { status } }
    },
    perform: async (ports, { jobName }) => {
      await jobsOf(ports, kind).stop(jobName)
      return { jobName }
    },
  })

export const createTrainingJob = createJob('training')
export const createTuningJob = createJob('tuning')
export const createProcessingJob = createJob('processing')
export const createTransformJob = createJob('transform')
export const stopTrainingJob = stopJob('training')
export const stopTuningJob = stopJob('tuning')
export const stopProcessingJob = stopJob('processing')
export const stopTransformJob = stopJob('transform')
