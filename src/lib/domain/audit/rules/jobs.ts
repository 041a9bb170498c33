import type {
  CustomizationFacts,
  CustomModelFacts,
  ImageFacts,
  JobFacts,
  RepositoryFacts,
} from '../facts.ts'
import { demand, judged, NOT_APPLICABLE, type Rule } from '../rule.ts'
import { takesVolumeKey } from './hosting.ts'
import { addSageMakerTags, judgeTags } from './required-tags.ts'

const DOCS = 'https://docs.aws.amazon.com/sagemaker/latest/dg'
const ECR_DOCS = 'https://docs.aws.amazon.com/AmazonECR/latest/userguide'
const BEDROCK_DOCS = 'https://docs.aws.amazon.com/bedrock/latest/userguide'

/** Training jobs: A18. A job cannot be changed: the remedy is for the next one. */
export const JOB_RULES: readonly Rule<JobFacts>[] = [
  {
    id: 'A18.secrets',
    title: 'Secrets in training jobs',
    severity: 'critical',
    what: 'No environment variable or hyperparameter holds a secret.',
    why: 'Jobs stay for years, and whoever may describe them reads it; read-only policies allow that.',
    source: `${DOCS}/security-iam.html`,
    remedy: 'Revoke the secret; give jobs the name of a secret in Secrets Manager instead.',
    judge: ({ secrets }) => {
      const words = secrets.map(({ place, what }) => `${place} (${what})`)
      return demand(secrets.length === 0, `${words.join(', ')}.`, secrets)
    },
  },
  {
    id: 'A18.isolation',
    title: 'Isolation of training jobs',
    severity: 'medium',
    what: 'The job runs in network isolation or in a VPC.',
    why: 'A package that was tampered with can send the training data away.',
    source: `${DOCS}/mkt-algo-model-internet-free.html`,
    remedy: 'Train with EnableNetworkIsolation, or in a VPC.',
    judge: ({ job: { security } }) =>
      security === undefined
        ? NOT_APPLICABLE
        : demand(
            security.networkIsolation || security.vpcConfig !== undefined,
            'Neither isolated nor in a VPC.',
            { EnableNetworkIsolation: false, VpcConfig: null },
          ),
  },
  {
    id: 'A18.output-key',
    title: 'Encryption of results',
    severity: 'low',
    what: 'Results are written with a KMS key.',
    why: 'A model is worth as much as its data; only a key of yours can be taken away.',
    source: `${DOCS}/encryption-at-rest.html`,
    remedy: 'Name OutputDataConfig.KmsKeyId.',
    judge: ({ job: { security } }) =>
      security === undefined
        ? NOT_APPLICABLE
        : demand(security.outputKmsKeyId !== undefined, 'There is no key for the results.', {
            'OutputDataConfig.KmsKeyId': null,
          }),
  },
  {
    id: 'A18.volume-key',
    title: 'Encryption of volumes',
    severity: 'low',
    what: 'Volumes are encrypted with a KMS key, where the instances take one.',
    why: 'Data lies there in copies while the job runs.',
    source: `${DOCS}/encryption-at-rest.html`,
    remedy: 'Name ResourceConfig.VolumeKmsKeyId.',
    judge: ({ job: { security, instanceType } }) =>
      security === undefined || instanceType === undefined || !takesVolumeKey(instanceType)
        ? NOT_APPLICABLE
        : demand(security.volumeKmsKeyId !== undefined, 'There is no key for the volumes.', {
            'ResourceConfig.VolumeKmsKeyId': null,
          }),
  },
  {
    id: 'A18.traffic-encryption',
    title: 'Encryption between containers',
    severity: 'medium',
    what: 'Jobs of several instances encrypt what their containers send each other.',
    why: 'Gradients and data cross the network in the clear.',
    source: `${DOCS}/train-encrypt.html`,
    remedy: 'Train with EnableInterContainerTrafficEncryption; it takes longer with much traffic.',
    judge: ({ job: { security, instanceCount = 1 } }) =>
      security === undefined || instanceCount < 2
        ? NOT_APPLICABLE
        : demand(security.trafficEncryption, 'Traffic between containers is not encrypted.', {
            EnableInterContainerTrafficEncryption: false,
            InstanceCount: instanceCount,
          }),
  },
  {
    id: 'A20.job-tags',
    title: 'Tags of training jobs',
    severity: 'low',
    what: 'The job has the tags of audit.requiredTags.',
    why: 'Its cost cannot be told apart from others.',
    source: `${DOCS}/how-it-works-training.html`,
    remedy: 'Set the missing tags.',
    judge: judgeTags,
    command: addSageMakerTags,
  },
]

