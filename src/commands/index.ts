import type { AnyCommand } from './define.ts'

/** Every command, in help order. */
export const commands: readonly AnyCommand[] = []

/** What each group of commands is for. */
export const groups: Readonly<Record<string, string>> = {
  dataset: 'Prepare, validate and upload training data',
  iam: 'Set up and check the roles and policies that a job needs',
  finetune: 'Customize a base model on Amazon Bedrock',
  model: 'Look after custom models',
  throughput: 'Buy and release Provisioned Throughput',
  deployment: 'Deploy custom models on demand, without idle cost',
  sandbox: 'Steer the embedded sandbox',
  config: 'See the configuration and where it comes from',
}
