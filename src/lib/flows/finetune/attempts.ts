import { identityOf, type JobContent } from '../../domain/finetune/identity.ts'
import { nameProblem } from '../../domain/finetune/names.ts'
import { UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import type { CustomizationJobView } from '../../ports/customization-jobs.ts'

/** Which attempt at a training is the one of this run; `job` when it is there already. */
export type Attempt = { readonly attempt: number; readonly job?: CustomizationJobView }

const MAX_ATTEMPTS = 99

/**
 * Goes through the attempts at a training: one that runs or is completed is attached to, one that
 * failed or was stopped makes room for the next. `again` passes over completed ones too.
 * @throws UsageError MLC-FT-012 when all numbers are used up.
 */
export const findAttempt = async (
  ports: Pick<Ports, 'customizationJobs'>,
  content: JobContent,
  again: boolean,
): Promise<Attempt> => {
  // A name that the API would refuse can have no job; the checks say what is wrong with it.
  if (nameProblem(content.name) !== undefined) return { attempt: 1 }
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    const job = await ports.customizationJobs.find(identityOf(content, attempt).jobName)
    if (job === undefined) return { attempt }
    const isLive = job.status === 'InProgress' || (job.status === 'Completed' && !again)
    if (isLive) return { attempt, job }
  }
  throw new UsageError('MLC-FT-012', `There were ${MAX_ATTEMPTS} attempts at this training.`, {
    why: 'Names of jobs can never be used again.',
    hint: 'Pass another --name.',
  })
}