/** ECR repositories that jobs and endpoints pull from: A19. */
export const REPOSITORY_RULES: readonly Rule<RepositoryFacts>[] = [
  {
    id: 'A19.immutable-tags',
    title: 'Immutable tags',
    severity: 'medium',
    what: 'Tags of the repository cannot be moved.',
    why: 'What was tested under a tag may not be what runs under it.',
    source: `${ECR_DOCS}/image-tag-mutability.html`,
    remedy: 'Make tags immutable; pushes to a tag that exists fail from then on.',
    fixable: true,
    judge: ({ repository }) =>
      judged(repository, (view) =>
        view === undefined
          ? NOT_APPLICABLE
          : demand(view.mutability.startsWith('IMMUTABLE'), `Tags are ${view.mutability}.`, {
              imageTagMutability: view.mutability,
            }),
      ),
    command: ({ name }) => `mlctl audit --repository ${name} --fix`,
  },
  {
    id: 'A19.scan-on-push',
    title: 'Scan on push',
    severity: 'low',
    what: 'Images are scanned when they are pushed.',
    why: 'Known holes in an image stay unknown to you.',
    source: `${ECR_DOCS}/image-scanning.html`,
    remedy: 'Scan on push.',
    fixable: true,
    judge: ({ repository }) =>
      judged(repository, (view) =>
        view === undefined
          ? NOT_APPLICABLE
          : demand(view.scanOnPush, 'Images are not scanned on push.', { scanOnPush: false }),
      ),
    command: ({ name }) => `mlctl audit --repository ${name} --fix`,
  },
]

/** Images that run: A19. */
export const IMAGE_RULES: readonly Rule<ImageFacts>[] = [
  {
    id: 'A19.digest',
    title: 'Images by digest',
    severity: 'low',
    what: 'Endpoints name their image by its digest.',
    why: 'A tag may lead to another image tomorrow, and new instances take that one.',
    source: `${ECR_DOCS}/image-tag-mutability.html`,
    remedy: 'Name the image as repository@sha256:….',
    judge: ({ isPinned, name }) => demand(isPinned, 'It is named by a tag.', { Image: name }),
    command: ({ name }) => `mlctl container verify ${name}`,
  },
  {
    id: 'A19.vulnerabilities',
    title: 'Known holes in images',
    severity: 'high',
    what: 'The scan of an image that runs found nothing critical or high.',
    why: 'Attacks on known holes are for sale.',
    source: `${ECR_DOCS}/image-scanning.html`,
    remedy: 'Build the image on a newer base and roll it out.',
    judge: ({ scan }) =>
      judged(scan, (view) => {
        if (view === undefined) return NOT_APPLICABLE
        const { CRITICAL = 0, HIGH = 0 } = view.counts
        const detail = `The scan found ${CRITICAL} critical and ${HIGH} high.`
        return demand(CRITICAL + HIGH === 0, detail, { findingSeverityCounts: view.counts })
      }),
    command: ({ name }) => `mlctl container scan ${name}`,
  },
]

/** Bedrock customization: A23. */
export const CUSTOMIZATION_RULES: readonly Rule<CustomizationFacts>[] = [
  {
    id: 'A23.vpc',
    title: 'VPC of customization jobs',
    severity: 'low',
    what: 'The job reads its data through a VPC.',
    why: 'An endpoint policy of the VPC can then keep the data to your own buckets.',
    source: `${BEDROCK_DOCS}/vpc-model-customization.html`,
    remedy: 'Name subnets and security groups: mlctl finetune run --subnets … --security-groups ….',
    judge: ({ job }) =>
      demand(job.vpcConfig !== undefined, 'The job has no VPC.', { vpcConfig: null }),
  },
]

export const CUSTOM_MODEL_RULES: readonly Rule<CustomModelFacts>[] = [
  {
    id: 'A23.model-key',
    title: 'Key of custom models',
    severity: 'low',
    what: 'The custom model is encrypted with a key of yours.',
    why: 'With a key of AWS, nobody but AWS can take it away.',
    source: `${BEDROCK_DOCS}/encryption-custom-job.html`,
    remedy: 'Customize anew with --kms-key; the key of a model cannot be changed.',
    judge: ({ model }) =>
      demand(model.modelKmsKeyArn !== undefined, 'The model has no key of yours.', {
        modelKmsKeyArn: null,
      }),
  },
]
