import type { DraftStep } from '../../domain/core/plan.ts'
import { trainingCost } from '../../domain/cost/training.ts'
import { jobOf } from '../../domain/finetune/identity.ts'
import type { World } from '../../domain/finetune/preflight/world.ts'
import { UsageError } from '../../errors.ts'
import type { Ports } from '../../ports/all.ts'
import { draftUpload } from '../dataset/upload.ts'
import { roleSteps } from '../iam/role-steps.ts'
import { bucketSteps } from '../storage/bucket-steps.ts'
import { bucketsOf, roleSpecOf } from './access.ts'
import { estimateOf } from './estimate.ts'
import type { Training } from './look.ts'

/** The step that starts the job; its output is the job's ARN. */
export const JOB_STEP = 'train'

/**
 * The steps of a training, in the order in which each can rely on those before it: bucket, uploads,
 * role, job. The paid one comes last.
 */
export const trainingSteps = async (
  ports: Ports,
  training: Training,
  world: World,
): Promise<readonly DraftStep[]> => {
  const { place, files } = training
  const { account, region, bucket } = place
  const own = bucketsOf(place, files).includes(bucket)
  const buckets = own ? await bucketSteps(ports, { bucket, region, account }) : []
  const uploads: DraftStep[] = []
  for (const file of files) {
    if (file.local === undefined) continue
    const key = file.uri.slice(`s3://${bucket}/`.length)
    uploads.push(await draftUpload(ports, { ...file.local, bucket, key }))
  }
  return [
    ...buckets,
    ...uploads,
    ...(await roleDrafts(ports, training, world)),
    jobStep(training, world),
  ]
}

/** @throws UsageError MLC-FT-013 when the role may not be looked at and is not named. */
const roleDrafts = async (
  ports: Ports,
  { spec, place, files }: Training,
  world: World,
): Promise<readonly DraftStep[]> => {
  if (!world.role.known) {
    if (spec.role !== undefined) return []
    throw new UsageError('MLC-FT-013', 'The service role cannot be looked at.', {
      why: world.role.why,
      hint: 'Pass --role with a role that somebody set up for you (mlctl iam setup).',
    })
  }
  const views = world.buckets.map(({ view }) => (view.known ? view.value : undefined))
  return roleSteps(ports, roleSpecOf(spec, place, files, views))
}

const jobStep = ({ spec, model, content, attempt }: Training, world: World): DraftStep => {
  const job = jobOf(content, attempt, spec.tags)
  const estimate = estimateOf(world)
  return {
    id: JOB_STEP,
    operation: 'bedrock.CreateModelCustomizationJob',
    input: { ...job },
    summary: `train ${model.name} as ${job.jobName}${estimate?.cost === undefined ? '' : ' (the upper end of the estimate)'}`,
    undo: `mlctl finetune stop ${job.jobName} (what is processed until then may be billed)`,
    danger: { level: 'moderate' },
    cost:
      estimate === undefined
        ? { unknown: 'the training data could not be read' }
        : trainingCost(estimate),
  }
}
