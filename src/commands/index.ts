import { apply } from './apply.ts'
import { auditCommand } from './audit/audit.ts'
import { complete, completion } from './completion/completion.ts'
import { configShow } from './config/show.ts'
import { containerCommands } from './container/index.ts'
import { datasetCommands } from './dataset/index.ts'
import type { AnyCommand } from './define.ts'
import { demoCommand } from './demo.ts'
import { deploymentCommands } from './deployment/index.ts'
import { doctorCommand } from './doctor.ts'
import { endpointCommands } from './endpoint/index.ts'
import { explain } from './explain.ts'
import { finetuneCommands } from './finetune/index.ts'
import { history } from './history.ts'
import { iamCommands } from './iam/index.ts'
import { invokeCommands } from './invoke.ts'
import { modelCommands } from './model/index.ts'
import { remoteCommands } from './remote/index.ts'
import { rolloutCommands } from './rollout/index.ts'
import { sandboxReset } from './sandbox/reset.ts'
import { sandboxServe } from './sandbox/serve.ts'
import { sandboxStatus } from './sandbox/status.ts'
import { sandboxClock, sandboxFaults, sandboxQuota, sandboxSeed } from './sandbox/steer.ts'
import { sandboxTraffic } from './sandbox/traffic.ts'
import { schema } from './schema.ts'
import { shadowCommands } from './shadow/stop.ts'
import { statusCommand } from './status.ts'
import { throughputCommands } from './throughput/index.ts'
import { jobCommands } from './train/index.ts'

/** Every command, in help order. */
export const commands: readonly AnyCommand[] = [
  demoCommand,
  statusCommand,
  doctorCommand,
  auditCommand,
  ...datasetCommands,
  ...iamCommands,
  ...finetuneCommands,
  ...modelCommands,
  ...throughputCommands,
  ...deploymentCommands,
  ...invokeCommands,
  ...containerCommands,
  ...jobCommands,
  ...endpointCommands,
  ...remoteCommands,
  ...rolloutCommands,
  ...shadowCommands,
  apply,
  explain,
  history,
  schema,
  configShow,
  completion,
  sandboxServe,
  sandboxStatus,
  sandboxReset,
  sandboxSeed,
  sandboxClock,
  sandboxFaults,
  sandboxQuota,
  sandboxTraffic,
  complete,
]

/** What each group of commands is for. */
export const groups: Readonly<Record<string, string>> = {
  dataset: 'Prepare, validate and upload training data',
  iam: 'Set up and check the roles and policies that a job needs',
  finetune: 'Customize a base model on Amazon Bedrock',
  model: 'Look after custom models',
  throughput: 'Buy and release Provisioned Throughput',
  deployment: 'Deploy custom models on demand, without idle cost',
  container: 'Make images that SageMaker accepts, proven before they are pushed',
  train: 'Train on SageMaker, on spot capacity too; look after jobs of any kind',
  process: 'Run containers on data in S3',
  transform: 'Send objects in S3 through a model',
  endpoint: 'Host models on SageMaker: create, scale, size, ask and delete endpoints',
  remote: 'Run any command as a SageMaker job',
  rollout: 'Move live traffic to a new variant, in steps that judge themselves',
  shadow: 'Try a model on copies of live requests',
  sandbox: 'Steer the embedded sandbox',
  config: 'See the configuration and where it comes from',
}
