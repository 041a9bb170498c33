import type { Model } from './types.ts'

/** Loading a model costs a parse of up to 80 KB, so each is read at its first use. */
const LOADERS: Readonly<Record<string, () => Promise<unknown>>> = {
  s3: () => import('../models/s3.json', { with: { type: 'json' } }),
  sts: () => import('../models/sts.json', { with: { type: 'json' } }),
  iam: () => import('../models/iam.json', { with: { type: 'json' } }),
  ecr: () => import('../models/ecr.json', { with: { type: 'json' } }),
  ec2: () => import('../models/ec2.json', { with: { type: 'json' } }),
  cloudtrail: () => import('../models/cloudtrail.json', { with: { type: 'json' } }),
  codebuild: () => import('../models/codebuild.json', { with: { type: 'json' } }),
  kms: () => import('../models/kms.json', { with: { type: 'json' } }),
  accessanalyzer: () => import('../models/accessanalyzer.json', { with: { type: 'json' } }),
  bedrock: () => import('../models/bedrock.json', { with: { type: 'json' } }),
  'bedrock-runtime': () => import('../models/bedrock-runtime.json', { with: { type: 'json' } }),
  sagemaker: () => import('../models/sagemaker.json', { with: { type: 'json' } }),
  'sagemaker-runtime': () => import('../models/sagemaker-runtime.json', { with: { type: 'json' } }),
  cloudwatch: () => import('../models/cloudwatch.json', { with: { type: 'json' } }),
  'application-autoscaling': () =>
    import('../models/application-autoscaling.json', { with: { type: 'json' } }),
  logs: () => import('../models/logs.json', { with: { type: 'json' } }),
  'service-quotas': () => import('../models/service-quotas.json', { with: { type: 'json' } }),
}

export const modelNames: readonly string[] = Object.keys(LOADERS)

/** The API model of a service by its model file name; undefined for a service the sandbox lacks. */
export const loadModel = async (service: string): Promise<Model | undefined> => {
  const load = Object.hasOwn(LOADERS, service) ? LOADERS[service] : undefined
  if (load === undefined) return undefined
  // The files are written by scripts/api-models.mjs in exactly this form.
  return ((await load()) as { default: Model }).default
}
