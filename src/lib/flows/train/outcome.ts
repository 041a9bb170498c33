import { AccessError, OutcomeError, TemporaryError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { AnyJobView } from './document.ts'
import { type JobKind, KIND_FACTS } from './kinds.ts'
import { lastLines } from './log-tail.ts'

/** Lines of the log that go with a failure. */
const TAIL = 20

/** Why a job stopped that nobody stopped, by its secondary status. */
const LIMITS: Readonly<
  Record<
    string,
    { readonly code: 'MLC-TRN-012' | 'MLC-TRN-013'; readonly says: string; readonly hint: string }
  >
> = {
  MaxRuntimeExceeded: {
    code: 'MLC-TRN-012',
    says: 'reached its longest runtime',
    hint: 'Raise --max-runtime, or take a larger instance; the same line starts the next attempt.',
  },
  MaxWaitTimeExceeded: {
    code: 'MLC-TRN-013',
    says: 'waited too long for spot capacity',
    hint: 'Raise --max-wait, take another --instance-type, or leave out --spot.',
  },
}

/** The service does not tell an image that is not there from one that the role may not pull. */
const NO_PULL =
  'Is the image there? mlctl container verify <uri>. May the role pull it? mlctl iam fix --for training --role <role> --image <uri>'

/** The error for a job that ended Failed or Stopped: the service's reason and the end of its log. */
export const outcomeError = async (
  ports: Pick<Ports, 'logs'>,
  kind: JobKind,
  job: AnyJobView,
): Promise<OutcomeError> => {
  const { jobName, jobArn, status, failureReason } = job
  const limit = LIMITS[job.secondaryStatus ?? '']
  const details = { kind, jobName, jobArn, status, secondaryStatus: job.secondaryStatus }
  if (status === 'Stopped') {
    const says = limit?.says ?? 'was stopped'
    return new OutcomeError(limit?.code ?? 'MLC-TRN-011', `The ${kind} job ${jobName} ${says}.`, {
      hint: limit?.hint ?? 'The same line starts it again as the next attempt.',
      details,
    })
  }
  const log = await tailOf(ports, kind, jobName)
  return new OutcomeError('MLC-TRN-010', `The ${kind} job ${jobName} failed.`, {
    why: [failureReason ?? 'no reason given', ...log].join('\n'),
    hint: /cannot pull/i.test(failureReason ?? '')
      ? NO_PULL
      : `All of its log: mlctl train logs ${jobName}`,
    details: { ...details, failureReason, log },
  })
}

/** The failure counts, not whether its log may be read. */
const tailOf = async (
  ports: Pick<Ports, 'logs'>,
  kind: JobKind,
  jobName: string,
): Promise<readonly string[]> => {
  const group = KIND_FACTS[kind].logGroup
  if (group === undefined) return []
  try {
    return (await lastLines(ports, { group, jobName }, TAIL)).map(({ message }) => message)
  } catch (error) {
    if (error instanceof AccessError || error instanceof TemporaryError) return []
    throw error
  }
}
