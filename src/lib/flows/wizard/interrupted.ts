import { CancelledError } from '../../errors.ts'

const RESUME = 'mlctl finetune wizard --resume'

/**
 * Runs a part of the wizard and words a Ctrl-C in it: before the job nothing was changed, after it the
 * job goes on; both are taken up by --resume.
 * @throws CancelledError MLC-WIZ-001 or MLC-WIZ-002 in place of another one.
 */
export const interruptible = async <T>(
  work: () => Promise<T>,
  job: () => string | undefined,
): Promise<T> => {
  try {
    return await work()
  } catch (cause) {
    if (!(cause instanceof CancelledError)) throw cause
    const running = job()
    if (running === undefined) {
      // Ctrl-C between two steps of the plan says itself what is done and how it goes on.
      if (cause.code === 'MLC-PLAN-004') throw cause
      const message = `Cancelled; nothing was changed. Continue: ${RESUME}`
      throw new CancelledError('MLC-WIZ-001', message, { cause })
    }
    // What was waited for says itself that it goes on: the job, or a deployment.
    const message =
      cause.code === 'MLC-WAIT-002' ? cause.message : `Left; the job ${running} stays as it is.`
    throw new CancelledError('MLC-WIZ-002', message, { hint: `Continue: ${RESUME}`, cause })
  }
}
