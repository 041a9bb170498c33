import * as v from 'valibot'
import { MlctlError, StateError, TemporaryError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { defineOperation } from './define.ts'

const map = v.record(v.string(), v.string())

const job = v.object({
  jobName: v.string(),
  customModelName: v.string(),
  roleArn: v.string(),
  clientRequestToken: v.string(),
  baseModelIdentifier: v.string(),
  customizationType: v.picklist(['FINE_TUNING', 'CONTINUED_PRE_TRAINING']),
  trainingS3Uri: v.string(),
  validationS3Uri: v.exactOptional(v.string()),
  outputS3Uri: v.string(),
  hyperParameters: map,
  customModelKmsKeyId: v.exactOptional(v.string()),
  vpcConfig: v.exactOptional(
    v.object({ subnetIds: v.array(v.string()), securityGroupIds: v.array(v.string()) }),
  ),
  tags: map,
})

type Job = v.InferOutput<typeof job>

/** A role made a moment ago is refused for some seconds, seldom for longer. */
const ROLE_RETRY_MS = 10_000
const ROLE_SETTLES_MS = 120_000

/**
 * Starts a training. The job's name is made of its content and jobs can never be deleted: a job of
 * this name is this training, whoever started it.
 */
export const createCustomizationJob = defineOperation<Job>({
  name: 'bedrock.CreateModelCustomizationJob',
  input: job,
  observe: async (ports, input) => {
    const found = await ports.customizationJobs.find(input.jobName)
    if (found === undefined) return { fingerprint: 'absent', satisfied: false }
    const { jobArn, jobName, status } = found
    return { fingerprint: jobArn, satisfied: true, output: { jobArn, jobName, status } }
  },
  perform: async (ports, input, context) => {
    const deadline = ports.clock.now() + ROLE_SETTLES_MS
    for (;;) {
      const answer = await attempt(ports, input)
      if ('jobArn' in answer) return { ...answer, jobName: input.jobName }
      if (!isRoleProblem(answer.error) || ports.clock.now() >= deadline) throw answer.error
      ports.io.detail('Bedrock does not see the role yet; trying again in 10 s.')
      await ports.clock.sleep(ROLE_RETRY_MS, context.signal)
    }
  },
})

/**
 * One call. A lost answer or a name conflict is looked up before anything else is thought of it: the
 * call may have had its effect. The token would keep a repeated call from paying twice as well.
 */
const attempt = async (
  ports: Ports,
  input: Job,
): Promise<{ readonly jobArn: string } | { readonly error: unknown }> => {
  try {
    return await ports.customizationJobs.create(input)
  } catch (error) {
    if (error instanceof TemporaryError || isConflict(error)) {
      const found = await ports.customizationJobs.find(input.jobName)
      if (found !== undefined) return { jobArn: found.jobArn }
    }
    return { error }
  }
}

const isConflict = (error: unknown): boolean =>
  error instanceof MlctlError && error.code === 'MLC-AWS-024'

/** The service's words differ by what is missing; all speak of the role or of validating access. */
const isRoleProblem = (error: unknown): boolean =>
  error instanceof StateError &&
  (error.code === 'MLC-AWS-028' ||
    /could not (validate|assume)|unable to assume|perms missing|\brole\b/i.test(error.why ?? ''))

const stop = v.object({ jobArn: v.string(), jobName: v.string() })

/** Stops a training. Over in any way is as good as stopped: nothing is left to stop. */
export const stopCustomizationJob = defineOperation<v.InferOutput<typeof stop>>({
  name: 'bedrock.StopModelCustomizationJob',
  input: stop,
  observe: async (ports, { jobArn }) => {
    const status = (await ports.customizationJobs.find(jobArn))?.status
    return {
      fingerprint: status ?? 'absent',
      satisfied: status !== 'InProgress',
      output: { jobArn, status: status ?? 'absent' },
    }
  },
  perform: async (ports, { jobArn }) => {
    await ports.customizationJobs.stop(jobArn)
    return { jobArn }
  },
})
