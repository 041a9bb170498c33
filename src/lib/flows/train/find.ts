import { StateError } from '../../errors.ts'
import { type AnyJobView, type LookPorts, lookAtJob } from './document.ts'
import { JOB_KINDS, type JobKind } from './kinds.ts'

export type FoundJob = { readonly kind: JobKind; readonly job: AnyJobView }

/** Resource types in ARNs. */
const IN_ARN: Readonly<Record<string, JobKind>> = {
  'training-job': 'training',
  'hyper-parameter-tuning-job': 'tuning',
  'processing-job': 'processing',
  'transform-job': 'transform',
}

/**
 * The job of a name or ARN. Without a kind all kinds are asked in turn, training first: names are
 * unique within one kind only.
 * @throws StateError MLC-TRN-007 when there is none.
 */
export const findJob = async (
  ports: LookPorts,
  nameOrArn: string,
  wanted: JobKind | undefined,
): Promise<FoundJob> => {
  const [, type = '', arnName] = /^arn:.*:([a-z-]+-job)\/(.+)$/.exec(nameOrArn) ?? []
  const named = IN_ARN[type] ?? wanted
  const name = arnName ?? nameOrArn
  for (const kind of named === undefined ? JOB_KINDS : [named]) {
    const job = await lookAtJob(ports, kind, name)
    if (job !== undefined) return { kind, job }
  }
  throw new StateError('MLC-TRN-007', `There is no ${named ?? 'SageMaker'} job ${name} here.`, {
    why: 'Jobs belong to one account and region.',
    hint: 'See those that are there: mlctl train list',
  })
}
