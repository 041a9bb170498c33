import type { AnyRoleSpec } from '../spec.ts'
import { buildGrants } from './build-grants.ts'
import { evaluationGrants } from './evaluation-grants.ts'
import type { Grant } from './grants.ts'
import {
  callGrants,
  graderGrants,
  logGrants,
  plainVpcGrants,
  sageMakerGrants,
  uploadInPartsGrants,
  volumeKeyGrants,
} from './job-grants.ts'
import {
  passRoleGrants,
  registerGrants,
  startJobGrants,
  workflowGrants,
} from './orchestration-grants.ts'
import type { RolePurpose } from './purposes.ts'

const SAGEMAKER = 'sagemaker.amazonaws.com'
const BEDROCK = 'bedrock.amazonaws.com'

const JOB_LOGS = ['TrainingJobs', 'ProcessingJobs', 'TransformJobs'].map(
  (kind) => `/aws/sagemaker/${kind}`,
)
const HOSTING_LOGS = ['/aws/sagemaker/Endpoints/', '/aws/sagemaker/InferenceRecommendationsJobs']

/** Rights beyond storage, data keys and Bedrock's own network interfaces, by purpose. */
const GRANTS: Readonly<Record<RolePurpose, (spec: AnyRoleSpec) => readonly Grant[]>> = {
  customization: (spec) => [...callGrants(spec), ...graderGrants(spec)],
  import: () => [],
  evaluation: (spec) => [
    ...uploadInPartsGrants(spec),
    ...callGrants(spec),
    ...evaluationGrants(spec),
  ],
  batch: callGrants,
  grader: (spec) => [...logGrants(spec, ['/aws/lambda/']), ...callGrants(spec)],
  training: (spec) => [
    ...sageMakerGrants(spec, JOB_LOGS),
    ...volumeKeyGrants(spec),
    ...plainVpcGrants(spec),
  ],
  hosting: (spec) => [
    ...sageMakerGrants(spec, HOSTING_LOGS),
    ...volumeKeyGrants(spec),
    ...plainVpcGrants(spec),
  ],
  pipelines: (spec) => [
    ...sageMakerGrants(spec, JOB_LOGS),
    ...volumeKeyGrants(spec),
    ...plainVpcGrants(spec),
    ...startJobGrants(spec),
    ...registerGrants(spec),
    ...passRoleGrants(spec, [SAGEMAKER]),
  ],
  workflow: (spec) => [
    ...startJobGrants(spec),
    ...workflowGrants(spec),
    ...(spec.passedRoleArns === undefined ? [] : passRoleGrants(spec, [SAGEMAKER, BEDROCK])),
  ],
  builds: buildGrants,
}

export const grantsOf = (spec: AnyRoleSpec): readonly Grant[] =>
  GRANTS[spec.purpose ?? 'customization'](spec)
