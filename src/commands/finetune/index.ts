import type { AnyCommand } from '../define.ts'
import { finetuneCompare } from './compare.ts'
import { finetuneList } from './list.ts'
import { finetuneMetrics } from './metrics.ts'
import { finetuneModels } from './models.ts'
import { finetunePlan } from './plan.ts'
import { finetuneResume } from './resume.ts'
import { finetuneRun } from './run.ts'
import { finetuneStatus } from './status.ts'
import { finetuneStop } from './stop.ts'
import { finetuneWatch } from './watch.ts'
import { finetuneWizard } from './wizard.ts'

export const finetuneCommands: readonly AnyCommand[] = [
  finetuneWizard,
  finetunePlan,
  finetuneRun,
  finetuneList,
  finetuneStatus,
  finetuneWatch,
  finetuneStop,
  finetuneMetrics,
  finetuneCompare,
  finetuneModels,
  finetuneResume,
]
