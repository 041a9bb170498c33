import type { CiSystem } from '../../domain/ci-job/job.ts'
import type { Answers } from '../../domain/wizard/machine.ts'
import type { ApplyOptions } from '../apply.ts'
import type { JobDocument } from '../finetune/job.ts'
import type { Mode } from './begin.ts'
import type { Closing } from './closing.ts'
import type { Served, Use } from './serve.ts'

export type WizardRequest = {
  /** Answers given by flags. */
  readonly given: Answers
  readonly mode: Mode
  readonly use: Use | undefined
  readonly ci: CiSystem | 'none' | undefined
  readonly tags: Readonly<Record<string, string>>
  /** Undefined: waits on a terminal, not in scripts. */
  readonly wait: boolean | undefined
  readonly timeoutMs: number | undefined
  /** Replaces the growing interval between two looks at the job. */
  readonly everyMs: number | undefined
  readonly apply: ApplyOptions
}

export type WizardResult = {
  readonly status: 'planned' | 'started' | 'done'
  readonly answers: Answers
  readonly jobName: string
  readonly recipe?: string
  readonly job?: JobDocument
  readonly served?: Served
  readonly closing?: Closing
}
