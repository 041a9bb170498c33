import { JOB_FAILURE_EXPLANATIONS } from '../../domain/explain/job-failures.ts'
import { failureId } from '../../domain/finetune/failures.ts'
import { OutcomeError } from '../../errors.ts'
import type { CustomizationJobView } from '../../ports/customization-jobs.ts'

/** The error for a job that ended Failed or Stopped, with the service's words and what they mean. */
export const outcomeError = (job: CustomizationJobView): OutcomeError => {
  const details = { jobName: job.jobName, jobArn: job.jobArn, status: job.status }
  if (job.status === 'Stopped') {
    return new OutcomeError('MLC-FT-005', `Customization job ${job.jobName} was stopped.`, {
      hint: 'The same run line starts it again as a new attempt.',
      details,
    })
  }
  const id = failureId(job.failureMessage)
  const explanation = JOB_FAILURE_EXPLANATIONS.find((row) => row.id === id)
  return new OutcomeError(id, `Customization job ${job.jobName} failed.`, {
    why: job.failureMessage ?? 'The service gave no reason.',
    hint: `${explanation?.fix ?? ''} More: mlctl explain ${id}`.trim(),
    details,
  })
}
