import type { TargetFact } from '../../domain/wizard/facts.ts'
import { OutcomeError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { requireJob } from '../finetune/job.ts'
import { watchJob } from '../finetune/watch.ts'
import { type Closing, close } from './closing.ts'
import { talk } from './converse.ts'
import { heldOutPrompt } from './held-out.ts'
import { showLosses } from './losses.ts'
import type { WizardRequest, WizardResult } from './request.ts'
import { type Served, serve } from './serve.ts'
import { forgetProgress } from './store.ts'

type Started = WizardResult & {
  readonly target: TargetFact
  /** Called when the training ends without a model: the answers can be used again. */
  readonly failed: () => Promise<void>
}

/** From the running job to the end: watch, losses, deployment, first questions, what repeats it. */
export const finish = async (
  ports: Ports,
  request: WizardRequest,
  { target, failed, ...started }: Started,
): Promise<WizardResult> => {
  const { timeoutMs, everyMs, tags, apply, use } = request
  const job = await watchJob(ports, started.jobName, { timeoutMs, everyMs }).catch(
    async (error: unknown) => {
      if (error instanceof OutcomeError) await failed()
      throw error
    },
  )
  await showLosses(ports, await requireJob(ports, started.jobName))
  const modelName = job.customModelName ?? started.jobName
  const served = await serve(ports, { modelName, use, tags, timeoutMs, apply })
  if (served !== undefined) {
    await talk(ports, served.name, await heldOutPrompt(ports, job.validationS3Uri))
  }
  const { recipe } = started
  const closing =
    recipe === undefined
      ? undefined
      : await close(ports, {
          name: started.answers.name ?? modelName,
          recipe,
          target,
          ...ciOf(request),
        })
  showEnd(ports, { modelName, served, closing })
  await forgetProgress(ports)
  return {
    ...started,
    status: 'done',
    job,
    ...(served === undefined ? {} : { served }),
    ...(closing === undefined ? {} : { closing }),
  }
}

const ciOf = ({ ci, apply }: WizardRequest) => ({ ci, yes: apply.consent.yes })

type End = {
  readonly modelName: string
  readonly served: Served | undefined
  readonly closing: Closing | undefined
}

/** The last card: what there is now, how to repeat it, how to be rid of it. */
const showEnd = ({ io }: Ports, { modelName, served, closing }: End): void => {
  const { bold, dim } = io.style
  io.note('')
  io.note(bold('Done'))
  io.note(`  Model: ${modelName}`)
  if (served !== undefined) io.note(`  Ask it: mlctl invoke ${served.name}`)
  if (closing !== undefined) io.note(`  Repeat it all: ${closing.command}`)
  if (closing?.ciFile !== undefined) io.note(`  CI job: ${closing.ciFile}`)
  io.note(dim('  To be rid of it, in this order:'))
  if (served !== undefined) io.note(dim(`    ${served.teardown}`))
  io.note(dim(`    mlctl model delete ${modelName}`))
}
