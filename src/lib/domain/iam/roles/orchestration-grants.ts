import type { AnyRoleSpec } from '../spec.ts'
import type { Grant } from './grants.ts'

const sageMaker = (spec: AnyRoleSpec, kind: string): string =>
  `arn:${spec.partition}:sagemaker:${spec.region}:${spec.account}:${kind}/*`

const things = (spec: AnyRoleSpec, kinds: readonly string[]) => ({
  resources: kinds.map((kind) => sageMaker(spec, kind)),
  probes: kinds.map((kind) => ({ resource: sageMaker(spec, kind).replace('*', 'mlctl-check') })),
})

/** Verbs on jobs of SageMaker, by resource kind. */
const JOBS = [
  ['training-job', 'TrainingJob', 'StartTraining'],
  ['processing-job', 'ProcessingJob', 'StartProcessing'],
  ['transform-job', 'TransformJob', 'StartTransform'],
  ['hyper-parameter-tuning-job', 'HyperParameterTuningJob', 'StartTuning'],
] as const

/**
 * Starting, following and stopping jobs, and tagging them: what a pipeline's or state machine's role does
 * itself. Sources: https://docs.aws.amazon.com/sagemaker/latest/dg/build-and-manage-access.html and
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-sagemaker.html.
 */
export const startJobGrants = (spec: AnyRoleSpec): readonly Grant[] => [
  ...JOBS.map(
    ([kind, noun, sid]): Grant => ({
      id: `start-${kind}`,
      sid,
      what: `start and follow a ${kind}`,
      actions: ['Create', 'Describe', 'Stop'].map((verb) => `sagemaker:${verb}${noun}`),
      ...things(spec, [kind]),
    }),
  ),
  {
    id: 'make-models',
    sid: 'MakeModels',
    what: 'make models',
    actions: ['sagemaker:CreateModel', 'sagemaker:DescribeModel'],
    ...things(spec, ['model']),
  },
  {
    id: 'tag-jobs',
    sid: 'TagJobs',
    what: 'tag what it starts',
    actions: ['sagemaker:AddTags', 'sagemaker:ListTags'],
    ...things(spec, [...JOBS.map(([kind]) => kind), 'model']),
  },
]

/** Model packages: what a pipeline registers. */
export const registerGrants = (spec: AnyRoleSpec): readonly Grant[] => [
  {
    id: 'register-model',
    sid: 'RegisterModels',
    what: 'register model packages',
    actions: [
      'sagemaker:CreateModelPackage',
      'sagemaker:DescribeModelPackage',
      'sagemaker:UpdateModelPackage',
    ],
    ...things(spec, ['model-package']),
  },
  {
    id: 'register-model',
    sid: 'MakeModelGroups',
    what: 'make model package groups',
    actions: ['sagemaker:CreateModelPackageGroup', 'sagemaker:DescribeModelPackageGroup'],
    ...things(spec, ['model-package-group']),
  },
]

/**
 * The roles that the started jobs run with, only to the service that runs them. Without names it is the
 * role itself: a pipeline's steps run with its own.
 */
export const passRoleGrants = (
  spec: AnyRoleSpec,
  services: readonly string[],
): readonly Grant[] => {
  const own = `arn:${spec.partition}:iam::${spec.account}:role/${spec.roleName}`
  const roles = spec.passedRoleArns ?? [own]
  return [
    {
      id: 'pass-role',
      sid: 'PassJobRoles',
      what: 'hand job roles to the service',
      actions: ['iam:PassRole'],
      resources: roles,
      condition: { StringEquals: { 'iam:PassedToService': services } },
      probes: roles.flatMap((resource) =>
        services.map((service) => ({ resource, context: { 'iam:PassedToService': service } })),
      ),
    },
  ]
}

/**
 * Rules that Step Functions makes for itself, to hear of the end of a job (`.sync`): the first three as in
 * https://github.com/aws/aws-step-functions-data-science-sdk-python, the last as in published deployments.
 */
const RULES = ['TrainingJobs', 'TransformJobs', 'TuningJobs', 'ProcessingJobs'] as const

/**
 * What a state machine needs besides: events of the jobs' ends, and customization jobs. Source:
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-sagemaker.html and connect-bedrock.html.
 */
export const workflowGrants = (spec: AnyRoleSpec): readonly Grant[] => {
  const rules = RULES.map(
    (name) =>
      `arn:${spec.partition}:events:${spec.region}:${spec.account}:rule/StepFunctionsGetEventsForSageMaker${name}Rule`,
  )
  const bedrock = (kind: string) =>
    `arn:${spec.partition}:bedrock:${spec.region}:${spec.account}:${kind}/*`
  const base = `arn:${spec.partition}:bedrock:${spec.region}::foundation-model/*`
  const places = [bedrock('model-customization-job'), bedrock('custom-model')]
  return [
    {
      id: 'hear-of-ends',
      sid: 'HearOfEnds',
      what: 'hear of the end of jobs',
      actions: ['events:DescribeRule', 'events:PutRule', 'events:PutTargets'],
      resources: rules,
      probes: rules.map((resource) => ({ resource })),
    },
    {
      id: 'customize',
      sid: 'StartCustomization',
      what: 'start customization jobs',
      actions: ['bedrock:CreateModelCustomizationJob', 'bedrock:TagResource'],
      resources: [base, ...places],
      probes: places.map((arn) => ({ resource: arn.replace('*', 'mlctl-check') })),
    },
    {
      id: 'customize',
      sid: 'FollowCustomization',
      what: 'follow customization jobs',
      actions: ['bedrock:GetModelCustomizationJob', 'bedrock:StopModelCustomizationJob'],
      resources: [bedrock('model-customization-job')],
      probes: [{ resource: bedrock('model-customization-job').replace('*', 'mlctl-check') }],
    },
  ]
}
