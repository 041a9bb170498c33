import type { Engine } from './engine.ts'
import type { Service } from './service.ts'

type Parts = Pick<Engine, 'directory'>

/** A service is imported at its first call: a run that only reads S3 loads no Bedrock. */
const LOADERS: Readonly<Record<string, (parts: Parts) => Promise<Service>>> = {
  s3: async (parts) => (await import('./s3/s3.ts')).createS3(parts.directory),
  sts: async () => (await import('./sts/sts.ts')).sts,
  iam: async () => (await import('./iam/iam.ts')).iam,
  ecr: async (parts) => (await import('./ecr/ecr.ts')).createEcr(parts.directory),
  accessanalyzer: async () => (await import('./accessanalyzer/accessanalyzer.ts')).accessAnalyzer,
  kms: async () => (await import('./kms/kms.ts')).kms,
  codebuild: async (parts) =>
    (await import('./codebuild/codebuild.ts')).createCodeBuild(parts.directory),
  ec2: async () => (await import('./ec2/ec2.ts')).ec2,
  cloudtrail: async (parts) =>
    (await import('./cloudtrail/cloudtrail.ts')).createCloudTrail(parts.directory),
  'service-quotas': async () => (await import('./quotas/quotas.ts')).quotas,
  sagemaker: async () => (await import('./sagemaker/sagemaker.ts')).sagemaker,
  'sagemaker-runtime': async () => (await import('./sagemaker/runtime.ts')).sagemakerRuntime,
  cloudwatch: async () => (await import('./cloudwatch/cloudwatch.ts')).cloudwatch,
  'application-autoscaling': async () => (await import('./autoscaling/autoscaling.ts')).autoscaling,
  logs: async () => (await import('./logs/logs.ts')).logs,
  bedrock: async () => (await import('./bedrock/bedrock.ts')).bedrock,
  'bedrock-runtime': async () => (await import('./bedrock/runtime.ts')).bedrockRuntime,
}

/** The implementation of a service by its model file name; undefined when there is none. */
export const loadService = async (name: string, parts: Parts): Promise<Service | undefined> =>
  Object.hasOwn(LOADERS, name) ? LOADERS[name]?.(parts) : undefined
