import { ecrImageOf } from '../../domain/audit/targets.ts'
import { parseS3Uri } from '../../domain/core/arn.ts'
import { type AuditContext, goneOrMissing } from './context.ts'
import { readOf } from './read.ts'
import { tagsOf } from './read-hosting.ts'
import { secretPlaces } from './secrets.ts'

/** A training job; its role, keys, network and buckets are looked at later. */
export const readTrainingJob = async (audit: AuditContext, name: string): Promise<void> => {
  const { ports, policy, tally, found } = audit
  const job = await ports.trainingJobs.find(name)
  if (job === undefined) return goneOrMissing(audit, 'training job', name)
  const { security, hyperParameters, environment = {}, instanceCount = 1, jobArn } = job
  found.add('role', security?.roleArn)
  found.add('key', security?.outputKmsKeyId)
  found.add('key', security?.volumeKmsKeyId)
  if (security?.vpcConfig !== undefined) {
    found.place({ ...security.vpcConfig, usedBy: name, isCluster: instanceCount > 1 })
  }
  const image = job.image === undefined ? undefined : ecrImageOf(job.image)
  if (image?.account === policy.account && image.region === policy.region) {
    found.add('repository', image.repository)
  }
  followBuckets(audit, [job.outputS3Uri, job.checkpointS3Uri])
  tally.add('training job', {
    subject: jobArn,
    name,
    job,
    secrets: [
      ...secretPlaces('Environment', environment),
      ...secretPlaces('HyperParameters', hyperParameters),
    ],
    tags: await tagsOf(audit, jobArn),
  })
}

/** A customization job of Bedrock, and the model that it made. */
export const readCustomizationJob = async (audit: AuditContext, name: string): Promise<void> => {
  const { ports, tally, found } = audit
  const job = await ports.customizationJobs.find(name)
  if (job === undefined) return goneOrMissing(audit, 'customization job', name)
  found.add('role', job.roleArn)
  found.add('key', job.outputModelKmsKeyArn)
  if (job.vpcConfig !== undefined) found.place({ ...job.vpcConfig, usedBy: job.jobName })
  found.add('custom model', job.customModelArn)
  followBuckets(audit, [job.trainingS3Uri, job.validationS3Uri, job.outputS3Uri])
  tally.add('customization job', { subject: job.jobArn, name: job.jobName, job })
}

/** A custom model of Bedrock. */
export const readCustomModel = async (audit: AuditContext, name: string): Promise<void> => {
  const { ports, tally, found } = audit
  const model = await ports.customModels.find(name)
  if (model === undefined) return goneOrMissing(audit, 'custom model', name)
  found.add('key', model.modelKmsKeyArn)
  tally.add('custom model', { subject: model.modelArn, name: model.modelName, model })
}

/** An ECR repository. */
export const readRepository = async (audit: AuditContext, name: string): Promise<void> => {
  const { ports, pool, policy, tally } = audit
  const repository = await readOf(pool, () => ports.imageRepositories.find(name))
  if ('value' in repository && repository.value === undefined) {
    return goneOrMissing(audit, 'repository', name)
  }
  const { partition, region, account } = policy
  const subject = `arn:${partition}:ecr:${region}:${account}:repository/${name}`
  tally.add('repository', { subject, name, repository })
}

/** An image that something runs, with what its last scan found. */
export const readImage = async (
  { ports, pool, tally }: AuditContext,
  [uri, usedBy]: readonly [string, readonly string[]],
): Promise<void> => {
  const image = ecrImageOf(uri)
  if (image === undefined) return
  const { repository, id } = image
  const scan = await readOf(pool, async () => {
    const view = await ports.imageRepositories.image(repository, id)
    return view && ports.imageRepositories.scan(repository, view.digest)
  })
  tally.add('image', { subject: uri, name: uri, usedBy, isPinned: 'digest' in id, scan })
}

const followBuckets = (
  { followsBuckets, found }: AuditContext,
  uris: readonly (string | undefined)[],
): void => {
  for (const uri of followsBuckets ? uris : []) {
    if (uri !== undefined) found.add('bucket', parseS3Uri(uri)?.bucket)
  }
}
