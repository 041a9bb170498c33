/** What a service role is for; each is a row of the table below. */
export const ROLE_PURPOSES = [
  'customization',
  'import',
  'evaluation',
  'batch',
  'grader',
  'training',
  'hosting',
  'pipelines',
  'workflow',
  'builds',
] as const

/** The project that image builds share unless another is named. */
export const BUILD_PROJECT = 'mlctl-image-builds'

export type RolePurpose = (typeof ROLE_PURPOSES)[number]

/** Facts about one service role: who takes it on, for what, and by which habits it uses keys and networks. */
export type RoleKind = {
  /** Who takes the role on. */
  readonly service: string
  /** The service's name, for people. */
  readonly called: string
  /** What it does with the role, in words. */
  readonly jobs: string
  readonly description: string
  readonly trustSid: string
  /** aws:SourceArn: service, resource pattern, a resource that the pattern covers, and where the form stands. */
  readonly source: {
    readonly service: string
    readonly pattern: string
    readonly probe: string
    readonly from: string
  }
  /** The one inline policy that mlctl writes to the role. */
  readonly policyName: string
  /** The word in the role's default name. */
  readonly area: string
  /** Which of the plan's resources the role needs; others are refused. */
  readonly needs: { readonly data: boolean; readonly output: 'must' | 'may' | 'never' }
  /** Objects are read by their names alone: nothing is listed, nothing written. */
  readonly readsByName?: true
  readonly keys: 'bedrock' | 'sagemaker' | 'none'
  /** The tag that Bedrock puts on the interfaces of a job, plain interfaces for SageMaker. */
  readonly vpc: { readonly jobTag: string; readonly from: string } | 'plain' | 'none'
  /** Where the rule stands. */
  readonly from: string
}

const BEDROCK = {
  service: 'bedrock.amazonaws.com',
  called: 'Bedrock',
  area: 'bedrock',
  keys: 'bedrock',
} as const

const SAGEMAKER = {
  service: 'sagemaker.amazonaws.com',
  called: 'SageMaker',
  trustSid: 'SageMakerExecution',
  area: 'sagemaker',
  keys: 'sagemaker',
  vpc: 'plain',
} as const

const guide = (page: string): string =>
  `https://docs.aws.amazon.com/bedrock/latest/userguide/${page}.html`
const SAGEMAKER_GUIDE = 'https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html'

const bedrockJob = (job: string, page: string) => ({
  service: 'bedrock',
  pattern: `${job}/*`,
  probe: `${job}/mlctl-check`,
  from: guide(page),
})
const sageMakerThing = (thing: string) => ({
  service: 'sagemaker',
  pattern: '*',
  probe: `${thing}/mlctl-check`,
  from: 'https://docs.aws.amazon.com/sagemaker/latest/dg/security-confused-deputy-prevention.html',
})

