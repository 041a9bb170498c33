import { findModel } from '../../domain/catalogue/find.ts'
import type { Catalogue } from '../../domain/catalogue/model.ts'
import type { TargetFact } from '../../domain/wizard/facts.ts'
import type { Answers } from '../../domain/wizard/machine.ts'
import type { Progress } from '../../domain/wizard/progress.ts'
import type { Ports } from '../../ports/all.ts'
import { loadCatalogue } from '../finetune/catalogue.ts'
import { begin, seeTarget } from './begin.ts'
import { finish } from './finish.ts'
import { interruptible } from './interrupted.ts'
import { refuseMissing } from './questioning.ts'
import type { WizardRequest, WizardResult } from './request.ts'
import { wizardRules } from './rules.ts'
import { saveProgress } from './store.ts'
import { train } from './train.ts'

/**
 * Leads from a data file to a model that answers: asks, checks, plans, trains, watches, deploys, and
 * ends with what repeats it all. Killed or interrupted anywhere, it continues there.
 * @throws UsageError MLC-WIZ-004 naming every missing flag where nobody can be asked; CancelledError
 * MLC-WIZ-001 (nothing was changed), MLC-WIZ-002 (the job goes on).
 */
export const wizard = async (ports: Ports, request: WizardRequest): Promise<WizardResult> => {
  const catalogue = await loadCatalogue(ports)
  const rules = wizardRules(catalogue)
  const given = withKey(catalogue, request.given)
  if (!ports.io.interactive && request.mode !== 'resume') {
    await refuseMissing(ports, { answers: given, rules })
  }
  let progress: Progress | undefined
  const keep = async (now: Progress): Promise<void> => {
    progress = now
    await saveProgress(ports, now)
  }
  return interruptible(
    async () => {
      const target = await seeTarget(ports)
      progress = await begin(ports, { mode: request.mode, target, given })
      const started = await startOrTakeUp(ports, request, { progress, target, rules, keep })
      if (started.status === 'planned' || !waits(ports, request)) return started
      const failed = () => keep({ v: 1, target, answers: started.answers })
      return finish(ports, request, { ...started, target, failed })
    },
    () => progress?.job,
  )
}

/** A model may be given by any of its ids; the questions know it by its key. */
const withKey = (catalogue: Catalogue, given: Answers): Answers => {
  const model = given.baseModel === undefined ? undefined : findModel(catalogue, given.baseModel)
  return model === undefined ? given : { ...given, baseModel: model.key }
}

const waits = ({ io }: Ports, { wait }: WizardRequest): boolean => wait ?? io.interactive

type Start = {
  readonly progress: Progress
  readonly target: TargetFact
  readonly rules: ReturnType<typeof wizardRules>
  readonly keep: (progress: Progress) => Promise<void>
}

/** Starts the training, unless saved progress says that it runs already. */
const startOrTakeUp = async (
  ports: Ports,
  request: WizardRequest,
  { progress, target, rules, keep }: Start,
): Promise<WizardResult> => {
  const { job, recipe } = progress
  if (job !== undefined) {
    const { answers } = progress
    return { status: 'started', answers, jobName: job, ...(recipe === undefined ? {} : { recipe }) }
  }
  const save = (answers: Answers) => keep({ v: 1, target, answers })
  await save(progress.answers)
  const trained = await train(ports, {
    questions: { answers: progress.answers, facts: { target }, rules, save },
    tags: request.tags,
    apply: request.apply,
    yes: request.apply.consent.yes,
  })
  const { jobName, status } = trained.result
  const result = { answers: trained.answers, jobName, recipe: trained.recipe }
  if (status === 'planned') return { status, ...result }
  await keep({ v: 1, target, answers: trained.answers, job: jobName, recipe: trained.recipe })
  return { status: 'started', ...result }
}
