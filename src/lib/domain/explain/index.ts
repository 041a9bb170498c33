import { AUDIT_EXPLANATIONS } from './audit.ts'
import { AWS_EXPLANATIONS } from './aws.ts'
import { CLOUD_BUILD_EXPLANATIONS } from './cloud-build.ts'
import { CONTAINER_EXPLANATIONS } from './container.ts'
import { CONTAINER_ENGINE_EXPLANATIONS } from './container-engine.ts'
import { CORE_EXPLANATIONS } from './core.ts'
import { DATASET_EXPLANATIONS } from './dataset.ts'
import { DOCTOR_EXPLANATIONS } from './doctor.ts'
import { ENDPOINT_EXPLANATIONS } from './endpoint.ts'
import { FINETUNE_EXPLANATIONS } from './finetune.ts'
import { HOSTING_EXPLANATIONS } from './hosting.ts'
import { IAM_EXPLANATIONS } from './iam.ts'
import { IMAGE_EXPLANATIONS } from './images.ts'
import { JOB_FAILURE_EXPLANATIONS } from './job-failures.ts'
import { NETWORK_EXPLANATIONS } from './network.ts'
import { PREFLIGHT_EXPLANATIONS } from './preflight.ts'
import { REMOTE_EXPLANATIONS } from './remote.ts'
import { ROLLOUT_EXPLANATIONS } from './rollout.ts'
import type { Explanation } from './rows.ts'
import { SHADOW_EXPLANATIONS } from './shadow.ts'
import { THROUGHPUT_EXPLANATIONS } from './throughput.ts'
import { TRAIN_EXPLANATIONS } from './train.ts'
import { WIZARD_EXPLANATIONS } from './wizard.ts'

/** Every error id, in order. */
export const EXPLANATIONS: readonly Explanation[] = [
  ...CORE_EXPLANATIONS,
  ...AUDIT_EXPLANATIONS,
  ...AWS_EXPLANATIONS,
  ...DATASET_EXPLANATIONS,
  ...CLOUD_BUILD_EXPLANATIONS,
  ...CONTAINER_EXPLANATIONS,
  ...CONTAINER_ENGINE_EXPLANATIONS,
  ...HOSTING_EXPLANATIONS,
  ...IAM_EXPLANATIONS,
  ...IMAGE_EXPLANATIONS,
  ...DOCTOR_EXPLANATIONS,
  ...ENDPOINT_EXPLANATIONS,
  ...FINETUNE_EXPLANATIONS,
  ...JOB_FAILURE_EXPLANATIONS,
  ...NETWORK_EXPLANATIONS,
  ...PREFLIGHT_EXPLANATIONS,
  ...REMOTE_EXPLANATIONS,
  ...ROLLOUT_EXPLANATIONS,
  ...SHADOW_EXPLANATIONS,
  ...THROUGHPUT_EXPLANATIONS,
  ...TRAIN_EXPLANATIONS,
  ...WIZARD_EXPLANATIONS,
].sort((a, b) => (a.id < b.id ? -1 : 1))