export const ROLE_KINDS: Readonly<Record<RolePurpose, RoleKind>> = {
  customization: {
    ...BEDROCK,
    jobs: 'customization jobs',
    description: 'Lets Amazon Bedrock read training data and write results for customization jobs',
    trustSid: 'BedrockCustomization',
    source: bedrockJob('model-customization-job', 'model-customization-iam-role'),
    policyName: 'mlctl-bedrock-customization',
    needs: { data: true, output: 'must' },
    vpc: { jobTag: 'BedrockModelCustomizationJobArn', from: guide('vpc-model-customization') },
    from: guide('model-customization-iam-role'),
  },
  import: {
    ...BEDROCK,
    jobs: 'model import jobs',
    description: 'Lets Amazon Bedrock read model files for import jobs',
    trustSid: 'BedrockImport',
    source: bedrockJob('model-import-job', 'model-import-iam-role'),
    policyName: 'mlctl-bedrock-import',
    needs: { data: true, output: 'never' },
    vpc: { jobTag: 'BedrockModelImportJobArn', from: guide('vpc-custom-model-import') },
    from: guide('model-import-iam-role'),
  },
  evaluation: {
    ...BEDROCK,
    jobs: 'evaluation jobs',
    description: 'Lets Amazon Bedrock call models and write scores for evaluation jobs',
    trustSid: 'BedrockEvaluation',
    source: bedrockJob('evaluation-job', 'automatic-service-roles'),
    policyName: 'mlctl-bedrock-evaluation',
    needs: { data: false, output: 'must' },
    vpc: 'none',
    from: guide('automatic-service-roles'),
  },
  batch: {
    ...BEDROCK,
    jobs: 'batch inference jobs',
    description: 'Lets Amazon Bedrock read prompts and write answers for batch inference',
    trustSid: 'BedrockBatch',
    source: bedrockJob('model-invocation-job', 'batch-iam-sr'),
    policyName: 'mlctl-bedrock-batch',
    needs: { data: true, output: 'must' },
    vpc: { jobTag: 'BedrockModelInvocationJobArn', from: guide('batch-vpc') },
    from: guide('batch-iam-sr'),
  },
  grader: {
    service: 'lambda.amazonaws.com',
    called: 'Lambda',
    jobs: 'graders of reinforcement fine-tuning',
    description: 'Lets a grader of reinforcement fine-tuning log and call the model that judges',
    trustSid: 'LambdaGrader',
    source: {
      service: 'lambda',
      pattern: 'function:*',
      probe: 'function:mlctl-check',
      // Good outside a VPC; the first function in one is refused, and this role has no rights in any.
      from: 'https://github.com/aws/aws-parallelcluster/pull/6926',
    },
    policyName: 'mlctl-grader',
    area: 'grader',
    needs: { data: false, output: 'never' },
    keys: 'none',
    vpc: 'none',
    from: 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html',
  },
  training: {
    ...SAGEMAKER,
    jobs: 'training, tuning, processing and transform jobs',
    description: 'Lets Amazon SageMaker read data, pull images, log and write results for jobs',
    source: sageMakerThing('training-job'),
    policyName: 'mlctl-sagemaker-training',
    needs: { data: true, output: 'must' },
    from: SAGEMAKER_GUIDE,
  },
  hosting: {
    ...SAGEMAKER,
    jobs: 'models and endpoints',
    description: 'Lets Amazon SageMaker read model files, pull images and log for endpoints',
    source: sageMakerThing('model'),
    policyName: 'mlctl-sagemaker-hosting',
    needs: { data: true, output: 'may' },
    from: SAGEMAKER_GUIDE,
  },
  pipelines: {
    ...SAGEMAKER,
    jobs: 'pipelines',
    description: 'Lets Amazon SageMaker Pipelines start the steps of a pipeline',
    source: sageMakerThing('pipeline'),
    policyName: 'mlctl-sagemaker-pipelines',
    needs: { data: true, output: 'must' },
    from: 'https://docs.aws.amazon.com/sagemaker/latest/dg/build-and-manage-access.html',
  },
  workflow: {
    service: 'states.amazonaws.com',
    called: 'Step Functions',
    jobs: 'state machines',
    description: 'Lets AWS Step Functions start and follow jobs',
    trustSid: 'StatesWorkflow',
    source: {
      service: 'states',
      pattern: 'stateMachine:*',
      probe: 'stateMachine:mlctl-check',
      // So the console writes it, too.
      from: 'https://docs.aws.amazon.com/step-functions/latest/dg/procedure-create-iam-role.html',
    },
    policyName: 'mlctl-states-workflow',
    area: 'states',
    needs: { data: false, output: 'never' },
    keys: 'none',
    vpc: 'none',
    from: 'https://docs.aws.amazon.com/step-functions/latest/dg/procedure-create-iam-role.html',
  },
  builds: {
    service: 'codebuild.amazonaws.com',
    called: 'CodeBuild',
    jobs: 'image builds',
    description: 'Lets AWS CodeBuild read packed folders, push images and log for image builds',
    trustSid: 'ImageBuilds',
    source: {
      service: 'codebuild',
      pattern: `project/${BUILD_PROJECT}`,
      probe: `project/${BUILD_PROJECT}`,
      from: 'https://docs.aws.amazon.com/codebuild/latest/userguide/sample-ecr.html',
    },
    policyName: 'mlctl-codebuild-builds',
    area: 'codebuild',
    needs: { data: true, output: 'never' },
    readsByName: true,
    keys: 'none',
    vpc: 'none',
    from: 'https://docs.aws.amazon.com/codebuild/latest/userguide/setting-up-service-role.html',
  },
}

/** The row of a spec; without a purpose it is the customization of a Bedrock model. */
export const kindOf = (spec: { readonly purpose?: RolePurpose }): RoleKind =>
  ROLE_KINDS[spec.purpose ?? 'customization']
