import { commandLine, type FlagText } from '../../domain/core/command-line.ts'
import type { Blueprint, CreateAnswers } from './gather.ts'

/** The line that makes the same endpoint again, with what was answered to questions. */
export const createCommand = (answers: CreateAnswers, blueprint: Blueprint): string => {
  const [variant] = blueprint.config.ProductionVariants
  if (answers.file !== undefined) {
    return commandLine(['endpoint', 'create', blueprint.endpointName], { file: answers.file })
  }
  const serverless = variant?.ServerlessConfig
  const flags: Record<string, FlagText> = {
    ...modelFlags(answers, variant?.ModelName),
    'instance-type': variant?.InstanceType,
    instances: variant?.InitialInstanceCount,
    pool: answers.pools,
    'serverless-memory': serverless?.MemorySizeInMB,
    'max-concurrency': serverless?.MaxConcurrency,
    'provisioned-concurrency': serverless?.ProvisionedConcurrency,
    variant: answers.variantName,
    'async-output': answers.asyncOutput,
    'async-concurrency': answers.asyncConcurrency,
    'kms-key': answers.kmsKey,
    'capture-to': answers.captureUri,
    'capture-percent': answers.capturePercent,
    routing: answers.routing,
    volume: answers.volumeGb,
    'startup-timeout': answers.startupTimeoutSeconds && `${answers.startupTimeoutSeconds}s`,
  }
  return commandLine(['endpoint', 'create', blueprint.endpointName], flags)
}

const modelFlags = (
  answers: CreateAnswers,
  modelName: string | undefined,
): Record<string, FlagText> =>
  answers.image === undefined
    ? { model: modelName }
    : {
        image: answers.image,
        'model-data': answers.modelData,
        role: answers.role,
        env: Object.entries(answers.env ?? {}).map(([key, value]) => `${key}=${value}`),
        subnet: answers.subnets,
        'security-group': answers.securityGroups,
        'network-isolation': answers.networkIsolation,
      }
